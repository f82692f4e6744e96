"""Reads the public part of a country's directory. No query here touches a confidential table."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.countries.models import Country
from services_map import freshness
from services_map.entries import CategoryEntry, Entry, PlaceEntry, TownEntry
from services_map.freshness import Freshness, State
from services_map.hours import Override
from services_map.models import (
    Category,
    CategoryText,
    HoursException,
    Service,
    ServiceAtLocation,
    ServiceCheck,
    Town,
    TownText,
)
from services_map.vocabulary import Visibility

_FIELDS = (
    "pk", "public_id", "slug", "organization_id", "organization__name", "organization__type", "category_id",
    "populations", "languages", "interpretation", "accessibility", "cost", "status_needed", "capacity",
    "referral", "hours", "mobile", "priority", "age_from", "age_to", "check_every_days", "starts_on",
    "ends_on", "funded_until", "created_at", "listed_on",
)  # fmt: skip


@dataclass(frozen=True)
class Snapshot:
    """Everything that readers see of a country's directory on one day."""

    entries: tuple[Entry, ...]
    categories: dict[int, CategoryEntry]
    towns: dict[int, TownEntry]


def read(country: Country, today: dt.date) -> Snapshot:
    """Read the directory of a country in a fixed number of queries."""
    categories = _categories()
    towns = _towns(country.pk)
    listed = Service.objects.filter(country=country).listed()
    more: dict[int, list[int]] = defaultdict(list)
    through = Service.other_categories.through.objects.filter(service__country=country).order_by("pk")
    for service, category in through.values_list("service_id", "category_id"):
        more[service].append(category)
    places = _places(country.pk, towns)
    overrides = _overrides(country.pk)
    checks = freshness.by_service(ServiceCheck.objects.filter(service__country=country).newest_by_outcome())
    entries: list[Entry] = []
    for row in listed.order_by("-priority", "slug").values(*_FIELDS):
        pk = row["pk"]
        own = tuple(dict.fromkeys((row["category_id"], *more[pk])))
        fresh = freshness.of(
            checks.get(pk, []),
            every_days=freshness.interval(row["check_every_days"], [categories[item].check_every_days for item in own]),
            listed_on=row["listed_on"] or row["created_at"].date(),
            on=today,
            ends_on=row["ends_on"],
            funded_until=row["funded_until"],
        )
        if fresh.state == State.WITHDRAWN or (row["starts_on"] and row["starts_on"] > today):
            continue
        confidential = any(_confidential(categories, item) for item in own)
        entries.append(_entry(len(entries), row, own, fresh, places.get(pk, ()), overrides.get(pk, ()), confidential))
    return Snapshot(tuple(entries), categories, towns)


def _entry(
    position: int,
    row: dict[str, Any],
    categories: tuple[int, ...],
    fresh: Freshness,
    places: Iterable[tuple[PlaceEntry, bool]],
    overrides: tuple[Override, ...],
    confidential: bool,
) -> Entry:
    return Entry(
        position=position,
        pk=row["pk"],
        public_id=row["public_id"],
        slug=row["slug"],
        organization=row["organization__name"],
        organization_type=row["organization__type"],
        organization_pk=row["organization_id"],
        categories=categories,
        populations=tuple(row["populations"]),
        languages=tuple(row["languages"]),
        interpretation=row["interpretation"],
        accessibility=tuple(row["accessibility"]),
        cost=row["cost"],
        status_needed=row["status_needed"],
        capacity=row["capacity"],
        referral=tuple(row["referral"]),
        hours=row["hours"],
        mobile=row["mobile"],
        priority=row["priority"],
        age_from=row["age_from"],
        age_to=row["age_to"],
        freshness=fresh,
        # A second lock: whatever the location's row says, nothing of it leaves here unless two persons agreed.
        places=tuple(_hidden(place) if confidential and not approved else place for place, approved in places),
        overrides=overrides,
    )


def _confidential(categories: dict[int, CategoryEntry], pk: int) -> bool:
    own = categories[pk]
    return own.confidential or (own.parent is not None and categories[own.parent].confidential)


def _hidden(place: PlaceEntry) -> PlaceEntry:
    return PlaceEntry(
        place.pk,
        place.public_id,
        place.location,
        place.location_id,
        Visibility.HIDDEN,
        None,
        "",
        "",
        "",
        None,
        place.hours,
    )


def _categories() -> dict[int, CategoryEntry]:
    names: dict[int, dict[str, str]] = defaultdict(dict)
    for pk, code, name in CategoryText.objects.values_list("category_id", "locale__language_code", "name"):
        names[pk][code] = name
    rows = Category.objects.with_sensitivity().values_list(
        "pk", "public_id", "slug", "icon", "parent_id", "confidential", "is_sensitive", "check_every_days"
    )
    return {
        pk: CategoryEntry(pk, public_id, slug, icon, parent, confidential, sensitive, days, names[pk])
        for pk, public_id, slug, icon, parent, confidential, sensitive, days in rows
    }


def _towns(country: int) -> dict[int, TownEntry]:
    names: dict[int, dict[str, str]] = defaultdict(dict)
    texts = TownText.objects.filter(town__country=country)
    for pk, code, name in texts.values_list("town_id", "locale__language_code", "name"):
        names[pk][code] = name
    rows = Town.objects.filter(country=country).order_by("-population", "slug")
    return {
        pk: TownEntry(pk, slug, (latitude, longitude), names[pk])
        for pk, slug, latitude, longitude in rows.values_list("pk", "slug", "latitude", "longitude")
    }


def _places(country: int, towns: dict[int, TownEntry]) -> dict[int, list[tuple[PlaceEntry, bool]]]:
    """By service: its places, and whether two persons agreed to show each."""
    found: dict[int, list[tuple[PlaceEntry, bool]]] = defaultdict(list)
    rows = ServiceAtLocation.objects.filter(service__country=country).order_by("sort_order", "pk")
    for row in rows.values_list(
        "service_id", "pk", "public_id", "hours", "location_id", "location__public_id", "location__visibility",
        "location__town_id", "location__name", "location__address", "location__postal_code", "location__latitude",
        "location__longitude", "location__loosening_approved",
    ):  # fmt: skip
        service, pk, public_id, hours, location, location_id, visibility, town_pk, name, address, code, *point = row
        latitude, longitude, approved = point
        town = towns.get(town_pk)
        shown = (latitude, longitude) if latitude is not None else (town.point if town else None)
        found[service].append(
            (
                PlaceEntry(pk, public_id, location, location_id, visibility, town, name, address, code, shown, hours),
                approved,
            )
        )
    return found


def _overrides(country: int) -> dict[int, tuple[Override, ...]]:
    found: dict[int, list[Override]] = defaultdict(list)
    rows = HoursException.objects.filter(service__country=country).order_by("pk")
    for service, first, last, hours, reason in rows.values_list("service_id", "first", "last", "hours", "reason"):
        found[service].append(Override(first, last, hours, reason))
    return {service: tuple(overrides) for service, overrides in found.items()}
