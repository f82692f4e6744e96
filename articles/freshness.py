"""How fresh an article is: computed from its checks, the facts that it uses and the day, never from edits.

current -> due (the team sees it on its desk) -> overdue (readers are warned). The next check is due on the day that the last one set (by
the topic's interval) or on the last day of a fact that the article uses, whichever comes first (docs/adr/0023-freshness-of-articles.md).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Page, ReferenceIndex

from articles.models import ArticleCheck, ArticlePage
from portal.countries import purge
from portal.countries.frame import Frame
from portal.countries.models import Country, Fact
from services_map.freshness import LEAD


class State(StrEnum):
    """Where an article stands between its checks. Of one that nobody has checked yet: overdue."""

    CURRENT = "current"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Freshness:
    """When a person last checked the article. ``checked_on`` is None where nobody has yet.

    ``by_fact``: the next check is due because a fact ends, before the topic's interval does.
    """

    state: State
    checked_on: dt.date | None
    checked_by: str
    next_check_on: dt.date | None
    compared_with: tuple[str, ...] = ()
    by_fact: bool = False

    @property
    def overdue(self) -> bool:
        return self.state == State.OVERDUE


def of(check: ArticleCheck | None, *, on: dt.date, ends: Iterable[dt.date] = ()) -> Freshness:
    """Overdue from the day after the next check was due; never checked counts as overdue.

    ``ends``: the last days of the facts used. One that had run out when the article was checked was seen then, and does not count.
    """
    if check is None:
        return Freshness(State.OVERDUE, None, "", None)
    end = min((day for day in ends if day >= check.checked_on), default=None)
    by_fact = end is not None and end < check.next_check_on
    next_check_on = end if by_fact and end else check.next_check_on
    lead = min(LEAD, (check.next_check_on - check.checked_on).days // 4)
    state = State.CURRENT
    if on > next_check_on:
        state = State.OVERDUE
    elif on >= next_check_on - dt.timedelta(days=lead):
        state = State.DUE
    return Freshness(state, check.checked_on, check.checked_by, next_check_on, tuple(check.compared_with), by_fact)


def newest(keys: Iterable[UUID]) -> dict[UUID, ArticleCheck]:
    """The check that counts for each article, by translation key, in one query."""
    found: dict[UUID, ArticleCheck] = {}
    checks = ArticleCheck.objects.filter(translation_key__in=list(keys)).newest_first()
    for check in checks.defer("note", "user"):
        found.setdefault(check.translation_key, check)
    return found


def fact_ends(frame: Frame) -> dict[UUID, list[dt.date]]:
    """The last days of the facts that each article of a country uses, by translation key. Kept by the frame."""

    def make() -> dict[UUID, list[dt.date]]:
        ends = ends_by_page(frame.fact_ends())
        pages = (
            Page.objects.filter(pk__in=ends, locale=frame.country.source_language_id) if ends else Page.objects.none()
        )
        return {key: ends[pk] for pk, key in pages.values_list("pk", "translation_key")}

    return frame.keep("fact ends by article", make)


def ends_by_page(ends: Mapping[int, dt.date]) -> dict[int, list[dt.date]]:
    """The last days of facts by the pages that refer to them, from Wagtail's index of references. ``ends``: last day by fact."""
    found: dict[int, list[dt.date]] = defaultdict(list)
    if ends:
        types = ContentType.objects.get_for_models(Page, Fact, for_concrete_models=False)
        rows = ReferenceIndex.objects.filter(
            base_content_type=types[Page], to_content_type=types[Fact], to_object_id__in=[str(pk) for pk in ends]
        )
        for page, fact in set(rows.values_list("object_id", "to_object_id")):
            found[int(page)].append(ends[int(fact)])
    return dict(found)


def next_check(article: ArticlePage, checked_on: dt.date) -> dt.date:
    """The day on which the topic's interval ends."""
    days: int = article.get_parent().specific.topic.check_every_days
    return checked_on + dt.timedelta(days=days)


def sources_of(article: ArticlePage) -> list[str]:
    """The titles of an article's sources, which its source-language page holds for all languages."""
    country = Country.objects.of_page(article)
    source = article
    if country and article.locale_id != country.source_language_id:
        found = ArticlePage.objects.filter(
            translation_key=article.translation_key, locale=country.source_language_id
        ).first()
        source = found or article
    return [str(block.value["title"]) for block in source.sources]


@transaction.atomic
def record_check(
    *,
    article: ArticlePage,
    country: Country,
    checked_on: dt.date,
    next_check_on: dt.date | None = None,
    sources: Iterable[str] | None = None,
    against: str = "",
    note: str = "",
    user: Any = None,
) -> ArticleCheck:
    """Write down that the country's team confirmed an article, in all its languages.

    Due again by the topic's interval unless told. ``sources``: which of the article's sources were confirmed; None: all.
    """
    check = ArticleCheck.objects.create(
        translation_key=article.translation_key,
        checked_on=checked_on,
        checked_by=country.team,
        next_check_on=next_check_on or next_check(article, checked_on),
        sources=sources_of(article) if sources is None else list(sources),
        against=against,
        note=note,
        user=user,
    )
    purge.country(country)
    return check
