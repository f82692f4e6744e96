"""What an ``opening_hours`` string means on given days: spans of minutes, each counted from the day on which it starts.

The library's own evaluation loses the morning of an overnight interval wherever another rule names the next day
(``Fr 22:00-04:00; Sa 10:00-14:00`` is closed on Saturday at 01:00 there), and applies ``||`` to whole days only. So it evaluates
two strings in which nothing runs past midnight, one of evenings and one of mornings, without holidays, which are applied here.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from opening_hours import OpeningHours, State

from services_map.hours import overrides as exceptions
from services_map.hours.holidays import public_holidays
from services_map.hours.overrides import Override
from services_map.hours.rules import DAY_MINUTES, WHOLE_DAY, Rule, join
from services_map.hours.writing import BadHours, rules

NOT_KNOWN = Rule(";", "", (), "unknown", "")


class Status(StrEnum):
    """Whether someone who comes now is let in. APPOINTMENT: with an appointment only."""

    OPEN = "open"
    CLOSED = "closed"
    APPOINTMENT = "appointment"
    UNKNOWN = "unknown"


# Of two that hold at once the first is shown.
RANKS = (Status.OPEN, Status.APPOINTMENT, Status.UNKNOWN)


@dataclass(frozen=True, order=True)
class Span:
    """``start`` and ``end`` in minutes after midnight of the day, ``end`` past 1440 on the next; never CLOSED."""

    start: int
    end: int
    status: Status


@dataclass(frozen=True)
class Plan:
    """A string ready to be evaluated: what runs in a day, what runs past midnight ("" for nothing), what holds otherwise."""

    evenings: str
    mornings: str
    fallback: Status | None

    @property
    def on_holidays(self) -> "Plan":
        """The plan as on a public holiday: every day is one."""
        evenings, mornings = (re.sub(r"\bPH\b", "Mo-Su", text) for text in (self.evenings, self.mornings))
        return replace(self, evenings=evenings, mornings=mornings)


def readable(text: str) -> tuple[Rule, ...]:
    """The rules of a text; "not known" for "" and for what is no opening hours: one bad row must not break a page."""
    try:
        return rules(text) or (NOT_KNOWN,)
    except BadHours:
        return (NOT_KNOWN,)


@lru_cache(maxsize=4096)
def plan(text: str) -> Plan:
    """The plan of a text."""
    read = readable(text)
    fallback = next((_status(rule.state == "unknown", rule.comment) for rule in read if rule.joint == "||"), None)
    regular = [rule for rule in read if rule.joint != "||"]
    mornings = [(rule.joint, rule.mornings) for rule in regular]
    if all(rule.state == "off" for _joint, rule in mornings):
        mornings = []
    return Plan(
        evenings=join((rule.joint, rule.evenings.explicit) for rule in regular),
        mornings=join((joint, str(rule)) for joint, rule in mornings if joint == ";" or rule.state != "off"),
        fallback=fallback,
    )


def by_day(
    text: str, first: dt.date, count: int, country: str = "", overrides: Sequence[Override] = ()
) -> list[list[Span]]:
    """The spans of ``count`` days from ``first``, sorted; of a day also what runs on past midnight.

    ``country``: ISO 3166 code, for public holidays. A fallback after ``||`` fills the rest of each day without an exception.
    """
    days = [first + dt.timedelta(n) for n in range(-1, count + 1)]
    found = _weekly(plan(text), days, country.upper())
    in_force = [exceptions.on(day, overrides) for day in days] if overrides else [None] * len(days)
    for position, override in enumerate(in_force):
        if override:
            found[position] = _exceptional(override)
            if position and readable(override.hours)[0].state == "off":
                found[position - 1] = [replace(s, end=min(s.end, DAY_MINUTES)) for s in found[position - 1]]
    if fallback := plan(text).fallback:
        for position in range(1, len(days)):
            if not in_force[position]:
                running_on = [
                    Span(0, s.end - DAY_MINUTES, s.status) for s in found[position - 1] if s.end > DAY_MINUTES
                ]
                found[position] = found[position] + _gaps(sorted(found[position] + running_on), fallback)
    return [sorted(spans) for spans in found[1:-1]]


def _weekly(week: Plan, days: list[dt.date], country: str) -> list[list[Span]]:
    found = _evaluated(week, days)
    if country and re.search(r"\bPH\b", week.evenings):
        for position, day in enumerate(days):
            if day in public_holidays(country, day.year):
                found[position] = _evaluated(week.on_holidays, [day])[0]
    return found


def _evaluated(week: Plan, days: list[dt.date]) -> list[list[Span]]:
    evenings = _intervals(week.evenings, days)
    if not week.mornings:
        return evenings
    mornings = _intervals(week.mornings, days)
    for today, later in zip(evenings, mornings, strict=True):
        for span in later:
            if today and today[-1].end == DAY_MINUTES and today[-1].status == span.status:
                today[-1] = replace(today[-1], end=span.end + DAY_MINUTES)
            else:
                today.append(Span(span.start + DAY_MINUTES, span.end + DAY_MINUTES, span.status))
    return evenings


def _intervals(text: str, days: list[dt.date]) -> list[list[Span]]:
    """The library's intervals for consecutive days, cut at midnight. Its times are naive: wall-clock times."""
    midnights = [dt.datetime(day.year, day.month, day.day) for day in days]  # noqa: DTZ001
    found: list[list[Span]] = [[] for _day in days]
    for start, end, state, comment in _parsed(text).intervals(midnights[0], midnights[-1] + dt.timedelta(1)):
        if state == State.CLOSED:
            continue
        status = _status(state == State.UNKNOWN, comment)
        while start < end:
            position = (start - midnights[0]).days
            stop = min(end, midnights[position] + dt.timedelta(1))
            opens = start.hour * 60 + start.minute
            found[position].append(Span(opens, opens + (stop - start).seconds // 60 or DAY_MINUTES, status))
            start = stop
    return found


@lru_cache(maxsize=4096)
def _parsed(text: str) -> OpeningHours:
    return OpeningHours(text)


def _status(unknown: bool, comment: str) -> Status:
    if "appointment" in comment.lower():
        return Status.APPOINTMENT
    return Status.UNKNOWN if unknown else Status.OPEN


def _exceptional(override: Override) -> list[Span]:
    found = readable(override.hours)
    rule = found[0] if len(found) == 1 and not found[0].days else NOT_KNOWN
    if rule.state == "off":
        return []
    status = _status(rule.state == "unknown", rule.comment)
    return [Span(start, end, status) for start, end in rule.times or WHOLE_DAY]


def _gaps(spans: Iterable[Span], status: Status) -> list[Span]:
    """What sorted spans leave of the day."""
    gaps, free_from = [], 0
    for span in spans:
        if span.start > free_from:
            gaps.append(Span(free_from, min(span.start, DAY_MINUTES), status))
        free_from = max(free_from, span.end)
    return gaps + ([Span(free_from, DAY_MINUTES, status)] if free_from < DAY_MINUTES else [])
