"""How fresh a listing is, by its checks and the day: a table by hand."""

import datetime as dt

import pytest

from services_map import freshness
from services_map.freshness import Record, State, Withdrawal

DAY = dt.date(2026, 3, 1)  # when it was checked, unless a row says otherwise


def day(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


def check(outcome: str, on: int = 0, until: int | None = None, number: int = 1) -> Record:
    return Record(outcome, day(on), None if until is None else day(until), number)


def fresh(on: int, *records: Record, every: int = 90, listed: int = 0, **dates: int) -> freshness.Freshness:
    given = {name: day(value) for name, value in dates.items()}
    return freshness.of(records, every_days=every, listed_on=day(listed), on=day(on), **given)


# Interval, and the last day of each state: due begins 14 days before (a quarter of a short interval), grace is 30 to 90 days.
TABLE = [(30, 22, 30, 60), (90, 75, 90, 135), (180, 165, 180, 270), (365, 350, 365, 455)]


@pytest.mark.parametrize("every, current, due, overdue", TABLE)
def test_states_follow_each_other(every, current, due, overdue):
    checked = check("confirmed")
    for last, state, following in (
        (current, State.CURRENT, State.DUE),
        (due, State.DUE, State.OVERDUE),
        (overdue, State.OVERDUE, State.WITHDRAWN),
    ):
        assert fresh(last, checked, every=every).state == state
        assert fresh(last + 1, checked, every=every).state == following
    assert fresh(0, checked, every=every).state == State.CURRENT
    assert fresh(0, checked, every=every).due_on == day(every)
    assert fresh(overdue + 1, checked, every=every).withdrawal == Withdrawal.UNCHECKED


def test_the_interval_is_the_own_one_or_the_shortest_and_never_more_than_a_year():
    assert freshness.interval(None, [180, 30, 90]) == 30
    assert freshness.interval(200, [30]) == 200
    assert freshness.interval(9999, [30]) == 365
    assert freshness.interval(None, []) == 365


def test_the_end_of_funding_comes_first():
    found = fresh(20, check("confirmed"), every=365, funded_until=30)
    assert (found.due_on, found.state) == (day(30), State.DUE)
    assert fresh(31, check("confirmed"), every=365, funded_until=30).state == State.OVERDUE
    assert fresh(20, check("confirmed"), every=90, funded_until=300).due_on == day(90)
    # A check after it does not carry a listing past money that has run out: somebody must enter the new date.
    assert fresh(40, check("confirmed", 35), every=90, funded_until=30).state == State.OVERDUE


def test_the_last_day_ends_a_listing_without_grace():
    assert fresh(40, check("confirmed"), ends_on=40).state == State.DUE
    found = fresh(41, check("confirmed"), ends_on=40)
    assert (found.state, found.withdrawal) == (State.WITHDRAWN, Withdrawal.ENDED)


def test_a_temporary_closure_shows_until_its_last_day_and_is_due_then():
    closure = check("temporarily-closed", until=20)
    assert fresh(5, closure).closed_until == day(20)
    assert fresh(20, closure).closed_until == day(20)
    after = fresh(21, closure)
    assert (after.closed_until, after.state, after.due_on) == (None, State.OVERDUE, day(20))
    reopened = fresh(21, closure, check("confirmed", 10, number=2))
    assert (reopened.closed_until, reopened.state, reopened.checked_on) == (None, State.CURRENT, day(10))


def test_could_not_reach_never_renews():
    tried = check("unreachable", 80, number=2)
    found = fresh(91, check("confirmed"), tried)
    assert (found.state, found.checked_on, found.unreachable_on) == (State.OVERDUE, day(0), day(80))
    assert fresh(136, check("confirmed"), tried, check("unreachable", 130, number=3)).state == State.WITHDRAWN
    assert fresh(91, tried, check("confirmed", 85, number=3)).unreachable_on is None


def test_the_order_of_the_same_day_is_the_order_of_entry():
    first, second = check("closed", 5, number=1), check("confirmed", 5, number=2)
    assert fresh(6, second, first).state == State.CURRENT
    assert fresh(6, check("confirmed", 5, number=1), check("unreachable", 5, number=2)).unreachable_on == day(5)


def test_never_checked_is_overdue_at_once_and_withdrawn_after_the_grace():
    assert fresh(0).state == State.OVERDUE
    assert fresh(0).checked_on is None
    assert fresh(45).state == State.OVERDUE
    assert (fresh(46).state, fresh(46).withdrawal) == (State.WITHDRAWN, Withdrawal.UNCHECKED)
    assert fresh(0, check("unreachable")).checked_on is None


def test_closed_for_good_is_withdrawn_until_somebody_confirms_it():
    closed = check("closed", 5, number=2)
    found = fresh(5, check("confirmed"), closed)
    assert (found.state, found.withdrawal) == (State.WITHDRAWN, Withdrawal.CLOSED)
    assert fresh(400, closed).withdrawal == Withdrawal.CLOSED
    assert fresh(10, closed, check("confirmed", 9, number=3)).state == State.CURRENT
