"""Many invented services for measurements: the same ones every time, spread as a real directory's are."""

import datetime as dt
import random
import uuid
from collections import defaultdict
from typing import Any

from django.db import models, transaction

from portal.core import clock
from portal.core.words import written_in_bulk
from portal.countries.models import Country, CountryLanguage
from services_map import freshness, stamp
from services_map.models import (
    Category,
    CategoryText,
    ContactPoint,
    Location,
    Organization,
    Service,
    ServiceAtLocation,
    ServiceCheck,
    ServiceText,
    Town,
    TownText,
)
from services_map.vocabulary import (
    Accessibility,
    ContactKind,
    Cost,
    Method,
    Outcome,
    Population,
    Referral,
    StatusNeeded,
    Visibility,
)

PREFIX = "load-test-"
BATCH = 1000
PER_ORGANIZATION = 25
ADDRESSES = {
    ContactKind.EMAIL: "demo@example.org",
    ContactKind.WEBSITE: "https://example.org/",
    ContactKind.TELEGRAM: "@demo_example",
    ContactKind.MESSENGER: "demo.example",
}


class NothingToSpread(Exception):
    """The country has no towns, or the database no categories: there is nothing to make services of."""


def opening_hours() -> list[str]:
    """300 distinct opening hours: breaks, Saturdays, holidays, nights."""
    days = ("Mo-Fr", "Mo-Sa", "Mo-Th", "Mo,We,Fr", "Tu,Th", "Tu-Sa", "Mo-Su", "We", "Sa,Su", "Mo-We,Fr")
    found = []
    for day in days:
        for start in ("07:30", "08:00", "08:30", "09:00", "10:00"):
            for place, end in enumerate(("15:00", "16:00", "17:00", "18:00", "20:00", "02:00")):
                times = f"{start}-12:00,13:00-{end}" if place % 3 == 0 else f"{start}-{end}"
                more = "; Sa 10:00-13:00" if day == "Mo-Fr" and place == 2 else "; PH off" if place % 2 else ""
                found.append(f"{day} {times}{more}")
    return found


