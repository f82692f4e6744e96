"""The directory of a country as readers get it: a snapshot in memory under the directory's stamp.

It is read again, in a fixed number of queries, only after something in it has changed; searching and filtering then cost no query, whatever the
number of services (docs/adr/0016-directory-in-memory.md). It holds only what is public: no query here touches confidential tables.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from locales import folding
from portal.core import stamps
from portal.countries.frame import Frame
from services_map import stamp
from services_map.entries import CategoryEntry, Entry, PlaceEntry, TownEntry
from services_map.hours import Opening, Override, Status, state
from services_map.models import ServiceText
from services_map.snapshot import read

# Opening hours with their exceptions: many services share one.
Door = tuple[str, tuple[Override, ...]]


@dataclass
class Directory:
    """All services of a country that readers see on one day."""

    country_code: str
    time_zone: str
    day: dt.date
    entries: tuple[Entry, ...]
    categories: dict[int, CategoryEntry]
    towns: dict[int, TownEntry]
    archived: bool = False  # nobody keeps it up to date any more
    by_slug: dict[str, Entry] = field(init=False)
    by_pk: dict[int, Entry] = field(init=False)
    facets: dict[str, dict[str, int]] = field(init=False)
    doors: dict[Door, int] = field(init=False)
    points: list[tuple[int, float, float, PlaceEntry]] = field(init=False)
    _openings: dict[Door, tuple[dt.datetime, Opening]] = field(default_factory=dict, repr=False)
    _names: dict[str, list[tuple[str, str]]] = field(default_factory=dict, repr=False)
    _folded: dict[str, list[str]] = field(default_factory=dict, repr=False)
    _orders: dict[str, list[int]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.by_slug = {entry.slug: entry for entry in self.entries}
        self.by_pk = {entry.pk: entry for entry in self.entries}
        self.facets = self._count()
        self.doors = self._doors()
        self.points = [
            (entry.position, *place.point, place) for entry in self.entries for place in entry.places if place.point
        ]

    @property
    def everything(self) -> int:
        """All positions, as a set of bits."""
        return (1 << len(self.entries)) - 1

    def opening(self, hours: str, overrides: tuple[Override, ...], at: dt.datetime) -> Opening:
        """Whether it is open at a moment; computed anew only when the last answer has run out."""
        if self.archived:
            return Opening(Status.UNKNOWN, None, False)
        key = (hours, overrides)
        kept = self._openings.get(key)
        if kept and kept[0] <= at and (kept[1].changes_at is None or at < kept[1].changes_at):
            return kept[1]
        opening = state(hours, at, self.time_zone, self.country_code, overrides)
        self._openings[key] = (at, opening)
        return opening

    def open_at(self, at: dt.datetime) -> int:
        """The services that are open at a moment, as a set of bits: one evaluation for all that keep the same hours."""
        bits = 0
        for (hours, overrides), those in self.doors.items():
            if self.opening(hours, overrides, at).status == Status.OPEN:
                bits |= those
        return bits

    def opening_of(self, entry: Entry, at: dt.datetime) -> Opening:
        """The best of a service's places: open somewhere beats by appointment beats closed; of two open ones the longer."""
        if entry.freshness.closed_until:
            return Opening(Status.CLOSED, None, False)
        openings = {self.opening(place.hours or entry.hours, entry.overrides, at) for place in entry.places}
        if not openings or (not entry.mobile and entry.hours):
            openings.add(self.opening(entry.hours, entry.overrides, at))
        return min(openings, key=_rank)

    def names(self, frame: Frame, language: str) -> list[tuple[str, str]]:
        """(name, language of the name) of every entry for a reader of ``language``, by position."""
        if language not in self._names:
            best = _best_words(frame, language, "name")
            missing = frame.source_language
            self._names[language] = [best.get(entry.pk, (entry.slug, missing)) for entry in self.entries]
        return self._names[language]

    def folded(self, frame: Frame, language: str) -> list[str]:
        """The folded text that a reader of ``language`` can search in each entry, by position."""
        if language not in self._folded:
            chain = frame.chain(language)
            descriptions = _best_words(frame, language, "description")
            names = self.names(frame, language)
            texts = []
            for entry in self.entries:
                words = [names[entry.position][0], descriptions.get(entry.pk, ("", ""))[0], entry.organization]
                words += [self.category_name(pk, chain) for pk in entry.categories]
                words += [self.town_name(place.town.pk, chain) for place in entry.places if place.town]
                texts.append(folding.fold("\n".join(words)))
            self._folded[language] = texts
        return self._folded[language]

    def order(self, frame: Frame, language: str) -> list[int]:
        """For each position its place in the list: what stands first, then by name."""
        if language not in self._orders:
            names = [folding.fold(name) for name, _ in self.names(frame, language)]
            places = [0] * len(names)
            firsts = [not entry.priority for entry in self.entries]
            for place, position in enumerate(sorted(range(len(names)), key=lambda at: (firsts[at], names[at]))):
                places[position] = place
            self._orders[language] = places
        return self._orders[language]

    def sensitive(self, entry: Entry) -> bool:
        """Whether who looks at this service may have to leave quickly: one of its categories is sensitive."""
        return any(self.categories[pk].sensitive for pk in entry.categories)

    def category_name(self, pk: int, chain: Iterable[str]) -> str:
        """A category's name in the first language of ``chain`` that has it."""
        return named(self.categories[pk].names, chain, self.categories[pk].slug)

    def town_name(self, pk: int, chain: Iterable[str]) -> str:
        """A town's name in the first language of ``chain`` that has it."""
        return named(self.towns[pk].names, chain, self.towns[pk].slug)

    def _count(self) -> dict[str, dict[str, int]]:
        """For each facet and each value of it the services that have it, as a set of bits."""
        found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for entry in self.entries:
            bit = 1 << entry.position
            for facet, values in self._values(entry):
                for value in values:
                    found[facet][value] |= bit
        return {facet: dict(values) for facet, values in found.items()}

    def _doors(self) -> dict[Door, int]:
        """For each distinct hours the services that keep them, as a set of bits; a service that is temporarily closed has none."""
        found: dict[Door, int] = defaultdict(int)
        for entry in self.entries:
            if not entry.freshness.closed_until:
                for door in _doors_of(entry):
                    found[door] |= 1 << entry.position
        return dict(found)

    def _values(self, entry: Entry) -> Iterable[tuple[str, Iterable[str]]]:
        categories = {self.categories[pk].slug for pk in entry.categories}
        parents = {self.categories[pk].parent for pk in entry.categories}
        categories |= {self.categories[pk].slug for pk in parents if pk}
        yield "category", categories
        yield "population", entry.populations
        yield "language", entry.languages
        yield "town", {place.town.slug for place in entry.places if place.town}
        yield "cost", [entry.cost]
        yield "referral", entry.referral
        yield "access", entry.accessibility


