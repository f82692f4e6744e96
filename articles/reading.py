"""An article in front of a reader: everything that its template shows, in a fixed number of queries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Page

from articles import freshness, listing
from articles.blocks import PICTURE_FIELDS, RECORDING_FIELDS, RELATED_FIELDS
from articles.models import ArticlePage, TranslationState
from articles.models.article import Audience
from locales import formats, languages
from portal.core.blocks.reference import references
from portal.countries import screen
from portal.countries.frame import Frame
from portal.media import pictures
from portal.media.models import Recording

State = TranslationState.State
# From this many sections on, a table of contents helps more than it costs.
SECTIONS_FOR_CONTENTS = 3


@dataclass(frozen=True)
class Section:
    """An entry of the table of contents."""

    anchor: str
    title: str


def article_context(request: HttpRequest, page: ArticlePage) -> dict[str, Any]:
    """The template's context, besides Wagtail's own."""
    shown = screen.of(request, page)
    frame, language, today = shown.frame, shown.found.language, shown.frame.today()
    page = _with_neutral(page, shown)
    neutral = page.neutral
    state = page.state
    raw = list(page.body.raw_data)
    fresh = freshness.of(freshness.newest([page.translation_key]).get(page.translation_key), on=today)
    neighbours = _neighbours(frame, neutral, raw, language)
    return {
        "screen": shown,
        "article": page,
        "neutral": neutral,
        "facts": frame.facts(shown.content.code),
        "recordings": _recordings(raw),
        "pictures": pictures.renditions(references(raw, PICTURE_FIELDS)),
        "contents": _contents(raw),
        "freshness": fresh,
        "audience": _audience(neutral, shown.interface.code),
        "schema": _schema(page, shown, fresh),
        # Unfinished: some sentences still stand in the source language, or are older than it.
        "outdated": state is not None and state.state in (State.OUTDATED, State.IN_PROGRESS),
        "source_changed_on": state.source_changed_on if state else None,
        "machine": state is not None and state.machine,
        "source_language": languages.get(frame.source_language),
        **neighbours,
    }


def _audience(neutral: ArticlePage, language: str) -> str:
    """For whom the article is written especially, as a list in the language of the interface."""
    names = [str(Audience(value).label) for value in neutral.audience if value in Audience.values]
    return formats.listing(names, language)


def _schema(page: ArticlePage, shown: screen.Screen, fresh: freshness.Freshness) -> dict[str, Any]:
    """The article for search engines (schema.org); the date of the check belongs to WebPage."""
    data: dict[str, Any] = {
        "@type": ["Article", "WebPage"],
        "headline": page.title,
        "description": page.summary,
        "inLanguage": languages.tag(shown.content.code),
        "url": shown.canonical,
        "isAccessibleForFree": True,
    }
    for name, moment in (("datePublished", page.first_published_at), ("dateModified", page.last_published_at)):
        if moment:
            data[name] = moment.date().isoformat()
    if fresh.checked_on:
        data["lastReviewed"] = fresh.checked_on.isoformat()
        data["reviewedBy"] = {"@type": "Organization", "name": fresh.checked_by}
    return data


def _with_neutral(page: ArticlePage, shown: screen.Screen) -> ArticlePage:
    """In a preview the page does not come from ``load_for_reader``: fetch what that would have added."""
    if not hasattr(page, "neutral"):
        source = shown.found.source
        stored = ArticlePage.load_for_reader(page.pk, source.pk if source else None)
        page.neutral = page if stored.neutral.pk == page.pk else stored.neutral
        if stored.state:
            page.translation_state = stored.state
    return page


def _recordings(raw: list[Any]) -> dict[int, Recording]:
    keys = set(references(raw, RECORDING_FIELDS))
    return {item.pk: item for item in Recording.objects.filter(pk__in=keys).select_related("locale")} if keys else {}


def _contents(raw: list[Any]) -> list[Section]:
    sections = [Section(f"s-{block['id'][:8]}", block["value"]) for block in raw if block["type"] == "heading"]
    return sections if len(sections) >= SECTIONS_FOR_CONTENTS else []


def _neighbours(frame: Frame, neutral: ArticlePage, raw: list[Any], language: str) -> dict[str, Any]:
    """Previous and next within the topic, in the order of the source language's tree, and the related articles."""
    related = list(references(raw, RELATED_FIELDS))
    parent = neutral.path[: -ArticlePage.steplen]
    beside = Q(depth=neutral.depth, path__range=(f"{parent}0000", f"{parent}ZZZZ"), live=True)
    rows = Page.objects.filter(beside | Q(pk__in=related)).order_by("path").values_list("pk", "path", "translation_key")
    key_of = {pk: key for pk, _, key in rows}
    siblings = [(path, key) for _, path, key in rows if path.startswith(parent) and len(path) == len(neutral.path)]
    previous = next((key for path, key in reversed(siblings) if path < neutral.path), None)
    following = next((key for path, key in siblings if path > neutral.path), None)
    wanted = [key for key in (previous, following, *(key_of.get(pk) for pk in related)) if key]
    found = listing.links(frame, language, wanted)
    return {
        "previous": found.get(previous) if previous else None,
        "next": found.get(following) if following else None,
        "related": {pk: found[key_of[pk]] for pk in related if key_of.get(pk) in found},
    }
