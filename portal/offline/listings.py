"""The list of services as data: what the search without a network filters, sorts by distance and shows (static/js/find.js).

Only what the directory's snapshot holds, which knows no hidden place. Opening hours go along as moments at which the doors change in the coming
weeks: a phone needs no rules of holidays and nights to tell what is open now.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from portal.countries.frame import Frame
from portal.offline import contents
from portal.offline.contents import Item
from services_map import contacts, hours, shown
from services_map import directory as directories
from services_map.directory import Directory, Door
from services_map.entries import Entry
from services_map.finding import Found
from services_map.models import ContactPoint

WEEKS = 5  # from the Monday of this week on: four weeks at least are known
_LETTER = {
    hours.Status.OPEN: "o",
    hours.Status.CLOSED: "c",
    hours.Status.APPOINTMENT: "a",
    hours.Status.UNKNOWN: "u",
}
_CALLS = ("phone", "short-code")


@dataclass
class Doors:
    """Distinct opening hours, each as its changes: ``"c0 o540 c480"`` is closed, open after 540 minutes, closed 480 minutes later."""

    directory: Directory
    first: dt.date
    known: dict[Door, int] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)

    def numbers(self, entry: Entry) -> list[int]:
        """The doors of a service, by their place in ``written``; as ``Directory.opening_of`` counts them."""
        doors = {place.hours or entry.hours for place in entry.places}
        if not doors or (not entry.mobile and entry.hours):
            doors.add(entry.hours)
        return [self._number((text, entry.overrides)) for text in sorted(doors)]

    def _number(self, door: Door) -> int:
        if door not in self.known:
            self.known[door] = len(self.written)
            self.written.append(self._write(door))
        return self.known[door]

    def _write(self, door: Door) -> str:
        directory = self.directory
        if directory.archived:
            return "u0"
        text, overrides = door
        found = hours.changes(text, self.first, WEEKS * 7, directory.time_zone, directory.country_code, overrides)
        minutes = [int((moment - found[0][0]).total_seconds()) // 60 for moment, _status in found]
        steps = [minutes[0], *(later - earlier for earlier, later in pairwise(minutes))]
        return " ".join(f"{_LETTER[status]}{step}" for (_moment, status), step in zip(found, steps, strict=True))


def of(frame: Frame, language: str, at: dt.datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """The services that everybody gets and the sensitive ones; each is closed in itself, as its part may be there alone."""
    found: tuple[list[tuple[Item, Entry]], list[tuple[Item, Entry]]] = ([], [])
    for item, entry in contents.services(frame, language):
        found[item.sensitive].append((item, entry))
    calls = _calls(frame)
    plain, delicate = (_data(frame, language, at, rows, calls) for rows in found)
    return plain, delicate


def _data(
    frame: Frame, language: str, at: dt.datetime, rows: Iterable[tuple[Item, Entry]], calls: dict[int, tuple[str, str]]
) -> dict[str, Any]:
    directory, chain = directories.of(frame), frame.chain(language)
    today = directory.day
    doors = Doors(directory, today - dt.timedelta(today.weekday() + 1))  # what runs into Monday begins on Sunday
    begins = hours.changes("", doors.first, 1, directory.time_zone)[0][0]
    services = [_service(frame, language, item, entry, directory, doors, at, calls) for item, entry in rows]
    towns = {place.town.slug: place.town for _item, entry in rows for place in entry.places if place.town is not None}
    categories = {pk for _item, entry in rows for pk in entry.categories}
    categories |= {parent for pk in categories if (parent := directory.categories[pk].parent)}
    ordered = [item for item in directory.categories.values() if item.pk in categories]
    return {
        "services": services,
        "doors": doors.written,
        "from": int(begins.timestamp()) // 60,  # minutes since the epoch
        "until": (doors.first + dt.timedelta(WEEKS * 7 - 1)).isoformat(),
        "zone": directory.time_zone,
        "towns": [
            [slug, directory.town_name(town.pk, chain), *(round(value, 3) for value in town.point)]
            for slug, town in sorted(towns.items())
        ],
        "categories": [
            [
                item.slug,
                directory.category_name(item.pk, chain),
                item.icon,
                directory.categories[item.parent].slug if item.parent in categories else "",
            ]
            for item in ordered
        ],
    }


def _service(
    frame: Frame,
    language: str,
    item: Item,
    entry: Entry,
    directory: Directory,
    doors: Doors,
    at: dt.datetime,
    calls: dict[int, tuple[str, str]],
) -> dict[str, Any]:
    """Keys are short, as there may be hundreds; docs/developers/offline.md explains them. What is empty is left out."""
    name, code = directory.names(frame, language)[entry.position]
    found = Found(entry, name, code, directory.opening_of(entry, at), None, None)
    card = shown.card(found, directory, language, frame.chain(language), at)
    towns = dict.fromkeys(place.town.slug for place in entry.places if place.town)
    data = {
        "p": item.path,
        "n": name,
        "l": code if code != language else "",
        "o": entry.organization,
        "c": [directory.categories[pk].slug for pk in entry.categories],
        "w": card.where,
        "t": list(towns),
        "g": [[round(value, 4) for value in place.point] for place in entry.places if place.point],
        "h": doors.numbers(entry),
        "z": entry.freshness.closed_until.isoformat() if entry.freshness.closed_until else "",
        "d": entry.freshness.due_on.isoformat(),
        "v": int(entry.freshness.overdue),
        "q": card.capacity,
        "x": calls.get(entry.pk, ""),
    }
    return {key: value for key, value in data.items() if value not in ("", 0, [])}


def _calls(frame: Frame) -> dict[int, tuple[str, str]]:
    """The first telephone number of each service as (shown, link)."""
    found: dict[int, tuple[str, str]] = {}
    region = frame.country.code
    rows = ContactPoint.objects.filter(service__country=frame.country, kind__in=_CALLS).order_by("sort_order", "pk")
    for service, kind, value in rows.values_list("service_id", "kind", "value"):
        if service not in found:
            found[service] = (contacts.shown(kind, value, region), contacts.link(kind, value, region))
    return found
