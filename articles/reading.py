"""An article in front of a reader: everything that its template shows, in a fixed number of queries."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from articles import freshness, listing
from articles.blocks import CATEGORY_FIELDS, PICTURE_FIELDS, RECORDING_FIELDS, RELATED_FIELDS, SERVICE_FIELDS
from articles.models import ArticlePage, TranslationState
from articles.models.article import AUDIENCES
from articles.references import facts_in, facts_used
from locales import formats, languages
from portal.core.blocks.reference import references
from portal.countries import screen
from portal.countries.partners import Credit
from portal.media import pictures, recordings
from portal.media.models import Recording
from services_map import cards
from services_map.vocabulary import Population

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
    frame, language, today = shown.frame, shown.found.language, shown.frame.as_of()
    page = _with_neutral(page, shown)
    neutral = page.neutral
    shown.sensitive = neutral.sensitive
    state = page.state
    raw = list(page.body.raw_data)
    key = page.translation_key
    facts = frame.facts(shown.content.code)
    check = frame.keep(("check", key), lambda: freshness.newest([key]).get(key))
    ends = frame.fact_ends()
    fresh = freshness.of(check, on=today, ends=[ends[pk] for pk in facts_used(neutral) if pk in ends])
    spoken = recordings.of(references(raw, RECORDING_FIELDS))
    around = listing.around(frame, language, neutral.path, list(references(raw, RELATED_FIELDS)))
    return {
        "screen": shown,
        "article": page,
        "neutral": neutral,
        "facts": facts,
        "run_out": any(facts[pk].expired for pk in facts_in(raw) if pk in facts),
        "recordings": spoken,
        "listen_to": _listen_to(spoken, raw, frame.language(language).locale_id),
        "pictures": pictures.of(references(raw, PICTURE_FIELDS), frame.chain(shown.content.code)),
        "contents": _contents(raw),
        "freshness": fresh,
        "compared_with": formats.listing(list(fresh.compared_with), shown.interface.code),
        "changed_on": getattr(neutral, "changed_on", None),  # unknown in a preview of the source
        "audience": _audience(neutral, shown.interface.code),
        "credits": _credits(frame.credits(language), neutral),
        "schema": _schema(page, shown, fresh),
        # Unfinished: some sentences still stand in the source language, or are older than it.
        "outdated": state is not None and state.state in (State.OUTDATED, State.IN_PROGRESS),
        "source_changed_on": state.source_changed_on if state else None,
        "machine": state is not None and state.machine,
        "source_language": languages.get(frame.source_language),
        **_services(shown, raw),
        "previous": around.previous,
        "next": around.next,
        "related": around.named,
    }


def _credits(credits: list[Credit], neutral: ArticlePage) -> list[Credit]:
    """The partners and donors that the article names, but those whose line stands at the foot of every page."""
    return [credit for credit in credits if credit.key in neutral.credits and not credit.everywhere]


def _listen_to(spoken: dict[int, Recording], raw: list[Any], locale_id: int) -> str | None:
    """The key of the article's first recording in the reader's language."""
    own = (
        spoken[pk].key for pk in references(raw, RECORDING_FIELDS) if pk in spoken and spoken[pk].locale_id == locale_id
    )
    return next(own, None)


def _audience(neutral: ArticlePage, language: str) -> str:
    """For whom the article is written especially, as a list in the language of the interface."""
    names = [str(Population(value).label) for value in neutral.audience if value in AUDIENCES]
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


def _services(shown: screen.Screen, raw: list[Any]) -> dict[str, Any]:
    """Cards of the services that the article names, and of those in the categories that it names; nothing is asked where it names none."""
    services, categories = list(references(raw, SERVICE_FIELDS)), list(references(raw, CATEGORY_FIELDS))
    if not services and not categories:
        return {}
    return {
        "services": cards.of_services(shown.frame, shown.found.language, services),
        "categories": {pk: cards.of_category(shown.frame, shown.found.language, pk) for pk in categories},
    }


def _contents(raw: list[Any]) -> list[Section]:
    sections = [Section(f"s-{block['id'][:8]}", block["value"]) for block in raw if block["type"] == "heading"]
    return sections if len(sections) >= SECTIONS_FOR_CONTENTS else []
