"""What is stored of a country's services, as the cells of a sheet say it. No query here touches a confidential table."""

import datetime as dt
import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from portal.core import clock
from portal.countries.models import Country
from services_map import freshness
from services_map.models import (
    ContactPoint,
    HoursException,
    Service,
    ServiceAtLocation,
    ServiceCheck,
    ServiceText,
)
from services_map.spreadsheets import lookups as reference
from services_map.spreadsheets.cells import clean, number_text
from services_map.spreadsheets.columns import PLACE_FIELDS, Columns
from services_map.spreadsheets.lines import Contact, OtherHours
from services_map.spreadsheets.lookups import Lookups
from services_map.vocabulary import Outcome

_CHILDREN = ("organization", "organization_type", "category", "other_categories", "contacts", "exceptions")


@dataclass(slots=True)
class KnownPlace:
    """A place of a service. ``pk``: of ServiceAtLocation. ``approved``: two persons agreed to show it."""

    pk: int
    location: int
    approved: bool
    cells: dict[str, str]


@dataclass(slots=True)
class Known:
    """A service. ``cells``: text by key of column. ``confidential``: its places are hidden by default."""

    pk: int
    cells: dict[str, str]
    confidential: bool = False
    places: list[KnownPlace] = field(default_factory=list)
    confirmed_on: set[dt.date] = field(default_factory=set)

    def cell(self, key: str) -> str:
        """The text of a cell, of places too."""
        if not key.startswith("place:"):
            return self.cells.get(key, "")
        _place, number, name = key.split(":")
        return self.places[int(number) - 1].cells.get(name, "") if int(number) <= len(self.places) else ""


@dataclass
class Stock:
    """All services of a country in the order of their addresses."""

    country: Country
    today: dt.date
    lookups: Lookups
    services: dict[int, Known] = field(default_factory=dict)
    by_external_id: dict[str, Known] = field(default_factory=dict)
    by_slug: dict[str, Known] = field(default_factory=dict)
    at_location: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # services by location

    @property
    def most_places(self) -> int:
        return max((len(known.places) for known in self.services.values()), default=0)

    def protected(self, location: int) -> bool:
        """Whether a service of a confidential category is given there (as places.is_protected)."""
        return any(self.services[pk].confidential for pk in self.at_location[location])

    def digest(self) -> str:
        """A fingerprint of everything in it."""
        state = hashlib.blake2b(digest_size=16)
        for known in self.services.values():
            places = [(place.pk, place.location, place.cells) for place in known.places]
            state.update(repr((known.pk, known.cells, places, sorted(known.confirmed_on))).encode())
        state.update(repr(sorted((one.name, one.type) for one in self.lookups.organizations.values())).encode())
        return state.hexdigest()


def read(country: Country) -> Stock:
    """Read the services of a country in a fixed number of queries."""
    stock = Stock(country, clock.today(country.time_zone), reference.read(country))
    columns = Columns(stock.lookups)
    extra = _extra(country)
    simple = [column for column in columns if hasattr(Service, column.key) and column.key not in _CHILDREN]
    rows = Service.objects.filter(country=country).order_by("slug")
    names = ("pk", "organization__name", "organization__type", "category__slug", "created_at", "listed_on")
    for row in rows.values(*names, *(column.key for column in simple)).iterator(2000):
        own = extra.get(row["pk"], {})
        categories = [row["category__slug"], *own.get("other_categories", ())]
        values: dict[str, Any] = {
            **{column.key: row[column.key] for column in simple},
            **own,
            "organization": row["organization__name"],
            "organization_type": row["organization__type"],
            "category": row["category__slug"],
            **_standing(row, categories, own.get("checks", ()), stock),
        }
        cells = {
            column.key: text
            for column in columns
            if column.key in values and (text := clean(column.kind.write(values[column.key])))
        }
        known = Known(row["pk"], cells, not stock.lookups.confidential.isdisjoint(categories))
        known.confirmed_on = set(own.get("confirmed_on", ()))
        stock.services[known.pk] = known
        stock.by_slug[row["slug"]] = known
        if row["external_id"]:
            stock.by_external_id[row["external_id"]] = known
    _add_places(stock)
    return stock


def _extra(country: Country) -> dict[int, dict[str, Any]]:
    """By service what stands in other tables, by key of column; ``checks``: the newest of each outcome."""
    found: dict[int, dict[str, Any]] = defaultdict(lambda: defaultdict(list))
    through = Service.other_categories.through.objects.filter(service__country=country)
    for pk, slug in through.values_list("service_id", "category__slug"):
        found[pk]["other_categories"].append(slug)
    contacts = ContactPoint.objects.filter(service__country=country).order_by("sort_order", "pk")
    for pk, kind, value, languages, hours in contacts.values_list("service_id", "kind", "value", "languages", "hours"):
        found[pk]["contacts"].append(Contact(kind, value, tuple(languages), hours))
    exceptions = HoursException.objects.filter(service__country=country)
    for pk, first, last, hours, reason in exceptions.values_list("service_id", "first", "last", "hours", "reason"):
        found[pk]["exceptions"].append(OtherHours(first, last, hours, reason))
    texts = ServiceText.objects.filter(service__country=country)
    for pk, code, *words in texts.values_list("service_id", "locale__language_code", *ServiceText.WORDS):
        for name, text in zip(ServiceText.WORDS, words, strict=True):
            found[pk][f"{name}:{code}"] = text
    checks = ServiceCheck.objects.filter(service__country=country)
    for pk, records in freshness.by_service(checks.newest_by_outcome()).items():
        found[pk]["checks"] = records
    for pk, on in checks.filter(outcome=Outcome.CONFIRMED).values_list("service_id", "checked_on"):
        found[pk]["confirmed_on"].append(on)
    return found


def _standing(row: dict[str, Any], categories: list[str], checks: Any, stock: Stock) -> dict[str, Any]:
    """The computed last columns."""
    days = [stock.lookups.check_days[slug] for slug in categories]
    fresh = freshness.of(
        list(checks),
        every_days=freshness.interval(row["check_every_days"], days),
        listed_on=row["listed_on"] or row["created_at"].date(),
        on=stock.today,
        ends_on=row["ends_on"],
        funded_until=row["funded_until"],
    )
    return {"last_checked_on": fresh.checked_on, "due_on": fresh.due_on, "state": fresh.state.value}


def _add_places(stock: Stock) -> None:
    rows = ServiceAtLocation.objects.filter(service__country=stock.country).order_by("sort_order", "pk")
    for service, pk, location, approved, *values in rows.values_list(
        "service_id", "pk", "location_id", "location__loosening_approved", "location__name", "location__visibility",
        "location__town__slug", "location__address", "location__postal_code", "location__latitude",
        "location__longitude", "hours",
    ):  # fmt: skip
        cells = {name: _written(value) for name, value in zip(PLACE_FIELDS, values, strict=True)}
        stock.services[service].places.append(KnownPlace(pk, location, approved, cells))
        stock.at_location[location].add(service)


def _written(value: Any) -> str:
    if value is None:
        return ""
    return number_text(value) if isinstance(value, float) else " ".join(str(value).split())
