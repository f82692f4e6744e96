"""Test data of the directory."""

import datetime as dt

from django.contrib.auth import get_user_model

from portal.countries import roles, sites
from portal.countries.models import Country
from services_map import places
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

CENTRE = (50.0875, 14.4213)


def make_category(slug: str = "legal-aid", *, parent: str = "", **fields) -> Category:
    """The category of that name: the demonstration's own where it has one, else made with an English name."""
    above = make_category(parent) if parent else None
    category, created = Category.objects.get_or_create(slug=slug, defaults={"icon": "scale", "parent": above, **fields})
    if created:
        CategoryText.objects.create(category=category, locale=sites.locale("en"), name=slug.replace("-", " ").title())
    return category


def make_town(country: Country, slug: str = "prague", point: tuple[float, float] = CENTRE, name: str = "") -> Town:
    town, created = Town.objects.get_or_create(
        country=country, slug=slug, defaults={"latitude": point[0], "longitude": point[1]}
    )
    if created:
        TownText.objects.create(town=town, locale=sites.locale("en"), name=name or slug.title())
    return town


def make_organization(country: Country, name: str = "Demo organization", **fields) -> Organization:
    return Organization.objects.get_or_create(country=country, name=name, defaults=fields)[0]


def make_location(country: Country, visibility: str = "exact", **fields) -> Location:
    """A location in the town of make_town; exact unless told otherwise."""
    town = fields.pop("town", None) or (None if visibility == "hidden" else make_town(country))
    if visibility == "exact":
        fields = {"address": "Hlavní 1", "latitude": town.latitude, "longitude": town.longitude, **fields}
    place = places.Place(visibility=visibility, town=None if visibility == "hidden" else town, **fields)
    return places.create(country, place)


def make_service(
    country: Country,
    slug: str = "a-service",
    *,
    name: str = "A service",
    category: Category | None = None,
    locations: tuple[Location, ...] = (),
    contacts: tuple[tuple[str, str], ...] = (("phone", "0 000 00 01"),),
    checked_on: dt.date | None = None,
    texts: dict[str, str] | None = None,
    **fields,
) -> Service:
    """A listed service worded in English, checked today unless ``checked_on`` says otherwise; ``texts``: names by language code."""
    service = Service.objects.create(
        country=country,
        slug=slug,
        organization=fields.pop("organization", None) or make_organization(country),
        category=category or make_category(),
        status=fields.pop("status", Service.Status.LISTED),
        **{"languages": ["en"], "hours": "Mo-Fr 09:00-17:00", "referral": ["self"], **fields},
    )
    for code, words in {"en": name, **(texts or {})}.items():
        ServiceText.objects.create(
            service=service, locale=sites.locale(code), name=words, description=f"What {words} does."
        )
    for order, location in enumerate(locations):
        ServiceAtLocation.objects.create(service=service, location=location, sort_order=order)
    for order, (kind, value) in enumerate(contacts):
        ContactPoint.objects.create(service=service, kind=kind, value=value, sort_order=order)
    ServiceCheck.objects.create(
        service=service,
        outcome="confirmed",
        checked_on=checked_on or dt.datetime.now(dt.UTC).date(),
        checked_by=country.team,
    )
    return service


def make_officer(country: Country, name: str = ""):
    """A service mapping officer of a country."""
    user = get_user_model().objects.create_user(name or f"officer.{country.slug}", password="a-password-for-tests-only")
    user.groups.add(roles.group(country, roles.Role.OFFICER))
    return user
