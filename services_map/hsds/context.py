"""What all objects of one answer share: the country, the language, the terms."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from portal.countries.frame import Frame
from services_map import directory, hours
from services_map.directory import Directory
from services_map.entries import Entry, PlaceEntry
from services_map.hsds.ids import derived
from services_map.hsds.terms import Json, Terms
from services_map.vocabulary import Accessibility, Visibility

_NO_PLACE = {Accessibility.ONLINE, Accessibility.HOME_VISITS}  # say nothing of a place


@dataclass
class Context:
    """Made for one answer, while its language is active."""

    frame: Frame
    language: str

    @property
    def base(self) -> str:
        """The beginning of the addresses of the country's pages, ``https://moldova.example.org``."""
        return str(self.frame.site.root_url)

    @cached_property
    def directory(self) -> Directory:
        return directory.of(self.frame)

    @cached_property
    def terms(self) -> Terms:
        return Terms(self.directory, self.frame, self.language)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.frame.country.time_zone)

    @cached_property
    def accessibility(self) -> dict[int, list[str]]:
        """By location what its services say of it: the standard has one list for a place, whichever service is given there."""
        found: dict[int, dict[str, None]] = defaultdict(dict)
        for entry in self.directory.entries:
            for place in public_places(entry):
                found[place.location].update((code, None) for code in entry.accessibility if code not in _NO_PLACE)
        return {location: list(codes) for location, codes in found.items()}

    def text_language(self, entry: Entry) -> str:
        """In which language the words of a service are given to this reader."""
        return self.directory.names(self.frame, self.language)[entry.position][1]

    def schedules(
        self, owner: UUID, owner_field: str, text: str, first: dt.date | None, last: dt.date | None
    ) -> list[Json]:
        """The objects for opening hours of ``owner``; ``first`` and ``last``: the days on which they hold.

        Their ids depend on the hours as they are kept: neither on the language nor on the season's offset from UTC.
        """
        try:
            found = hours.schedules(text, self.frame.country.time_zone, self.directory.day)
        except hours.BadHours:
            found = [{"description": text}]
        valid = {"valid_from": first and first.isoformat(), "valid_to": last and last.isoformat()}
        parts = ("schedule", text, *(str(day) for day in valid.values()))
        return [
            without_none({"id": derived(owner, *parts, str(number)), owner_field: str(owner), **schedule, **valid})
            for number, schedule in enumerate(found)
        ]


def public_places(entry: Entry) -> list[PlaceEntry]:
    """The places of a service that may be known; a hidden one has no object at all."""
    return [place for place in entry.places if place.visibility != Visibility.HIDDEN and place.point]


def moment(value: dt.datetime) -> str:
    """A moment as the standard writes it, to the millisecond."""
    return value.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def without_none(values: Json) -> Json:
    """The object without the fields that have no value."""
    return {name: value for name, value in values.items() if value is not None}
