"""What the directory's snapshot is made of: only what everyone may know."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services_map.freshness import Freshness
from services_map.geo import Point
from services_map.hours import Override
from services_map.vocabulary import Visibility


@dataclass(frozen=True, slots=True)
class TownEntry:
    """A town with its names by language code."""

    pk: int
    slug: str
    point: Point
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CategoryEntry:
    """A category with its names by language code; ``parent`` is None for an upper one. ``sensitive``: itself or by the one above."""

    pk: int
    public_id: UUID
    slug: str
    icon: str
    parent: int | None
    confidential: bool
    sensitive: bool
    check_every_days: int
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A service at a location, as the public may know it. ``point``: exact, or the town's own for an area, or None."""

    pk: int
    public_id: UUID
    location: int
    location_id: UUID
    visibility: str
    town: TownEntry | None
    name: str
    address: str
    postal_code: str
    point: Point | None
    hours: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A service that is on the list. ``categories``: primary keys, the main one first; ``position``: its bit in the facets."""

    position: int
    pk: int
    public_id: UUID
    slug: str
    organization: str
    organization_type: str
    organization_pk: int
    categories: tuple[int, ...]
    populations: tuple[str, ...]
    languages: tuple[str, ...]
    interpretation: bool
    accessibility: tuple[str, ...]
    cost: str
    status_needed: str
    capacity: str
    referral: tuple[str, ...]
    hours: str
    mobile: bool
    priority: bool
    age_from: int | None
    age_to: int | None
    freshness: Freshness
    places: tuple[PlaceEntry, ...]
    overrides: tuple[Override, ...]

    @property
    def hidden(self) -> bool:
        """Whether it has places, all of them hidden: contact first."""
        return bool(self.places) and all(place.visibility == Visibility.HIDDEN for place in self.places)