def _doors_of(entry: Entry) -> Iterable[Door]:
    """The hours of a service's places, and its own unless it only comes to places."""
    doors = {place.hours or entry.hours for place in entry.places}
    if not doors or (entry.hours and not entry.mobile):
        doors.add(entry.hours)
    return [(hours, entry.overrides) for hours in doors]


def named(names: Mapping[str, str], chain: Iterable[str], otherwise: str) -> str:
    """The name in the first language of ``chain`` that has one."""
    return next((names[code] for code in chain if code in names), names.get("en", otherwise))


def _best_words(frame: Frame, language: str, field: str) -> dict[int, tuple[str, str]]:
    """By service (text, its language), in the best language for a reader."""
    rank = {pk: (place, code) for place, (pk, code) in enumerate(frame.locale_chain(language))}
    best: dict[int, tuple[int, str, str]] = {}
    rows = ServiceText.objects.filter(service__country=frame.country, locale__in=list(rank)).exclude(**{field: ""})
    for service, locale, text in rows.values_list("service_id", "locale_id", field):
        place, code = rank[locale]
        if service not in best or place < best[service][0]:
            best[service] = (place, text, code)
    return {service: (text, code) for service, (_, text, code) in best.items()}


def _rank(opening: Opening) -> tuple[int, float]:
    order = {Status.OPEN: 0, Status.APPOINTMENT: 1, Status.CLOSED: 2, Status.UNKNOWN: 3}[opening.status]
    moment = opening.changes_at.timestamp() if opening.changes_at else 0.0
    if opening.status == Status.OPEN:
        return order, -(moment or float("inf"))
    return order, moment or float("inf")


_kept: dict[str, tuple[str, Directory]] = {}


def of(frame: Frame) -> Directory:
    """The directory of a country as of today."""
    slug, today = frame.country.slug, frame.as_of()
    mark = f"{stamps.current(stamp.scope(slug))}|{today}|{frame.stage}"
    kept = _kept.get(slug)
    if kept and kept[0] == mark:
        return kept[1]
    snapshot = read(frame.country, today)
    directory = Directory(
        frame.country.code,
        frame.country.time_zone,
        today,
        snapshot.entries,
        snapshot.categories,
        snapshot.towns,
        archived=frame.archived,
    )
    _kept[slug] = (mark, directory)
    return directory
