"""Opening hours at a moment: tests/data/hours.yaml, and the promises around it."""

import datetime as dt
import time
from pathlib import Path

import pytest
import yaml

from services_map.hours import Opening, Override, Status, state

MONDAY = dt.datetime(2026, 11, 16, 8, tzinfo=dt.UTC)
CASES = yaml.safe_load((Path(__file__).parent.parent / "data" / "hours.yaml").read_text())


def evaluated(case: dict, at: dt.datetime) -> Opening:
    day = dt.date.fromisoformat
    overrides = [Override(day(first), day(last), hours) for first, last, hours in case.get("overrides", [])]
    return state(case["hours"], at, case.get("zone", "Europe/Bucharest"), case.get("country", "RO"), overrides)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_open_or_closed_and_until_when(case):
    opening = evaluated(case, dt.datetime.fromisoformat(case["at"]))
    changes_at = dt.datetime.fromisoformat(case["changes"]) if case["changes"] else None
    assert (opening.status, opening.always) == (Status(case["status"]), case.get("always", False))
    # As text: Python never takes two times for equal that a clock change makes ambiguous.
    assert (opening.changes_at and opening.changes_at.isoformat()) == (changes_at and changes_at.isoformat())


@pytest.mark.parametrize("case", [case for case in CASES if case["changes"]], ids=lambda case: str(case["name"]))
def test_the_change_comes_when_it_was_announced(case):
    at = dt.datetime.fromisoformat(case["changes"])
    before, after = evaluated(case, at - dt.timedelta(seconds=1)), evaluated(case, at)
    assert (before.status == Status.OPEN) == (case["status"] == "open")
    assert (after.status == Status.OPEN) == (case["status"] != "open")


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        state("24/7", MONDAY.replace(tzinfo=None), "Europe/Sofia")


def test_the_answer_is_in_the_zone_of_the_place():
    assert state("Mo-Fr 09:00-17:00", MONDAY, "Europe/Prague").changes_at.tzinfo.key == "Europe/Prague"


def test_repeated_questions_are_cheap():
    exceptions = (Override(dt.date(2026, 11, 18), dt.date(2026, 11, 18), "off"),)

    def ask() -> float:
        started = time.perf_counter()
        for minute in range(1000):
            state(
                "Mo-Fr 09:00-12:00,13:00-17:00; PH off",
                MONDAY + dt.timedelta(minutes=minute % 600),
                "Europe/Sofia",
                "BG",
                exceptions,
            )
        return (time.perf_counter() - started) / 1000

    ask()
    assert min(ask() for _attempt in range(5)) < 30e-6
