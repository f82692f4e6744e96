"""Locations and services at locations. Only what ``context.public_places`` lets through comes here."""

from uuid import UUID

from django.utils.translation import gettext as _

from services_map.entries import Entry, PlaceEntry
from services_map.hsds.context import Context, Json, public_places, without_none
from services_map.hsds.ids import derived
from services_map.hsds.reading import Row
from services_map.vocabulary import Accessibility, Visibility


def location(context: Context, place: PlaceEntry) -> Json:
    """A location's own fields."""
    area = place.visibility == Visibility.AREA
    about = _("Only the town is public, and the point is the town's own: contact the service first.") if area else ""
    return without_none(
        {
            "id": str(place.location_id),
            "location_type": "physical",
            "name": place.name or _town(context, place),
            "description": about or None,
            "latitude": place.point[0] if place.point else None,
            "longitude": place.point[1] if place.point else None,
        }
    )


def full_location(context: Context, place: PlaceEntry) -> Json:
    """A location with its address, its accessibility and how exact it is."""
    owner = place.location_id
    return {
        **location(context, place),
        "addresses": [_address(context, place)],
        "accessibility": [
            {
                "id": derived(owner, "accessibility", code),
                "location_id": str(owner),
                "description": str(Accessibility(code).label),
            }
            for code in context.accessibility.get(place.location, [])
        ],
        "attributes": context.terms.attributes(owner, "location", {"visibility": (place.visibility,)}),
    }


def link(context: Context, row: Row, place: PlaceEntry) -> Json:
    """A service at a location: the fields of its own."""
    return without_none(
        {
            "id": str(place.public_id),
            "service_id": str(row.entry.public_id),
            "location_id": str(place.location_id),
            "description": (_directions_may_be_shown(row.entry) and row.words.get("directions")) or None,
        }
    )


def full_link(context: Context, row: Row, place: PlaceEntry) -> Json:
    """A service at a location with the hours there and the location."""
    return {
        **link(context, row, place),
        "schedules": context.schedules(place.public_id, "service_at_location_id", place.hours, None, None),
        "location": full_location(context, place),
    }


def find(context: Context, public_id: UUID) -> tuple[Entry, PlaceEntry] | None:
    """The public place of a service with this identifier."""
    found = ((entry, place) for entry in context.directory.entries for place in public_places(entry))
    return next((pair for pair in found if pair[1].public_id == public_id), None)


def _directions_may_be_shown(entry: Entry) -> bool:
    """One text serves all places of a service: it is given only where none of them is kept back."""
    return all(place.visibility == Visibility.EXACT for place in entry.places)


def _town(context: Context, place: PlaceEntry) -> str | None:
    return context.directory.town_name(place.town.pk, context.terms.chain) if place.town else None


def _address(context: Context, place: PlaceEntry) -> Json:
    return {
        "id": derived(place.location_id, "address"),
        "location_id": str(place.location_id),
        "address_1": place.address,
        "city": _town(context, place) or "",
        "state_province": "",
        "postal_code": place.postal_code,
        "country": context.frame.country.code,
        "address_type": "physical",
    }
