"""Hours as seven days: forms, tables of a week, HSDS schedules."""

import datetime as dt
import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services_map.hours import BadHours, Override, check, from_regular, grouped, regular, schedules, week
from services_map.hours.rules import clock, minutes

MONDAY = dt.date(2026, 11, 16)
NINE, TWELVE, FIVE = dt.time(9), dt.time(12), dt.time(17)
OFFICE = [("09:00", "17:00")]


@st.composite
def a_day(draw) -> list[tuple[str, str]]:
    """Up to three times of a day that leave a gap between them; the last one may run past midnight."""
    edges = sorted(draw(st.sets(st.integers(0, 2 * 1440 - 1), max_size=6)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    return [(clock(start), clock(end)) for start, end in pairs if start < 1440 and end - start < 1440]


WEEKS = st.lists(a_day(), min_size=7, max_size=7)


@given(WEEKS)
@settings(max_examples=150, deadline=None)
def test_a_form_gets_back_what_it_gave(days):
    text = from_regular(days)
    assert regular(text) == days
    assert from_regular(regular(text)) == text == check(text)


@given(WEEKS)
@settings(max_examples=60, deadline=None)
def test_the_table_shows_what_the_form_says(days):
    for day, times in zip(week(from_regular(days), MONDAY), days, strict=True):
        ends = [
            (start, end if end > start else end + 1440) for start, end in ((minutes(a), minutes(b)) for a, b in times)
        ]
        if all(later[0] > earlier[1] for earlier, later in pairwise(ends)):
            assert day.intervals == [
                (dt.time.fromisoformat(a), dt.time.fromisoformat(b.replace("24:", "00:"))) for a, b in times
            ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("09:00-17:00", "Mo-Su 09:00-17:00"),
        ("Mo,Tu,We 09:00-12:00; Fr 09:00-12:00", "Mo-We,Fr 09:00-12:00"),
        ("Mo-Fr 09:00-12:00, Mo 14:00-16:00", "Mo 09:00-12:00,14:00-16:00; Tu-Fr 09:00-12:00"),
        ("Mo-Su 09:00-17:00; We off", "Mo-Tu,Th-Su 09:00-17:00"),
        ("Mo-Su 00:00-24:00", "24/7"),
        ("off", "off"),
    ],
)
def test_plain_weeks_have_one_form(text, kept):
    assert from_regular(regular(text)) == kept


@pytest.mark.parametrize(
    "text",
    [
        *("", "nonsense", "unknown", "by appointment", "Mo 09:00-10:00; PH off", "Apr-Sep Mo 09:00-10:00"),
        *("Mo[1] 09:00-10:00", 'Mo 09:00-10:00 "ring"', 'Mo 09:00-10:00 || "ring"', "Mo 09:00-12:00, Mo 11:00-13:00"),
    ],
)
def test_what_a_form_of_seven_days_cannot_show(text):
    assert regular(text) is None


def test_a_form_is_checked():
    with pytest.raises(BadHours, match="same time"):
        from_regular([[("09:00", "09:00")], *[[]] * 6])


def test_the_table_of_a_week():
    overrides = [Override(dt.date(2026, 11, 18), dt.date(2026, 11, 19), "10:00-12:00", "Training")]
    days = week('Mo-Fr 09:00-12:00,13:00-17:00; Fr 22:00-04:00; Sa "by appointment"', MONDAY, "RO", overrides)
    assert [day.date.day for day in days] == list(range(16, 23))
    assert days[0].intervals == [(NINE, TWELVE), (dt.time(13), FIVE)]
    assert (days[2].intervals, days[2].overridden, days[2].reason) == ([(dt.time(10), TWELVE)], True, "Training")
    assert days[4].intervals == [(dt.time(22), dt.time(4))]  # ends on Saturday, and stands on Friday
    assert (days[5].intervals, days[5].appointment) == ([], True)
    assert (days[6].intervals, days[6].appointment, days[6].unknown) == ([], False, False)
    assert [[day.date.day for day in run] for run in grouped(days)] == [[16, 17], [18, 19], [20], [21], [22]]


def test_days_of_a_table():
    assert {tuple(day.intervals) for day in week("24/7", MONDAY)} == {((dt.time(0), dt.time(0)),)}
    assert all(day.unknown and not day.intervals for day in week("", MONDAY))
    [at_times] = {(tuple(day.intervals), day.appointment) for day in week('Mo-Su 09:00-17:00 "by appointment"', MONDAY)}
    assert at_times == (((NINE, FIVE),), True)
    monday, *_others, sunday = week('Mo-Fr 09:00-17:00 || "by appointment"', MONDAY)
    assert (monday.intervals, monday.appointment, sunday.intervals, sunday.appointment) == (
        [(NINE, FIVE)],
        False,
        [],
        True,
    )
    holiday, *_others = week("Mo-Fr 09:00-17:00; PH off", dt.date(2026, 11, 30), "RO")
    assert (holiday.intervals, holiday.overridden) == ([], False)
    cut = week("22:00-06:00", MONDAY, overrides=[Override(dt.date(2026, 11, 18), dt.date(2026, 11, 18), "off")])
    assert [day.intervals for day in cut[1:4]] == [[(dt.time(22), dt.time(0))], [], [(dt.time(22), dt.time(6))]]


def test_schedules_of_a_plain_week():
    text = "Mo-Fr 09:00-12:00,13:00-17:00; Sa 09:00-12:00; Su 22:00-24:00"
    assert schedules(text) == [
        {"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR,SA", "opens_at": "09:00", "closes_at": "12:00"},
        {"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR", "opens_at": "13:00", "closes_at": "17:00"},
        {"freq": "WEEKLY", "byday": "SU", "opens_at": "22:00", "closes_at": "00:00"},
    ]
    assert schedules("Mo 09:00-17:00", "Europe/Sofia", dt.date(2026, 7, 1))[0]["opens_at"] == "09:00+03:00"
    assert schedules("Mo 09:00-17:00", "Europe/Sofia", dt.date(2026, 12, 1))[0]["closes_at"] == "17:00+02:00"
    [round_the_clock] = schedules("24/7")
    assert (round_the_clock["byday"], round_the_clock["description"]) == ("MO,TU,WE,TH,FR,SA,SU", "24/7")


def test_schedules_of_anything_else():
    assert schedules("") == []
    assert schedules("by appointment") == [{"description": "by appointment"}]
    assert schedules("mo-fr 9:00-17:00; PH off") == [{"description": "Mo-Fr 09:00-17:00; PH off"}]
    assert schedules("off") == [{"description": "off"}]
    json.dumps(schedules("24/7"))
