"""The hours of one week as a table."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from services_map.hours import overrides as exceptions
from services_map.hours.overrides import Override
from services_map.hours.rules import DAY_MINUTES
from services_map.hours.spans import Span, Status, by_day


@dataclass(frozen=True)
class Day:
    """One day of the table.

    ``intervals``: (from, to), sorted; where "to" is not after "from" it is on the next day, so (00:00, 00:00) is the whole day.
    ``overridden``: a dated exception holds, ``reason`` says why. ``appointment``: an appointment is needed, at the intervals
    or, without intervals, all day. ``unknown``: the hours of the day, or some of them, are not known. No interval and
    neither of the two: closed.
    """

    date: dt.date
    intervals: list[tuple[dt.time, dt.time]] = field(default_factory=list)
    overridden: bool = False
    reason: str = ""
    appointment: bool = False
    unknown: bool = False


def week(text: str, monday: dt.date, country: str = "", overrides: Sequence[Override] = ()) -> list[Day]:
    """The seven days from ``monday``. All times are wall-clock times of the place, so no time zone is needed.

    ``country``: ISO 3166 code, for public holidays. A text that ``check`` refuses gives unknown days.
    """
    by_date = by_day(text, monday, 7, country, overrides)
    return [_day(monday + dt.timedelta(n), spans, overrides) for n, spans in enumerate(by_date)]


def grouped(days: Sequence[Day]) -> list[list[Day]]:
    """Runs of consecutive days that differ in nothing but the date: Mon to Fri, then Sat, then Sun."""
    same = groupby(days, key=lambda day: (day.intervals, day.overridden, day.reason, day.appointment, day.unknown))
    return [list(run) for _key, run in same]


def _day(date: dt.date, spans: list[Span], overrides: Sequence[Override]) -> Day:
    override = exceptions.on(date, overrides)
    timed = [s for s in spans if s.status == Status.OPEN or (s.status == Status.APPOINTMENT and not _at_midnight(s))]
    statuses = {span.status for span in (timed or spans)}
    return Day(
        date=date,
        intervals=[(_time(span.start), _time(span.end)) for span in timed],
        overridden=override is not None,
        reason=override.reason if override else "",
        appointment=Status.APPOINTMENT in statuses,
        unknown=Status.UNKNOWN in {span.status for span in spans},
    )


def _at_midnight(span: Span) -> bool:
    """All day by appointment, or whatever "otherwise by appointment" leaves of a day: no times to write down."""
    return span.start == 0 or span.end == DAY_MINUTES


def _time(minute: int) -> dt.time:
    return dt.time(minute // 60 % 24, minute % 60)
