"""Public holidays: the calendars of opening-hours-py (date.nager.at), put right where they differ from the law.

They hold BG, CZ, HU, RO, RS, SK and UA. A holiday of the law that falls on a weekend may appear on the free weekday alone
(Bulgaria). School holidays are in no calendar; see ``writing.py``.
"""

import datetime as dt
from functools import lru_cache

from opening_hours import OpeningHours, State, UnknownCountryError  # type: ignore[attr-defined] # its stub lacks the errors


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int) -> frozenset[dt.date]:
    """The free days of a country (ISO 3166 code) in a year; empty for a country without a calendar."""
    if country == "MD":
        return _moldova(year)
    days = _of_the_library(country, year)
    if country == "RS" and days:
        # "From Good Friday to the second day of Easter": the library lacks the Saturday (Law on State and Other Holidays, art. 2).
        days |= {_orthodox_easter(year) - dt.timedelta(1)}
    return days


def _of_the_library(country: str, year: int) -> frozenset[dt.date]:
    try:
        expression = OpeningHours("PH 00:00-24:00", country=country)
    except UnknownCountryError:
        return frozenset()
    intervals = expression.intervals(dt.datetime(year, 1, 1), dt.datetime(year + 1, 1, 1))  # noqa: DTZ001 wall-clock days
    return frozenset(
        (start + dt.timedelta(n)).date()
        for start, end, state, _comment in intervals
        if state == State.OPEN
        for n in range((end - start).days)
    )


def _moldova(year: int) -> frozenset[dt.date]:
    """Labour Code 154/2003, art. 111: the library has commemorations there, and lacks Easter Monday and Memorial Easter.

    The patron day of each place (Chisinau: 14 October) is a matter of dated exceptions.
    """
    fixed = [(1, 1), (1, 7), (1, 8), (3, 8), (5, 1), (5, 9), (6, 1), (8, 27), (8, 31), (12, 25)]
    easter = _orthodox_easter(year)
    return frozenset([dt.date(year, *day) for day in fixed] + [easter + dt.timedelta(n) for n in (0, 1, 8)])


def _orthodox_easter(year: int) -> dt.date:
    """Easter Sunday of the Orthodox churches, 1900 to 2099 (Meeus, Astronomical Algorithms, chapter 8, Julian calendar)."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return dt.date(year, month, day + 1) + dt.timedelta(13)  # from the Julian to the Gregorian calendar
