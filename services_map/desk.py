"""The officer's desk: what needs looking after, worst first.

The rule of the queue (``Listing.risk``): what three readers or more reported; then what is overdue among confidential categories, protection
and helplines; then everything else overdue, the longest first; then what is due; then what an organization's proposal or a reader's report
waits for; then the rest. Drafts stand behind, and what has ended or closed for good, and is only to be archived, last.

States are computed from the records of checks for all services at once: the number of queries is fixed, whatever their number.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

from django.db.models import Count, Q

from locales.folding import fold
from portal.core import clock
from portal.countries.models import Country, CountryLanguage
from services_map import standing
from services_map.freshness import Freshness, State, Withdrawal
from services_map.models import (
    Category,
    Organization,
    Proposal,
    Report,
    Service,
    ServiceAtLocation,
    ServiceText,
    VisibilityRequest,
)
from services_map.vocabulary import Visibility

MANY_REPORTS = 3  # readers who report the same listing raise it to the top
COUNTED = ("current", "due", "overdue", "withdrawn", "reported", "hidden", "untranslated", "draft")


class Level(IntEnum):
    """Steps of the queue, the most urgent first."""

    REPORTED = 0
    SENSITIVE_OVERDUE = 1
    OVERDUE = 2
    DUE = 3
    WAITING = 4
    CURRENT = 5
    DRAFT = 6
    OVER = 7


@dataclass(frozen=True, slots=True)
class Listing:
    """What the desk knows of a service. ``late``: days since it had to be checked. ``untranslated``: a text language lacks its words."""

    pk: int
    country: int
    category: int
    categories: frozenset[int]
    organization: int
    officer: int | None
    slug: str
    external_id: str
    status: str
    fresh: Freshness
    late: int
    sensitive: bool
    reports: int
    proposals: int
    hidden: bool
    untranslated: bool

    @property
    def level(self) -> Level:
        if self.status != Service.Status.LISTED:
            return Level.DRAFT if self.status == Service.Status.DRAFT else Level.OVER
        if self.reports >= MANY_REPORTS:
            return Level.REPORTED
        if self.fresh.withdrawal in (Withdrawal.ENDED, Withdrawal.CLOSED):
            return Level.OVER
        if self.fresh.overdue:
            return Level.SENSITIVE_OVERDUE if self.sensitive else Level.OVERDUE
        if self.fresh.state == State.DUE:
            return Level.DUE
        return Level.WAITING if self.proposals or self.reports else Level.CURRENT

    @property
    def risk(self) -> tuple[int, int, int, str]:
        """What the queue is sorted by."""
        level = self.level
        return level, -self.reports if level == Level.REPORTED else 0, -self.late, self.slug

    def counts_as(self, kind: str) -> bool:
        """Whether it is one of a kind of ``COUNTED``, or has the status ``archived``."""
        if kind in ("draft", "archived"):
            return self.status == kind
        if kind == "reported":
            return self.reports > 0 and self.status != Service.Status.ARCHIVED
        if self.status != Service.Status.LISTED:
            return False
        if kind == "hidden":
            return self.hidden
        if kind == "untranslated":
            return self.untranslated
        return self.fresh.state == kind


@dataclass(frozen=True)
class Filters:
    """What an officer wants to see. ``state``: one of ``COUNTED`` or "archived"; ``officer``: a user's key."""

    text: str = ""
    country: int | None = None
    state: str = ""
    category: int | None = None
    town: int | None = None
    officer: int | None = None


