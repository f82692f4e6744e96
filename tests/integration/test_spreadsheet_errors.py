"""Rows and cells that cannot be: each gets a message with its address."""

import pytest

from tests.factories.services import make_officer, make_service
from tests.factories.spreadsheets import NEW, bring_in, make_ground, plan_of, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def country():
    return make_ground()


@pytest.fixture
def officer(country):
    return make_officer(country)


@pytest.mark.parametrize("header, text, says", [
    ("opening hours", "13:00pm", "13:00pm"),
    ("contacts", "phone: call Anna", "no letters"),
    ("contacts", "+373 22 000 001", "Write a contact as in"),
    ("contacts", "pager: 1", "not known here"),
    ("main category", "legal-ait", "Did you mean “legal-aid”?"),
    ("languages", "uk, ukranian", "Did you mean “uk”?"),
    ("place 1 town", "Pragu", "Did you mean “prague”?"),
    ("place 1 latitude", "", "both latitude and longitude"),
    ("place 1 latitude", "500", "latitude goes from -90 to 90"),
    ("place 1 latitude", "50.09, 14.42", "as a number"),
    ("place 1 visibility", "secret", "not known here"),
    ("starts on", "31.2.2026", "no such day"),
    ("starts on", "12/24/2026", "2026-12-24"),
    ("from age", "many", "whole number"),
    ("interpretation", "perhaps", "yes or no"),
    ("exceptions of hours", "Christmas: off", "2026-12-24"),
    ("source address", "somewhere", "web address"),
    ("status", "published", "not known here"),
    ("address (slug)", "правова", "a-z"),
    ("organization", "", "needs this"),
    ("name (en)", "", "name"),
    ("what it is (uk)", "", ""),
])  # fmt: skip
def test_a_bad_cell_is_named(country, header, text, says):
    row = {**NEW, "what it is (en)": "Something", header: text}
    if not says:
        assert not plan_of(country, row).has_errors
        return
    found = problems(country, row)
    column = chr(65 + list(row).index(header))
    assert [
        message for message in found if f"Sheet “Services”, cell {column}2 ({header}): " in message and says in message
    ], found


def test_points_that_are_swapped_missing_or_far_away(country):
    def point(latitude, longitude):
        return problems(country, {**NEW, "place 1 latitude": latitude, "place 1 longitude": longitude})[0]

    assert "swapped" in point("14.42", "50.09")
    assert "ocean" in point("0", "0")
    assert "needs its point" in problems(country, {**NEW, "place 1 visibility": "exact", "place 1 latitude": "",
                                                   "place 1 longitude": ""})[0]  # fmt: skip
    assert "km from Prague" in point("47.0", "28.8")


def test_two_rows_for_one_service_name_each_other(country, officer):
    assert all("2, 4" in message for message in problems(country, NEW, {**NEW, "id": "B"}, NEW))
    bring_in(country, officer, NEW)
    assert "Row 2 is the same service" in problems(country, {"id": "A1"}, {"address (slug)": "legal-help"})[0]
    make_service(country, "taken", external_id="X")
    assert "belongs to another service" in problems(country, {"id": "A1", "address (slug)": "taken"})[0]
    assert "belongs to another service" in problems(country, {"id": "new", "address (slug)": "taken"})[0]
    assert "Give an id" in problems(country, {"id": "", "cost": "paid"})[0]


def test_headers_that_are_wrong_missing_or_twice(country):
    assert "Did you mean “main category”?" in problems(country, {"id": "1", "main categry": ""})[0]
    assert "“id” is missing" in problems(country, {"cost": ""})[0]
    assert "column A" in problems(country, {"id": "1", "ID": "2"})[0]
    assert "no header" in problems(country, {"id": "1", "": "lost"})[0]


def test_rows_that_contradict_each_other_on_an_organization(country):
    assert "Row 2 says “un”" in problems(country, NEW, {**NEW, "id": "B", "organization type": "ngo"})[0]
