"""Finding services: what a reader asks for, what is found, what could be asked for instead.

Everything happens on the snapshot in memory. A set of services is an integer whose bits are the positions of its members, so that combining
filters and counting their results takes microseconds at any size.
"""

import datetime as dt
import heapq
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from locales import folding
from portal.countries.frame import Frame
from services_map import geo
from services_map.directory import Directory
from services_map.entries import Entry, PlaceEntry
from services_map.geo import Point
from services_map.hours import Opening

PAGE_SIZE = 120
LONGEST_QUERY = 80  # characters; people type a few words
# Filters of one value each, in the order in which the form shows them: name of the parameter -> facet.
FACETS = {"category": "category", "for": "population", "language": "language", "town": "town"}
TICKS = ("open", "free", "direct")


@dataclass(frozen=True)
class Question:
    """What a reader asks for. ``near``: a point rounded to about 1 km; ``near_text``: what was written for it."""

    text: str = ""
    facets: Mapping[str, str] = field(default_factory=dict)
    open: bool = False
    free: bool = False
    direct: bool = False
    near: Point | None = None
    near_text: str = ""
    near_problem: str = ""
    sort: str = ""
    page: int = 1

    @property
    def asked(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.text or self.facets or self.open or self.free or self.direct)

    @property
    def by_distance(self) -> bool:
        return self.near is not None and self.sort != "name"

    def without(self, part: str) -> "Question":
        """The same question without one of its filters: ``text``, a parameter of FACETS, or one of TICKS."""
        if part in FACETS:
            return replace(self, facets={name: value for name, value in self.facets.items() if name != part}, page=1)
        if part == "text":
            return replace(self, text="", page=1)
        return self.with_tick(part, False)

    def with_tick(self, tick: str, value: bool = True) -> "Question":
        """The same question with one of TICKS set or unset."""
        changes: dict[str, Any] = {tick: value, "page": 1}
        return replace(self, **changes)

    def parts(self) -> list[str]:
        """The filters in use, by name."""
        ticks = [name for name in TICKS if getattr(self, name)]
        return [*(["text"] if self.text else []), *self.facets, *ticks]


def ask(directory: Directory, frame: Frame, language: str, data: Mapping[str, Any]) -> Question:
    """Read a question from the parameters of an address. Unknown values narrow nothing; a place that is none is said to be so."""
    facets = {
        name: str(data[name])
        for name, facet in FACETS.items()
        if data.get(name) and str(data[name]) in directory.facets.get(facet, {})
    }
    near_text = " ".join(str(data.get("near", "")).split())[:LONGEST_QUERY]
    point, problem = _near(directory, near_text) if near_text else (None, "")
    page = str(data.get("page", "1"))
    return Question(
        text=" ".join(str(data.get("q", "")).split())[:LONGEST_QUERY],
        facets=facets,
        open=data.get("open") == "1",
        free=data.get("free") == "1",
        direct=data.get("direct") == "1",
        near=point,
        near_text=near_text if point is None or not _is_point(near_text) else f"{point[0]:.2f},{point[1]:.2f}",
        near_problem=problem,
        sort="name" if data.get("sort") == "name" else "",
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )


def _is_point(text: str) -> bool:
    return bool(text) and (text[0].isdigit() or text[0] in "+-")


def _near(directory: Directory, text: str) -> tuple[Point | None, str]:
    if _is_point(text):
        try:
            return geo.parse(text), ""
        except geo.BadPoint as error:
            return None, str(error)
    wanted = folding.fold(text)
    names = [
        (town, folding.fold(name)) for town in directory.towns.values() for name in (*town.names.values(), town.slug)
    ]
    exact = next((town for town, name in names if name == wanted), None)
    begun = exact or next((town for town, name in names if name.startswith(wanted)), None)
    return (begun.point, "") if begun else (None, "town")


@dataclass(frozen=True, slots=True)
class Found:
    """A service in a list, as one reader sees it now. ``km`` is the distance to ``place``; both None without a point."""

    entry: Entry
    name: str
    language: str
    opening: Opening
    place: PlaceEntry | None
    km: float | None