class Survey:
    """All services of some countries as they stand today."""

    def __init__(self, countries: Iterable[Country], on: dt.date | None = None) -> None:
        self.countries = list(countries)
        self._today = {country.pk: on or clock.today(country.time_zone) for country in self.countries}

    @cached_property
    def listings(self) -> list[Listing]:
        """Every service, in no order, in a fixed number of queries."""
        days = sorted(set(self._today.values()))
        if not days:
            return []
        services = Service.objects.filter(country__in=self.countries)
        fresh = standing.of(services, *days)
        sensitive = _sensitive()
        more = _by_service(Service.other_categories.through.objects.filter(service__country__in=self.countries))
        reports = dict(_count(Report.objects.filter(handled_on=None, service__country__in=self.countries)))
        proposals = dict(_count(Proposal.objects.filter(accepted=None, service__country__in=self.countries)))
        places = ServiceAtLocation.objects.filter(service__country__in=self.countries)
        hidden = set(places.filter(location__visibility=Visibility.HIDDEN).values_list("service", flat=True))
        wanted, worded = self._words()
        found = []
        for pk, country, category, organization, officer, slug, external_id, status in services.order_by().values_list(
            "pk", "country", "category", "organization", "officer", "slug", "external_id", "status"
        ):
            today = self._today[country]
            state = fresh[pk][days.index(today)]
            own = frozenset((category, *more.get(pk, ())))
            found.append(
                Listing(
                    pk, country, category, own, organization, officer, slug, external_id, status, state,
                    max((today - state.due_on).days, 0), not own.isdisjoint(sensitive), reports.get(pk, 0),
                    proposals.get(pk, 0), pk in hidden, worded.get(pk, 0) < wanted.get(country, 0),
                )
            )  # fmt: skip
        return found

    def counts(self, filters: Filters | None = None) -> dict[str, int]:
        """How many there are of each kind of ``COUNTED``, of one country or officer where ``filters`` say so; and what waits to be decided."""
        filters = filters or Filters()
        found = Counter(dict.fromkeys(COUNTED, 0))
        for listing in self.listings:
            if filters.country in (None, listing.country) and filters.officer in (None, listing.officer):
                found.update(kind for kind in COUNTED if listing.counts_as(kind))
        within = [filters.country] if filters.country else self.countries
        waiting = Proposal.objects.filter(accepted=None, service__country__in=within)
        if filters.officer:
            waiting = waiting.filter(service__officer=filters.officer)
        found["proposals"] = waiting.count()
        found["requests"] = VisibilityRequest.objects.filter(decided_by=None, location__country__in=within).count()
        return dict(found)

    def queue(self, filters: Filters) -> list[Listing]:
        """The listings that ``filters`` leave, the most urgent first. What is archived only where it is asked for."""
        listings: Iterable[Listing] = self.listings
        if filters.state:
            listings = (listing for listing in listings if listing.counts_as(filters.state))
        else:
            listings = (listing for listing in listings if listing.status != Service.Status.ARCHIVED)
        if filters.country is not None:
            listings = (listing for listing in listings if listing.country == filters.country)
        if filters.officer is not None:
            listings = (listing for listing in listings if listing.officer == filters.officer)
        if filters.category is not None:
            below = set(Category.objects.filter(parent=filters.category).values_list("pk", flat=True))
            below.add(filters.category)
            listings = (listing for listing in listings if not listing.categories.isdisjoint(below))
        if filters.town is not None:
            there = ServiceAtLocation.objects.filter(location__town=filters.town).exclude(
                location__visibility=Visibility.HIDDEN
            )
            pks = set(there.values_list("service", flat=True))
            listings = (listing for listing in listings if listing.pk in pks)
        if text := fold(filters.text).strip():
            named = self._matches(text)
            listings = (listing for listing in listings if listing.pk in named)
        return sorted(listings, key=lambda listing: listing.risk)

    def _matches(self, text: str) -> set[int]:
        """Services with a text in a name in any language, their organization's name, address or external id."""
        names = ServiceText.objects.filter(service__country__in=self.countries).values_list("service", "name")
        found = {pk for pk, name in names if text in fold(name)}
        organizations = Organization.objects.filter(country__in=self.countries).values_list("pk", "name")
        offering = {pk for pk, name in organizations if text in fold(name)}
        for listing in self.listings:
            if listing.organization in offering or text in listing.slug or text in fold(listing.external_id):
                found.add(listing.pk)
        return found

    def _words(self) -> tuple[dict[int, int], dict[int, int]]:
        """How many text languages each country has (none of those more spoken than read), and how many each service has words in."""
        languages = CountryLanguage.objects.filter(country__in=self.countries, audio_first=False)
        rows = list(languages.values_list("country", "locale"))
        match = Q(pk__in=[])
        for country in self.countries:
            locales = [locale for owner, locale in rows if owner == country.pk]
            match |= Q(service__country=country, locale__in=locales)
        texts = ServiceText.objects.filter(match).exclude(name="")
        return Counter(country for country, _locale in rows), dict(_count(texts))


def _sensitive() -> set[int]:
    """Categories whose listings do harm when they are wrong."""
    return set(Category.objects.with_sensitivity().filter(is_sensitive=True).values_list("pk", flat=True))


def _count(rows: Any) -> Sequence[tuple[int, int]]:
    """By service how many of the rows below it."""
    counted: Sequence[tuple[int, int]] = rows.order_by().values_list("service").annotate(number=Count("pk"))
    return counted


def _by_service(rows: Any) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for service, category in rows.values_list("service_id", "category_id"):
        found.setdefault(service, []).append(category)
    return found