class Services:
    """Makes services of a country. Each is named "Load test ..." and made from its own number, whenever and beside whichever it is made."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self.today = clock.today(country.time_zone)
        self.towns = list(Town.objects.filter(country=country))
        upper = dict(Category.objects.filter(parent=None).values_list("pk", "confidential"))
        lower = list(Category.objects.exclude(parent=None))
        self.confidential = [item for item in lower if item.confidential or upper[item.parent_id or 0]]
        self.open = [item for item in lower if item not in self.confidential]
        if not (self.towns and self.open):
            raise NothingToSpread
        self.weights = [town.population + 1000 for town in self.towns]
        offered = CountryLanguage.objects.filter(country=country, audio_first=False).select_related("locale")
        source = country.source_language
        self.locales = [source, *(offer.locale for offer in offered if offer.locale_id != source.pk)]
        self.hours = opening_hours()
        self.town_names = _names(TownText.objects.filter(town__country=country), "town_id")
        self.category_names = _names(CategoryText.objects.all(), "category_id")

    @transaction.atomic
    def fill_up(self, total: int) -> int:
        """Make services until there are ``total`` of them; how many were made."""
        known = set(
            Service.objects.filter(country=self.country, slug__startswith=PREFIX).values_list("slug", flat=True)
        )
        missing = [number for number in range(1, total + 1) if f"{PREFIX}{number:05d}" not in known]
        organizations = self._organizations(missing)
        for start in range(0, len(missing), BATCH):
            batch = [
                _Draft(self, number, organizations[number // PER_ORGANIZATION])
                for number in missing[start : start + BATCH]
            ]
            for model in (Service, Location, ServiceText, ContactPoint, ServiceAtLocation, ServiceCheck):
                rows = [row for draft in batch for row in draft.rows[model]]
                model.objects.bulk_create(rows)  # type: ignore[attr-defined]
            through = Service.other_categories.through
            through.objects.bulk_create(
                through(service_id=draft.service.pk, category_id=draft.other.pk) for draft in batch if draft.other
            )
        if missing:
            written_in_bulk.send(ServiceText, country=self.country)
            stamp.change(self.country)
        return len(missing)

    def _organizations(self, numbers: list[int]) -> dict[int, Organization]:
        names = {f"Load test organization {number:04d}": number for number in {n // PER_ORGANIZATION for n in numbers}}
        kept = Organization.objects.filter(country=self.country, name__startswith="Load test organization ")
        known = {names[item.name]: item for item in kept if item.name in names}
        new = [Organization(country=self.country, name=name) for name, n in sorted(names.items()) if n not in known]
        return known | {names[item.name]: item for item in Organization.objects.bulk_create(new)}


def _names(texts: "models.QuerySet[Any]", of: str) -> dict[int, dict[int, str]]:
    """By row and language."""
    names: dict[int, dict[int, str]] = defaultdict(dict)
    for pk, locale, name in texts.values_list(of, "locale_id", "name"):
        names[pk][locale] = name
    return names


class _Draft:
    """One service with all that stands below it, not yet saved; ``rows`` by model."""

    def __init__(self, parent: Services, number: int, organization: Organization) -> None:
        self.parent = parent
        self.number = number
        self.slug = f"{PREFIX}{number:05d}"
        self.random = random.Random(f"{parent.country.code} {number}")  # noqa: S311  (the same service every time)
        self.rows: dict[Any, list[Any]] = defaultdict(list)
        share = self.random.random()
        self.visibility = Visibility.HIDDEN if share < 0.05 else Visibility.AREA if share < 0.15 else Visibility.EXACT
        hidden = self.visibility == Visibility.HIDDEN and parent.confidential
        self.category = self.random.choice(parent.confidential if hidden else parent.open)
        other = self.random.choice(parent.open)
        self.other = other if self.random.random() < 0.3 and other != self.category else None
        self.town = self.random.choices(parent.towns, parent.weights)[0]
        self.service = self._service(organization)
        self.rows[Service].append(self.service)
        self._places()
        self._texts()
        self._contacts()
        self._checks()

    def _some(self, values: Any, most: int) -> list[str]:
        values = [str(value) for value in values]
        return self.random.sample(values, self.random.randint(0, most))

    def _hours(self) -> str:
        share = self.random.random()
        if share < 0.75:
            return self.random.choice(self.parent.hours)
        return "24/7" if share < 0.8 else '"by appointment"' if share < 0.9 else ""

    def _service(self, organization: Organization) -> Service:
        rng, country = self.random, self.parent.country
        spoken = [locale.language_code for locale in self.parent.locales]
        service = Service(
            public_id=uuid.UUID(int=rng.getrandbits(128), version=4),
            country=country,
            organization=organization,
            slug=self.slug,
            external_id=self.slug,
            status=Service.Status.LISTED,
            category=self.category,
            populations=self._some(Population.values, 3),
            languages=rng.sample(spoken, rng.randint(1, len(spoken))),
            interpretation=rng.random() < 0.2,
            accessibility=self._some(Accessibility.values, 2),
            age_from=18 if rng.random() < 0.1 else None,
            cost=rng.choices([Cost.FREE, Cost.PARTLY, Cost.PAID], [90, 7, 3])[0],
            status_needed=rng.choices(StatusNeeded.values, [60, 20, 10, 7, 3])[0],
            referral=[rng.choices(Referral.values, [50, 25, 15, 10])[0]],
            hours=self._hours(),
            source_title="Invented for measurements",
        )
        service.date_listing(None)
        return service

    def _places(self) -> None:
        rng = self.random
        exact = self.visibility == Visibility.EXACT
        for order in range(2 if rng.random() < 0.25 else 1):
            town = self.town if order == 0 else rng.choices(self.parent.towns, self.parent.weights)[0]
            location = Location(
                public_id=uuid.UUID(int=rng.getrandbits(128), version=4),
                country=self.parent.country,
                organization=self.service.organization,
                visibility=self.visibility,
                town=None if self.visibility == Visibility.HIDDEN else town,
                address=f"Demo street {rng.randint(1, 300)}" if exact else "",
                # 0.02 degrees: two thirds lie within two kilometres of the middle of the town
                latitude=round(rng.gauss(town.latitude, 0.02), 5) if exact else None,
                longitude=round(rng.gauss(town.longitude, 0.02), 5) if exact else None,
            )
            self.rows[Location].append(location)
            hours = self._hours() if rng.random() < 0.2 else ""
            self.rows[ServiceAtLocation].append(
                ServiceAtLocation(service=self.service, location=location, hours=hours, sort_order=order)
            )

    def _texts(self) -> None:
        source, *others = self.parent.locales
        chosen = [source, *([others[self.number % len(others)]] if others else [])]
        key = uuid.UUID(int=self.random.getrandbits(128), version=4)
        for locale in chosen:
            category = self.parent.category_names[self.category.pk].get(locale.pk, self.category.slug)
            where = [category]
            if self.visibility != Visibility.HIDDEN:
                where.append(self.parent.town_names[self.town.pk].get(locale.pk, str(self.town)))
            text = ServiceText(
                service=self.service,
                locale=locale,
                translation_key=key,
                name=f"Load test {self.number:05d}: {', '.join(where)}",
                description=f"{'. '.join(where)}. An invented service of the load test, number {self.number}: nobody answers there.",
                eligibility="Everyone who takes part in the measurement." if self.number % 2 else "",
            )
            if locale != source:
                text.made_from = self.rows[ServiceText][0].digest
            self.rows[ServiceText].append(text)

    def _contacts(self) -> None:
        contacts = [(ContactKind.PHONE, f"0 000 00 {self.number % 100:02d}")]
        if self.random.random() < 0.5:
            contacts.append(self.random.choice(list(ADDRESSES.items())))
        for order, (kind, value) in enumerate(contacts):
            self.rows[ContactPoint].append(ContactPoint(service=self.service, kind=kind, value=value, sort_order=order))

    def _checks(self) -> None:
        """Up to four in the last year, oldest first: 80 of 100 services are within their interval, 10 overdue, 5 withdrawn, 5 never checked."""
        rng = self.random
        every = freshness.interval(
            None, [item.check_every_days for item in (self.category, self.other) if item is not None]
        )
        share = rng.random()
        if share >= 0.95:
            return
        youngest, oldest = (0, every - 1) if share < 0.8 else (every + 1, every + 30) if share < 0.9 else (290, 364)
        age = rng.randint(youngest, min(oldest, 364))
        for days in sorted(range(age, 365, every)[:4], reverse=True):
            outcome = Outcome.UNREACHABLE if days == age and rng.random() < 0.03 else Outcome.CONFIRMED
            self.rows[ServiceCheck].append(
                ServiceCheck(
                    service=self.service,
                    outcome=outcome,
                    method=rng.choice([Method.PHONE, Method.VISIT, Method.WEBSITE]),
                    checked_on=self.parent.today - dt.timedelta(days=days),
                    checked_by=self.parent.country.team,
                )
            )
