"""Locations and what may be known of them. All writes to locations go through here.

A location whose service belongs to a confidential category is hidden; to show more of it one officer asks and another one agrees.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.countries.models import Country
from services_map import access, geo, sealing, stamp
from services_map.models import (
    Category,
    ConfidentialPlace,
    ConfidentialRead,
    Location,
    Organization,
    Service,
    Town,
    VisibilityRequest,
)
from services_map.sealing import TruePlace
from services_map.vocabulary import Visibility

PUBLIC = ("visibility", "name", "town", "address", "postal_code", "latitude", "longitude")  # columns of Location
BATCH = 500  # rows of one statement
shown_less = Signal()  # with ``country``: readers see less of a place than before; what was made of it earlier must go
OPENNESS = {Visibility.HIDDEN: 0, Visibility.AREA: 1, Visibility.EXACT: 2}


_NUMBERS = re.compile(r"[\s,]+\d[\d\s/.,-]*\w?$")
SHORTEST_STREET = 6  # letters; anything shorter stands in too many words


class NeedsSecondPerson(Exception):
    """More of the place would be shown: another officer must agree."""


@dataclass(frozen=True)
class Place:
    """Everything an officer says of a place; ``save`` decides what of it the public table may hold."""

    visibility: str
    town: Town | None = None
    name: str = ""
    address: str = ""
    postal_code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    note: str = ""

    def check(self, country: Country) -> None:
        """Raises ValidationError, by field, for a place that cannot be."""
        errors: dict[str, str] = {}
        if self.visibility != Visibility.HIDDEN and self.town is None:
            errors["town"] = _("Choose the town.")
        elif self.town and self.town.country_id != country.pk:
            errors["town"] = _("This town lies in another country.")
        if (self.latitude is None) != (self.longitude is None):
            errors["latitude"] = _("Give both latitude and longitude, or neither.")
        elif self.latitude is not None and self.longitude is not None:
            problem = geo.problem(self.latitude, self.longitude, country.code)
            if problem:
                errors["latitude"] = problem
        elif self.visibility == Visibility.EXACT:
            errors["latitude"] = _("An exact place needs its point.")
        if errors:
            raise ValidationError(errors)


@transaction.atomic
def create(country: Country, place: Place, organization: Organization | None = None) -> Location:
    """A new location. Raises ValidationError."""
    place.check(country)
    location = Location(country=country, organization=organization)
    _fill(location, place)
    location.save()
    _keep_true(location, place)
    return location


@transaction.atomic
def change(location: Location, place: Place) -> Location:
    """Change a location. Raises ValidationError, and NeedsSecondPerson where it would show more of a protected place."""
    place.check(location.country)
    looser = OPENNESS[Visibility(place.visibility)] > OPENNESS[Visibility(location.visibility)]
    if looser and is_protected(location):
        raise NeedsSecondPerson
    tighter = OPENNESS[Visibility(place.visibility)] < OPENNESS[Visibility(location.visibility)]
    if tighter:
        location.loosening_approved = False
    _fill(location, place)
    location.save()
    _keep_true(location, place)
    if tighter:
        shown_less.send(Location, country=location.country)
    return location


@transaction.atomic
def save_many(country: Country, wanted: list[tuple[Location, Place]]) -> None:
    """Locations that are new (without key) or changed, by the rules of ``create`` and ``change``, in a few queries.

    Raises ValidationError and NeedsSecondPerson. The caller changes the stamp.
    """
    less = False
    for location, place in wanted:
        place.check(country)
        step = OPENNESS[Visibility(place.visibility)] - OPENNESS[Visibility(location.visibility)]
        if location.pk and step > 0 and is_protected(location):
            raise NeedsSecondPerson
        if step < 0:
            location.loosening_approved, less = False, less or location.pk is not None
        _fill(location, place)
    new = [location for location, _place in wanted if not location.pk]
    changed = [location for location, _place in wanted if location.pk]
    Location.objects.bulk_create(new, batch_size=BATCH)
    Location.objects.bulk_create(
        changed, BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=["loosening_approved", *PUBLIC]
    )
    bare = [location.pk for location in changed if location.visibility == Visibility.EXACT]
    for first in range(0, len(bare), BATCH):
        ConfidentialPlace.objects.filter(location__in=bare[first : first + BATCH]).delete()
    seals = [
        ConfidentialPlace(location=location, sealed=sealing.seal(sealed_part(place)))
        for location, place in wanted
        if place.visibility != Visibility.EXACT and sealed_part(place)
    ]
    ConfidentialPlace.objects.bulk_create(
        seals, BATCH, update_conflicts=True, unique_fields=["location"], update_fields=["sealed"]
    )
    if less:
        shown_less.send(Location, country=country)


@transaction.atomic
def hide(location: Location) -> None:
    """Make a location hidden at once; its address and point are sealed."""
    if location.visibility != Visibility.HIDDEN:
        change(location, _as_it_is(location, Visibility.HIDDEN))


def is_protected(location: Location) -> bool:
    """Whether a service of a confidential category is given there."""
    there = Service.objects.filter(places__location=location)
    return Category.objects.filter(
        Q(confidential=True) | Q(parent__confidential=True),
        Q(pk__in=there.values("category")) | Q(pk__in=there.values("other_categories")),
    ).exists()


def hide_for_categories(service: Service) -> list[Location]:
    """After a service got a confidential category: hide its places that two persons have not agreed to show. Returns those hidden."""
    hidden = []
    for place in service.places.select_related("location__town", "location__country"):
        location = place.location
        if not location.loosening_approved and location.visibility != Visibility.HIDDEN and is_protected(location):
            hide(location)
            hidden.append(location)
    return hidden


def true_place(location: Location, user: Any) -> TruePlace:
    """What the officers of the country know of a place. The reading is recorded. Raises PermissionDenied and sealing.CannotOpen."""
    access.require(user, location.country_id)
    kept = ConfidentialPlace.objects.filter(location=location).first()
    if kept is None:
        return TruePlace()
    place = sealing.unseal(kept.sealed)
    ConfidentialRead.objects.create(location=location, user=user)
    return place


def ask_to_show(location: Location, wanted: str, reason: str, user: Any, town: Town | None = None) -> VisibilityRequest:
    """The first person: asks to show more of a place. Raises PermissionDenied and ValidationError."""
    access.require(user, location.country_id)
    if OPENNESS[Visibility(wanted)] <= OPENNESS[Visibility(location.visibility)]:
        raise ValidationError(_("This shows no more than now: change it directly."))
    if not reason.strip():
        raise ValidationError(_("Say why, so that the second person can decide."))
    return VisibilityRequest.objects.create(
        location=location, wanted=wanted, reason=reason.strip(), requested_by=user, town=town
    )


@transaction.atomic
def decide(request: VisibilityRequest, *, approved: bool, user: Any) -> None:
    """The second person: agrees or refuses. Raises PermissionDenied and ValidationError."""
    location = request.location
    access.require(user, location.country_id)
    if request.decided_by_id is not None:
        raise ValidationError(_("This has been decided already."))
    if request.requested_by_id == user.pk:
        raise ValidationError(_("Another person must decide this: you asked for it."))
    request.decided_by, request.decided_at, request.approved = user, timezone.now(), approved
    request.save()
    if approved:
        place = _as_it_is(location, request.wanted, town=request.town)
        place.check(location.country)
        location.loosening_approved = True
        _fill(location, place)
        location.save()
        _keep_true(location, place)


@transaction.atomic
def reseal() -> tuple[int, int]:
    """Seal with the newest key what older ones sealed. Returns (sealed anew, all). All or none: raises sealing.CannotOpen."""
    kept = list(ConfidentialPlace.objects.select_for_update().order_by("pk"))
    changed = 0
    for place in kept:
        sealed = sealing.reseal(place.sealed)
        if sealed != place.sealed:
            place.sealed = sealed
            place.save(update_fields=["sealed"])
            changed += 1
    return changed, len(kept)


def mentions_true_place(service: Service, words: str) -> bool:
    """Whether public words give away the address of one of the service's places that are not shown exactly."""
    sealed = ConfidentialPlace.objects.filter(location__services__service=service)
    return gives_away((sealing.unseal(place.sealed).address for place in sealed), words)


