"""Open or closed at a moment, and until when."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from zoneinfo import ZoneInfo

from services_map.hours.overrides import Override
from services_map.hours.rules import DAY_MINUTES
from services_map.hours.spans import RANKS, Span, Status, by_day
from services_map.hours.weekly import ALWAYS, regular

HORIZON = dt.timedelta(days=30)
DAYS_SOON = 9


@dataclass(frozen=True)
class Opening:
    """``changes_at``: when open, the moment it ceases to be; otherwise the moment it opens next, without an appointment.

    It is aware, in the place's zone, and None where that is not within 30 days. ``always``: open round the clock, 24/7.
    """

    status: Status
    changes_at: dt.datetime | None
    always: bool


@dataclass(frozen=True)
class _Timeline:
    """``openings[n]`` holds from ``starts[n]`` (UTC) to the next start; ``changes[n]`` is its ``changes_at`` in UTC."""

    starts: tuple[dt.datetime, ...]
    openings: tuple[Opening, ...]
    changes: tuple[dt.datetime | None, ...]

    def at(self, moment: dt.datetime) -> tuple[Opening, dt.datetime | None]:
        position = bisect_right(self.starts, moment) - 1
        return self.openings[position], self.changes[position]


def state(text: str, at: dt.datetime, time_zone: str, country: str = "", overrides: Sequence[Override] = ()) -> Opening:
    """Whether it is open ``at`` a moment (aware, else ValueError). A text that ``check`` refuses is unknown, never an error.

    ``time_zone``: such as ``Europe/Chisinau``. ``country``: ISO 3166 code, for public holidays.
    """
    if at.tzinfo is None:
        raise ValueError("state() needs an aware datetime")
    moment = at.astimezone(dt.UTC)
    day = moment.astimezone(_zone(time_zone)).date()
    # The next change is nearly always within days: far fewer to work out than 30.
    opening, change = _timeline(text, day, DAYS_SOON, time_zone, country, tuple(overrides)).at(moment)
    if not change:
        opening, change = _timeline(text, day, HORIZON.days + 3, time_zone, country, tuple(overrides)).at(moment)
    return replace(opening, changes_at=None) if change and change - moment > HORIZON else opening


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def changes(
    text: str, first: dt.date, count: int, time_zone: str, country: str = "", overrides: Sequence[Override] = ()
) -> list[tuple[dt.datetime, Status]]:
    """From which moment (UTC) on which status holds, during ``count`` days from ``first``, a day of the place; the first is its midnight.

    What runs into ``first`` from the day before is not seen: begin a day earlier than you ask for.
    """
    zone = _zone(time_zone)
    found: list[tuple[dt.datetime, Status]] = []
    for minute, status in _sequence(by_day(text, first, count, country, tuple(overrides))):
        moment = _instant(first, minute, zone)
        # Of changes at one moment (an interval inside the hour that a clock change skips) the last one holds.
        if found and found[-1][0] == moment:
            found.pop()
        if not found or found[-1][1] != status:
            found.append((moment, status))
    return found


@lru_cache(maxsize=8192)
def _timeline(
    text: str, day: dt.date, count: int, time_zone: str, country: str, overrides: tuple[Override, ...]
) -> _Timeline:
    """``count`` days from the one before ``day``, whose last interval may run into it."""
    zone = _zone(time_zone)
    found = changes(text, day - dt.timedelta(1), count, time_zone, country, overrides)
    always = [status for _moment, status in found] == [Status.OPEN] and regular(text) == ALWAYS
    ends = list(_ends(found))
    return _Timeline(
        starts=tuple(moment for moment, _status in found),
        openings=tuple(
            Opening(status, end.astimezone(zone) if end else None, always)
            for (_moment, status), end in zip(found, ends, strict=True)
        ),
        changes=tuple(ends),
    )


def _sequence(days: list[list[Span]]) -> Iterator[tuple[int, Status]]:
    """From which minute after the first midnight which status holds; of overlapping spans the best one for who comes."""
    edges: dict[int, list[tuple[Status, int]]] = {0: []}
    for number, spans in enumerate(days):
        for span in spans:
            edges.setdefault(number * DAY_MINUTES + span.start, []).append((span.status, 1))
            edges.setdefault(number * DAY_MINUTES + span.end, []).append((span.status, -1))
    running = dict.fromkeys(RANKS, 0)
    for minute in sorted(edges):
        for status, step in edges[minute]:
            running[status] += step
        if minute < len(days) * DAY_MINUTES:
            yield minute, next((status for status in RANKS if running[status]), Status.CLOSED)


def _ends(changes: list[tuple[dt.datetime, Status]]) -> Iterator[dt.datetime | None]:
    """For each status its ``changes_at``."""
    opens = [moment for moment, status in changes if status == Status.OPEN]
    for position, (moment, status) in enumerate(changes):
        if status == Status.OPEN:
            yield changes[position + 1][0] if position + 1 < len(changes) else None
        else:
            later = bisect_right(opens, moment)
            yield opens[later] if later < len(opens) else None


def _instant(first: dt.date, minute: int, zone: ZoneInfo) -> dt.datetime:
    """The moment (UTC) when clocks show ``minute`` minutes after the midnight that begins ``first``, days being 24 hours long."""
    wall = dt.datetime(first.year, first.month, first.day) + dt.timedelta(minutes=minute)  # noqa: DTZ001
    moment = wall.replace(tzinfo=zone).astimezone(dt.UTC)  # fold=0: the first of two
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    # Skipped by a clock change: the first minute after it.
    moment = wall.replace(tzinfo=zone, fold=1).astimezone(dt.UTC)
    while moment.astimezone(zone).replace(tzinfo=None) < wall:
        moment += dt.timedelta(minutes=1)
    return moment
