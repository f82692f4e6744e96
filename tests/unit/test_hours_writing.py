"""What is opening hours and what is not: one spelling, and mistakes named in plain words."""

import datetime as dt
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from services_map.hours import BadHours, check, check_times, regular, state

MISTAKES = yaml.safe_load((Path(__file__).parent.parent / "data" / "bad_hours.yaml").read_text())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  ", ""),
        ("24/7", "24/7"),
        ("24 / 7", "24/7"),
        ("off", "off"),
        ("closed", "off"),
        ("by appointment", '"by appointment"'),
        ("By appointment only", '"by appointment"'),
        ("“by appointment”", '"by appointment"'),
        ("Mo–Fr 9:00-17:00", "Mo-Fr 09:00-17:00"),
        ("mo - fr: 9:00 — 17:00;", "Mo-Fr 09:00-17:00"),
        ("MO-FR 09:00-12:00 ، 13:00-17:00", "Mo-Fr 09:00-12:00,13:00-17:00"),
        ("Mo-Fr 09:00-17:00;;Sa off", "Mo-Fr 09:00-17:00; Sa off"),
        ("Mo-Fr 09:00-17:00\nSa 10:00-12:00", "Mo-Fr 09:00-17:00; Sa 10:00-12:00"),
        ("Mo 09:00-12:00,Sa 10:00-12:00", "Mo 09:00-12:00, Sa 10:00-12:00"),
        ("Mo,  We 9:00-10:00", "Mo,We 09:00-10:00"),
        ("Mo-Fr 09:00-17:00, ph off", "Mo-Fr 09:00-17:00; PH off"),
        ("Mo 22:00-00:00", "Mo 22:00-24:00"),
        ("Mo 10:00-11:00 open", "Mo 10:00-11:00"),
        ("Sa by appointment", 'Sa "by appointment"'),
        ("Mo-Fr 9:00-17:00 || by appointment", 'Mo-Fr 09:00-17:00 || "by appointment"'),
        ('Mo 9:00-10:00 "ring – twice; or, wait"', 'Mo 09:00-10:00 "ring – twice; or, wait"'),
        ("2026 Dec 24 - 2027 Jan 6 off", "2026 Dec 24-2027 Jan 6 off"),
        ("Mo[1],We[-1] 09:00-10:00", "Mo[1],We[-1] 09:00-10:00"),
        ("week 1-53/2 Mo 09:00-10:00", "week 1-53/2 Mo 09:00-10:00"),
        ("Apr-Sep Mo-Fr 09:00-17:00; Oct-Mar off", "Apr-Sep Mo-Fr 09:00-17:00; Oct-Mar off"),
    ],
)
def test_one_spelling(typed, kept):
    assert check(typed) == kept
    assert check(kept) == kept


@pytest.mark.parametrize(("typed", "message"), [*MISTAKES, ("Mo " * 200, "at most 500 characters")])
def test_mistakes_are_named(typed, message):
    with pytest.raises(BadHours) as refused:
        check(typed)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Closed", "off"),
        ("9:00–12:00, 13:00-14:00", "09:00-12:00,13:00-14:00"),
        ("24/7", "24/7"),
        ("by appointment", '"by appointment"'),
    ],
)
def test_times_of_an_exception(typed, kept):
    assert check_times(typed) == kept


@pytest.mark.parametrize("typed", ["", "Mo 09:00-12:00", "09:00-10:00; PH off", "PH off", "9-12"])
def test_an_exception_has_times_only(typed):
    with pytest.raises(BadHours):
        check_times(typed)


PIECES = [
    *(
        "Mo-Fr ",
        "Sa,Su ",
        "PH ",
        "Mo[1] ",
        "Dec 24-26 ",
        "Apr-Sep ",
        "2026 ",
        "week 1-9 ",
        "09:00-17:00",
        "22:00-06:00",
        "9-5",
        "24:00",
    ),
    *(
        ",",
        "; ",
        " || ",
        ", ",
        "off",
        "open",
        "unknown",
        "24/7",
        '"by appointment"',
        '"',
        "by appointment",
        "-",
        "+",
        ":",
        "[",
        "(",
        "٣",
        "\n",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=30))
@settings(max_examples=300, deadline=None)
def test_whatever_is_typed_is_kept_or_refused_and_what_is_kept_can_be_read(typed):
    with suppress(BadHours):
        kept = check(typed)
        assert check(kept) == kept
    # Never an error, neither for the one nor for the other.
    state(typed, dt.datetime(2026, 11, 16, 8, tzinfo=dt.UTC), "Europe/Sofia", "BG")
    regular(typed)