def hidden_addresses(country: Country, services: Iterable[int] | None = None) -> dict[int, list[str] | None]:
    """By service the addresses of its places that are not shown exactly; None where no key opens one. Of all services where none are named."""
    sealed = ConfidentialPlace.objects.filter(location__country=country, location__services__isnull=False)
    if services is not None:
        sealed = sealed.filter(location__services__service__in=list(services))
    found: dict[int, list[str] | None] = {}
    for service, seal in sealed.values_list("location__services__service", "sealed").distinct():
        known = found.setdefault(service, [])
        try:
            address = sealing.unseal(seal).address
        except sealing.CannotOpen:
            found[service] = None
        else:
            if known is not None:
                known.append(address)
    return found


def gives_away(addresses: Iterable[str], words: str) -> bool:
    """Whether words hold one of these addresses, or its street."""
    folded = " ".join(words.casefold().split())
    known = {" ".join(address.casefold().split()) for address in addresses}
    # The street alone leads there as well: without numbers of houses and postal codes at its end.
    streets = {_NUMBERS.sub("", address) for address in known}
    return any(len(part) >= SHORTEST_STREET and part in folded for part in known | streets)


def _as_it_is(location: Location, visibility: str, town: Town | None = None) -> Place:
    """The place with all that is known of it, for another visibility."""
    kept = ConfidentialPlace.objects.filter(location=location).first()
    true = sealing.unseal(kept.sealed) if kept else TruePlace()
    return Place(
        visibility=visibility,
        town=town or location.town,
        name=location.name or true.name,
        address=location.address or true.address,
        postal_code=location.postal_code,
        latitude=location.latitude if location.latitude is not None else true.latitude,
        longitude=location.longitude if location.longitude is not None else true.longitude,
        note=true.note,
    )


def _fill(location: Location, place: Place) -> None:
    """The public columns: no more than the visibility allows."""
    exact, hidden = place.visibility == Visibility.EXACT, place.visibility == Visibility.HIDDEN
    location.visibility = place.visibility
    location.name = "" if hidden else place.name
    location.town = None if hidden else place.town
    location.address = place.address if exact else ""
    location.postal_code = place.postal_code if exact else ""
    location.latitude = place.latitude if exact else None
    location.longitude = place.longitude if exact else None


def sealed_part(place: Place) -> TruePlace:
    """What is kept sealed of a place that is not shown exactly."""
    address = f"{place.address} {place.postal_code}".strip()
    return TruePlace(place.name, address, place.latitude, place.longitude, place.note)


def _keep_true(location: Location, place: Place) -> None:
    """Seal what the public columns may not hold; nothing is kept beside an exact place."""
    if place.visibility == Visibility.EXACT:
        ConfidentialPlace.objects.filter(location=location).delete()
        return
    true = sealed_part(place)
    if true:
        ConfidentialPlace.objects.update_or_create(location=location, defaults={"sealed": sealing.seal(true)})
    stamp.change(location.country)