@dataclass
class Answer:
    """What was found for a question."""

    directory: Directory
    frame: Frame
    language: str
    question: Question
    at: dt.datetime

    @cached_property
    def bits(self) -> int:
        """The services found, as a set of bits."""
        return self._find(self.question)

    @property
    def count(self) -> int:
        return self.bits.bit_count()

    @property
    def pages(self) -> int:
        return max(1, math.ceil(self.count / PAGE_SIZE))

    @cached_property
    def items(self) -> list[Found]:
        """One page of what was found, in the order asked for."""
        start = (min(self.question.page, self.pages) - 1) * PAGE_SIZE
        names = self.directory.names(self.frame, self.language)
        shown = []
        for position in self._ordered(start + PAGE_SIZE)[start:]:
            entry = self.directory.entries[position]
            km, place = self._nearest(entry)
            name, language = names[position]
            shown.append(Found(entry, name, language, self.directory.opening_of(entry, self.at), place, km))
        return shown

    def entries(self) -> list[Entry]:
        """All services found, in the order of the directory."""
        mask = bin(self.bits)[:1:-1]
        return [entry for entry, bit in zip(self.directory.entries, mask, strict=False) if bit == "1"]

    @cached_property
    def options(self) -> dict[str, dict[str, int]]:
        """For each filter the values that would still find something, with how many; a filter in use offers what could replace it, and keeps
        what was chosen even where that finds nothing."""
        found: dict[str, dict[str, int]] = {}
        for name, facet in FACETS.items():
            base = self._find(self.question.without(name)) if name in self.question.facets else self.bits
            values = self.directory.facets.get(facet, {})
            counts = {value: (bits & base).bit_count() for value, bits in values.items()}
            chosen = self.question.facets.get(name)
            found[name] = {value: count for value, count in counts.items() if count or value == chosen}
        return found

    @cached_property
    def ticks(self) -> dict[str, int]:
        """How many each tick box would find; those that would find nothing are left out unless they are ticked."""
        found = {}
        for tick in TICKS:
            count = self._find(self.question.with_tick(tick)).bit_count()
            if count or getattr(self.question, tick):
                found[tick] = count
        return found

    @cached_property
    def loosen(self) -> list[tuple[str, int]]:
        """Nothing found: which single filter to leave out, and how many services that finds, most first."""
        tries = [(part, self._find(self.question.without(part)).bit_count()) for part in self.question.parts()]
        return sorted(((part, count) for part, count in tries if count), key=lambda item: -item[1])

    def _find(self, question: Question) -> int:
        directory = self.directory
        bits = directory.everything
        for name, value in question.facets.items():
            bits &= directory.facets[FACETS[name]][value]
        if question.free:
            bits &= directory.facets.get("cost", {}).get("free", 0)
        if question.direct:
            referral = directory.facets.get("referral", {})
            bits &= ~referral.get("referral", 0) | referral.get("self", 0) | referral.get("call", 0)
        if question.text:
            bits &= self._with_text
        if question.open:
            bits &= self._open
        return bits

    @cached_property
    def _open(self) -> int:
        """The services that are open now."""
        return self.directory.open_at(self.at)

    @cached_property
    def _with_text(self) -> int:
        """The services in whose text every word of the question stands, as it is or as a part."""
        wanted = folding.words(self.question.text)
        texts = self.directory.folded(self.frame, self.language)
        mask = "".join("1" if all(word in text for word in wanted) else "0" for text in texts)
        return int(mask[::-1] or "0", 2)

    def _ordered(self, wanted: int) -> list[int]:
        """The first positions of what was found, ``wanted`` of them, in the order asked for."""
        mask = bin(self.bits)[:1:-1]
        if self.question.by_distance:
            return self._by_distance(mask, wanted)
        positions = [position for position, bit in enumerate(mask) if bit == "1"]
        order = self.directory.order(self.frame, self.language)
        return heapq.nsmallest(wanted, positions, key=order.__getitem__)

    def _by_distance(self, mask: str, wanted: int) -> list[int]:
        """Nearest first; what has no point (helplines, hidden places) comes after what has one."""
        latitude, longitude = self.question.near or (0.0, 0.0)
        narrowing, size = self._narrowing, len(mask)
        near = [
            ((lat - latitude) ** 2 + ((lng - longitude) * narrowing) ** 2, position)
            for position, lat, lng, _ in self.directory.points
            if position < size and mask[position] == "1"
        ]
        # A service with many places stands several times among the nearest: look at twice as many before sorting them all.
        nearest = list(dict.fromkeys(position for _, position in heapq.nsmallest(2 * wanted, near)))
        if len(nearest) < wanted and len(near) > 2 * wanted:
            nearest = list(dict.fromkeys(position for _, position in sorted(near)))
        if len(nearest) < wanted:
            placed = set(nearest)
            nearest += [p for p, bit in enumerate(mask) if bit == "1" and p not in placed][: wanted - len(nearest)]
        return nearest[:wanted]

    def _nearest(self, entry: Entry) -> tuple[float | None, PlaceEntry | None]:
        """The nearest place of a service and its distance in kilometres, on a plane that is right to 1 % within a country."""
        near = self.question.near
        if near is None:
            return None, None
        best: tuple[float | None, PlaceEntry | None] = (None, None)
        for place in entry.places:
            if place.point:
                north = (place.point[0] - near[0]) * 111.195
                east = (place.point[1] - near[1]) * 111.195 * self._narrowing
                km = math.sqrt(north * north + east * east)
                if best[0] is None or km < best[0]:
                    best = (km, place)
        return best

    @cached_property
    def _narrowing(self) -> float:
        return math.cos(math.radians(self.question.near[0])) if self.question.near else 1.0


def shown_distance(km: float) -> tuple[str, float]:
    """A distance as people say it: ("m", 400), ("km", 3.2), ("km", 24). A reader's point is rounded, so nothing finer than 100 m."""
    if km < 0.95:
        return "m", max(100, round(km * 10) * 100)
    return "km", round(km, 1) if km < 9.95 else round(km)


def points(entries: Iterable[Entry]) -> list[tuple[Entry, PlaceEntry, Point]]:
    """Every place that may stand on a map, with its point."""
    return [(entry, place, place.point) for entry in entries for place in entry.places if place.point]
