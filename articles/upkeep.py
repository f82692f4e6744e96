"""The articles of countries and how fresh they are, the worst first: for the desk and its list. A fixed number of queries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from articles import freshness
from articles.freshness import Freshness
from articles.models import ArticleCheck, ArticlePage
from portal.core import clock
from portal.countries.models import Country, Fact


class Need(StrEnum):
    """What an article waits for."""

    OVERDUE = "overdue"
    NEVER = "never"  # nobody has checked it yet, which readers are told as well
    DUE = "due"
    CURRENT = "current"


# The order of the list: what is wrong in front of readers comes first.
_ORDER = {need: place for place, need in enumerate(Need)}


@dataclass(frozen=True, slots=True)
class Standing:
    """A published article, by its source-language page."""

    pk: int
    key: UUID
    title: str
    country: Country
    fresh: Freshness

    @property
    def need(self) -> Need:
        if self.fresh.checked_on is None:
            return Need.NEVER
        return Need(self.fresh.state)

    @property
    def rank(self) -> tuple[int, dt.date, str]:
        return _ORDER[self.need], self.fresh.next_check_on or dt.date.min, self.title


def standings(countries: Iterable[Country], *, on: dt.date | None = None) -> list[Standing]:
    """All published articles of these countries, the most urgent first. ``on``: the day; else today in each country. Four queries."""
    wanted = {country.slug: country for country in countries}
    if not wanted:
        return []
    of_these = Q()
    for country in wanted.values():
        of_these |= Q(url_path__startswith=f"/{country.slug}/", locale=country.source_language_id)
    pages = ArticlePage.objects.live().filter(of_these).order_by()
    checks = {
        check.translation_key: check
        for check in ArticleCheck.objects.filter(translation_key__in=pages.values("translation_key"))
        .newest_of_each()
        .defer("note", "user")
    }
    facts = Fact.objects.filter(country__in=wanted.values(), valid_until__isnull=False)
    ends = freshness.ends_by_page(dict(facts.values_list("pk", "valid_until")))
    days = {slug: on or clock.today(country.time_zone) for slug, country in wanted.items()}
    found = []
    for pk, key, title, url_path in pages.values_list("pk", "translation_key", "title", "url_path"):
        slug = url_path.split("/", 2)[1]
        fresh = freshness.of(checks.get(key), on=days[slug], ends=ends.get(pk, ()))
        found.append(Standing(pk, key, title, wanted[slug], fresh))
    return sorted(found, key=lambda standing: standing.rank)
