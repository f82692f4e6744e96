"""When an article is current, due and overdue: by its check, its facts and the day."""

import datetime as dt

import pytest

from articles import freshness
from articles.freshness import State
from articles.models import ArticleCheck


def day(number: int) -> dt.date:
    return dt.date(2026, 1, 1) + dt.timedelta(days=number)


# Checked on day 0, due again on day 180 unless said otherwise.
@pytest.mark.parametrize(
    ("on", "following", "ends", "state", "next_check", "by_fact"),
    [
        (0, 180, [], State.CURRENT, 180, False),
        (165, 180, [], State.CURRENT, 180, False),
        (166, 180, [], State.DUE, 180, False),  # 14 days before
        (180, 180, [], State.DUE, 180, False),  # the day itself is in time
        (181, 180, [], State.OVERDUE, 180, False),
        (15, 20, [], State.DUE, 20, False),  # a quarter of a short interval
        (14, 20, [], State.CURRENT, 20, False),
        (0, 180, [60], State.CURRENT, 60, True),  # a fact ends earlier
        (46, 180, [60], State.DUE, 60, True),
        (60, 180, [60, 90], State.DUE, 60, True),
        (61, 180, [60, 90], State.OVERDUE, 60, True),
        (61, 180, [180], State.CURRENT, 180, False),
        (61, 180, [200], State.CURRENT, 180, False),
        (61, 180, [-1], State.CURRENT, 180, False),  # it had run out when a person looked
        (61, 180, [-1, 90], State.CURRENT, 90, True),
        (1, 180, [0], State.OVERDUE, 0, True),  # it ended on the day of the check
    ],
)
def test_the_state_on_a_day(on, following, ends, state, next_check, by_fact):
    check = ArticleCheck(checked_on=day(0), checked_by="A team", next_check_on=day(following), sources=["The law"])
    found = freshness.of(check, on=day(on), ends=[day(end) for end in ends])
    assert (found.state, found.next_check_on, found.by_fact) == (state, day(next_check), by_fact)
    assert found.overdue == (state == State.OVERDUE)
    assert found.compared_with == ("The law",)


def test_what_nobody_has_checked_is_overdue():
    found = freshness.of(None, on=day(0), ends=[day(5)])
    assert found.overdue
    assert found.checked_on is None
