"""Dated exceptions to the opening hours."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Override:
    """Other hours on the days from ``first`` to ``last``, both included, in place of the whole day's.

    ``hours``: "off" (closed all day), times such as ``10:00-14:00``, ``"by appointment"``; what ``writing.check_times`` refuses
    counts as not known. ``reason`` is for readers.
    """

    first: dt.date
    last: dt.date
    hours: str
    reason: str = ""


def on(day: dt.date, overrides: Sequence[Override]) -> Override | None:
    """The exception that holds on a day: of several the last in the sequence."""
    return next((override for override in reversed(overrides) if override.first <= day <= override.last), None)
