"""Plain weekly hours: to and from a form with seven days, and as HSDS schedules."""

import datetime as dt
import re
from collections.abc import Sequence
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from services_map.hours.rules import DAYS, Rule, clock
from services_map.hours.writing import BadHours, check, rules

Times = list[tuple[str, str]]

ALWAYS: list[Times] = [[("00:00", "24:00")] for _day in DAYS]
_BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAYS = re.compile(rf"(?:{'|'.join(DAYS)})(?:-(?:{'|'.join(DAYS)}))?")


def regular(text: str) -> list[Times] | None:
    """Monday to Sunday, each with its times such as ("09:00", "17:00"), sorted; closed days are empty.

    An end at or before its beginning is on the next day; a whole day is ("00:00", "24:00"). None for what seven such lists
    cannot say (seasons, holidays, remarks), for "" (not known), and for what is no opening hours.
    """
    try:
        found = rules(text)
    except BadHours:
        return None
    week: list[list[tuple[int, int]]] = [[] for _day in DAYS]
    for rule in found:
        days = _weekdays(rule)
        if days is None:
            return None
        for day in days:
            week[day] = [*week[day], *rule.times] if rule.joint == "," else list(rule.times)
    if not found or any(_overlap(times) for times in week):
        return None
    return [[(clock(start), clock(end)) for start, end in sorted(times)] for times in week]


def from_regular(days: Sequence[Sequence[tuple[str, str]]]) -> str:
    """The reverse of ``regular``: ``Mo-Fr 09:00-17:00; Sa 10:00-12:00``. Raises BadHours; seven empty days are "off"."""
    written: dict[str, list[int]] = {}
    for number, times in enumerate(days):
        if times:
            written.setdefault(",".join(sorted(f"{start}-{end}" for start, end in times)), []).append(number)
    if set(written) == {"00:00-24:00"} and len(written["00:00-24:00"]) == len(DAYS):
        return "24/7"
    return check("; ".join(f"{_ranges(numbers)} {times}" for times, numbers in written.items()) or "off")


def schedules(text: str, time_zone: str = "", on: dt.date | None = None) -> list[dict[str, str | int | float]]:
    """HSDS 3.1 ``schedule`` objects without ids; none for "". Raises BadHours.

    Plain weekly hours: one object for each interval with the days that have it; ``closes_at`` not after ``opens_at`` is on the
    next day, and midnight is 00:00. Anything else: one object with the OpenStreetMap string as ``description``.
    HSDS asks for times with an offset from UTC: with ``time_zone`` and ``on`` they carry the one of that day's noon.
    """
    text = check(text)
    week = regular(text)
    if not text:
        return []
    if not week or not any(week):
        return [{"description": text.strip('"')}]
    offset = _offset(time_zone, on) if time_zone and on else ""
    intervals: dict[tuple[str, str], list[str]] = {}
    for byday, times in zip(_BYDAY, week, strict=True):
        for interval in times:
            intervals.setdefault(interval, []).append(byday)
    return [
        {
            "freq": "WEEKLY",
            "byday": ",".join(days),
            "opens_at": opens + offset,
            "closes_at": closes.replace("24:00", "00:00") + offset,
            **({"description": text} if text == "24/7" else {}),
        }
        for (opens, closes), days in intervals.items()
    ]


def _weekdays(rule: Rule) -> list[int] | None:
    """The days of the week that a rule names, Monday 0; None where it names something else too."""
    if rule.comment or rule.state == "unknown":
        return None
    if not rule.days:
        return list(range(7))
    named: list[int] = []
    for part in rule.days.split(","):
        if not _DAYS.fullmatch(part):
            return None
        first, _dash, last = part.partition("-")
        start, stop = DAYS.index(first), DAYS.index(last or first)
        named += [(start + n) % 7 for n in range((stop - start) % 7 + 1)]
    return sorted(set(named))


def _overlap(times: list[tuple[int, int]]) -> bool:
    return any(later[0] < earlier[1] for earlier, later in pairwise(sorted(times)))


def _ranges(numbers: list[int]) -> str:
    """``Mo-We,Fr`` for 0, 1, 2, 4."""
    runs = [
        [n for _position, n in run] for _key, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    ]
    return ",".join(DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}" for run in runs)


def _offset(time_zone: str, on: dt.date) -> str:
    noon = dt.datetime(on.year, on.month, on.day, 12, tzinfo=ZoneInfo(time_zone))
    text = noon.strftime("%z")
    return f"{text[:3]}:{text[3:]}"
