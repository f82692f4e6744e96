"""An article in front of a reader: everything that its template shows, in a fixed number of queries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from articles import freshness, listing
from articles.blocks import FACT_FIELDS, RECORDING_FIELDS, RELATED_FIELDS
from articles.models import ArticlePage, TranslationState
from locales import languages
from portal.core.blocks.reference import references
from portal.countries import facts, screen
from portal.countries.frame import Frame
from portal.countries.models import FactText
from portal.media.models import Recording

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
    state = page.translation_state
    raw = list(page.body.raw_data)
    neighbours = _neighbours(frame, page, neutral, raw, language, today)
    return {
        "screen": shown,
        "article": page,
        "neutral": neutral,
        "facts": facts_in(frame, shown.content.code, raw),
        "recordings": _recordings(raw),
        "contents": _contents(raw),
        "freshness": freshness.of(neutral.checked_on, neutral.checked_by, neutral.next_check_on, on=today),
        "outdated": state == TranslationState.State.OUTDATED,
        "source_changed_on": page.source_changed_on,
        "machine": bool(page.machine_translated),
        "source_language": languages.get(frame.source_language),
        **neighbours,
    }


def _with_neutral(page: ArticlePage, shown: screen.Screen) -> ArticlePage:
    """In a preview the page does not come from ``load_for_reader``: fetch what that would have added."""
    if not hasattr(page, "neutral"):
        source = shown.found.source
        stored = ArticlePage.load_for_reader(page.pk, source.pk if source else None)
        page.neutral = page if stored.neutral.pk == page.pk else stored.neutral
        for name in ("checked_on", "checked_by", "next_check_on"):
            setattr(page, name, getattr(stored, name))
        for name in ("translation_state", "machine_translated", "source_changed_on"):
            setattr(page, name, getattr(stored, name))
    return page


def facts_in(frame: Frame, language: str, raw: list[Any]) -> dict[int, facts.ShownFact]:
    """The facts that a stream's raw data refers to, by primary key, formatted for ``language``. Another country's are left out."""
    keys = set(references(raw, FACT_FIELDS))
    if not keys:
        return {}
    chain = frame.locale_chain(language)
    texts = FactText.objects.filter(
        fact__in=keys, fact__country=frame.country, locale__in=[pk for pk, _ in chain]
    ).select_related("fact")
    rows = list(texts)
    unique = {text.fact_id: text.fact for text in rows}
    shown = facts.show(unique.values(), rows, chain, frame.today(), frame.country.code)
    return {fact.pk: fact for fact in shown}


def _recordings(raw: list[Any]) -> dict[int, Recording]:
    keys = set(references(raw, RECORDING_FIELDS))
    return {item.pk: item for item in Recording.objects.filter(pk__in=keys).select_related("locale")} if keys else {}


def _contents(raw: list[Any]) -> list[Section]:
    sections = [Section(f"s-{block['id'][:8]}", block["value"]) for block in raw if block["type"] == "heading"]
    return sections if len(sections) >= SECTIONS_FOR_CONTENTS else []


def _neighbours(
    frame: Frame, page: ArticlePage, neutral: ArticlePage, raw: list[Any], language: str, today: Any
) -> dict[str, Any]:
    """Previous and next within the topic, and the related articles, in one query."""
    related = list(references(raw, RELATED_FIELDS))
    parent = neutral.path[: -ArticlePage.steplen]
    siblings = ArticlePage.objects.filter(depth=neutral.depth, path__range=(f"{parent}0000", f"{parent}ZZZZ"))
    before = siblings.filter(path__lt=neutral.path).order_by("-path").values("pk")[:1]
    after = siblings.filter(path__gt=neutral.path).order_by("path").values("pk")[:1]
    wanted = Q(pk__in=before) | Q(pk__in=after) | Q(pk__in=related)
    found, places = listing.of_wanted(frame, language, wanted, on=today)
    beside = [place for place in places.values() if place[0].startswith(parent) and len(place[0]) == len(neutral.path)]
    previous = max((place for place in beside if place[0] < neutral.path), default=None)
    following = min((place for place in beside if place[0] > neutral.path), default=None)
    return {
        "previous": found.get(previous[1]) if previous else None,
        "next": found.get(following[1]) if following else None,
        "related": {pk: found[places[pk][1]] for pk in related if pk in places and places[pk][1] in found},
    }
