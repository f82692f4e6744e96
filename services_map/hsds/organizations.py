"""Organizations as the standard's objects. Only those that have a service on the list."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.encoding import iri_to_uri

from services_map.entries import Entry
from services_map.hsds import places
from services_map.hsds.context import Context, Json, public_places, without_none
from services_map.hsds.reading import OrganizationRow


def own(row: OrganizationRow) -> Json:
    """An organization's own fields."""
    return without_none(
        {
            "id": str(row.public_id),
            "name": row.name,
            "description": row.description,
            "website": iri_to_uri(row.website) or None,
        }
    )


def described(context: Context, row: OrganizationRow) -> Json:
    """An organization with its type."""
    codes = {"organization-type": (row.type,)}
    return {**own(row), "attributes": context.terms.attributes(row.public_id, "organization", codes)}


def full(context: Context, row: OrganizationRow, entries: Iterable[Entry], services: Mapping[int, Any]) -> Json:
    """An organization with its public locations and its services; ``services``: their objects by primary key."""
    entries = list(entries)
    there = {place.location: place for entry in entries for place in public_places(entry)}
    return {
        **described(context, row),
        "locations": [places.full_location(context, place) for place in there.values()],
        "services": [services[entry.pk] for entry in entries if entry.pk in services],
    }
