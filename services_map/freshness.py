"""How fresh a listing is: computed from its checks and the day, never from edits.

current -> due (officers see it in their queue) -> overdue (readers are warned) -> withdrawn (a tombstone page with alternatives).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services_map.models.category import LONGEST_INTERVAL
from services_map.vocabulary import Outcome

LEAD = 14  # days before the due day on which a listing enters the queue, at most a quarter of its interval
SHORTEST_GRACE, LONGEST_GRACE = 30, 90  # days from due to withdrawn


class State(StrEnum):
    """Where a listing stands between its checks."""

    CURRENT = "current"
    DUE = "due"
    OVERDUE = "overdue"
    WITHDRAWN = "withdrawn"


class Withdrawal(StrEnum):
    """Why readers no longer get a listing."""

    NONE = ""
    ENDED = "ended"
    CLOSED = "closed"
    UNCHECKED = "unchecked"


@dataclass(frozen=True)
class Record:
    """What counts of a check; ``number`` orders records of the same day."""

    outcome: str
    checked_on: dt.date
    until: dt.date | None
    number: int


@dataclass(frozen=True)
class Freshness:
    """``checked_on``: when somebody last spoke with the service or saw it; None: never. ``due_on``: when it must be checked again.

    ``unreachable_on``: somebody tried after that and could not reach it. ``closed_until``: temporarily closed up to that day.
    """

    state: State
    checked_on: dt.date | None
    due_on: dt.date
    closed_until: dt.date | None = None
    unreachable_on: dt.date | None = None
    withdrawal: Withdrawal = Withdrawal.NONE

    @property
    def overdue(self) -> bool:
        return self.state in (State.OVERDUE, State.WITHDRAWN)


def interval(own: int | None, category_days: Iterable[int]) -> int:
    """Days between checks: the listing's own, else the shortest of its categories'; never more than a year."""
    return min(own or min(category_days, default=LONGEST_INTERVAL), LONGEST_INTERVAL)


def of(
    records: Sequence[Record],
    *,
    every_days: int,
    listed_on: dt.date,
    on: dt.date,
    ends_on: dt.date | None = None,
    funded_until: dt.date | None = None,
) -> Freshness:
    """The freshness of a listing on a day. ``listed_on``: when it was put on the list, which counts while nobody has checked it."""
    ordered = sorted(records, key=lambda record: (record.checked_on, record.number))
    reached = [record for record in ordered if record.outcome != Outcome.UNREACHABLE]
    last = reached[-1] if reached else None
    tried = [record for record in ordered if record.outcome == Outcome.UNREACHABLE]
    unreachable_on = tried[-1].checked_on if tried and (last is None or tried[-1] == ordered[-1]) else None
    checked_on = last.checked_on if last else None

    due_on = checked_on + dt.timedelta(days=every_days) if checked_on else listed_on
    closed_until = last.until if last and last.outcome == Outcome.TEMPORARILY_CLOSED else None
    if closed_until:
        due_on = min(due_on, closed_until)  # somebody must look whether it has opened again
    due_on = min(day for day in (due_on, funded_until, ends_on) if day)

    def fresh(state: State, withdrawal: Withdrawal = Withdrawal.NONE) -> Freshness:
        still_closed = closed_until if closed_until and closed_until >= on else None
        return Freshness(state, checked_on, due_on, still_closed, unreachable_on, withdrawal)

    if last and last.outcome == Outcome.CLOSED:
        return fresh(State.WITHDRAWN, Withdrawal.CLOSED)
    if ends_on and ends_on < on:
        return fresh(State.WITHDRAWN, Withdrawal.ENDED)
    grace = min(max(SHORTEST_GRACE, every_days // 2), LONGEST_GRACE)
    if on > due_on + dt.timedelta(days=grace):
        return fresh(State.WITHDRAWN, Withdrawal.UNCHECKED)
    if on > due_on or checked_on is None:
        return fresh(State.OVERDUE)
    if on >= due_on - dt.timedelta(days=min(LEAD, every_days // 4)):
        return fresh(State.DUE)
    return fresh(State.CURRENT)


def by_service(rows: Iterable[Mapping[str, object]]) -> dict[int, list[Record]]:
    """Rows of ``ServiceCheck.newest_by_outcome`` by service."""
    found: dict[int, list[Record]] = defaultdict(list)
    for row in rows:
        found[row["service_id"]].append(  # type: ignore[index]
            Record(row["outcome"], row["checked_on"], row["until"], row["pk"])  # type: ignore[arg-type]
        )
    return found
