"""The list of services: filters, nearness, what to loosen; without JavaScript, for everybody."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import SiteClient
from tests.factories import make_country
from tests.factories.services import make_category, make_location, make_service, make_town

pytestmark = pytest.mark.django_db
SITE = "testland.localhost"


def page(path: str, expected: int = 200) -> BeautifulSoup:
    response = SiteClient(SITE).get(path, follow=True)
    assert response.status_code == expected
    assert not response.cookies
    return BeautifulSoup(response.content, "html.parser")


def names(soup: BeautifulSoup) -> list[str]:
    return [item.text for item in soup.select(".services li a > b")]


@pytest.fixture
def country():
    country = make_country(languages=("en", "uk", "ar"))
    prague = make_town(country, "prague")
    brno = make_town(country, "brno", (49.1951, 16.6068), name="Brno")
    make_category("legal", check_every_days=90)
    make_category("legal-aid", parent="legal")
    clinic = make_category("clinic", icon="stethoscope")
    make_service(
        country, "lawyer", name="Free lawyer", locations=(make_location(country, town=prague),), languages=["uk", "en"],
        texts={"uk": "Безкоштовний юрист"},
    )  # fmt: skip
    make_service(
        country, "clinic", name="Women's clinic", category=clinic, locations=(make_location(country, town=brno),),
        populations=["women"], cost="paid", hours="24/7",
    )  # fmt: skip
    make_service(country, "line", name="Phone line", referral=["referral"], hours="off", languages=["ar"])
    return country


def test_the_list_is_there_without_any_filter_in_every_language(country):
    assert sorted(names(page("/en/services/"))) == ["Free lawyer", "Phone line", "Women's clinic"]
    shown = page("/uk/services/")
    assert sorted(names(shown)) == ["Phone line", "Women's clinic", "Безкоштовний юрист"]
    clinic = next(item for item in shown.select(".services a > b") if item.text == "Women's clinic")
    assert clinic["lang"] == "en"
    assert shown.html["lang"] == "uk"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=free lawyer", ["Free lawyer"]),
        ("q=FREE LÁWYER", ["Free lawyer"]),
        ("q=brno", ["Women's clinic"]),
        ("q=womens", ["Women's clinic"]),
        ("category=legal-aid", ["Free lawyer", "Phone line"]),
        ("category=legal", ["Free lawyer", "Phone line"]),
        ("category=clinic", ["Women's clinic"]),
        ("for=women", ["Women's clinic"]),
        ("language=uk", ["Free lawyer"]),
        ("town=brno", ["Women's clinic"]),
        ("free=1", ["Free lawyer", "Phone line"]),
        ("direct=1", ["Free lawyer", "Women's clinic"]),
        ("open=1&category=clinic", ["Women's clinic"]),
        ("town=nowhere&category=<script>", ["Free lawyer", "Phone line", "Women's clinic"]),
        ("sort=name&near=Brno", ["Free lawyer", "Phone line", "Women's clinic"]),
        ("near=Brno", ["Women's clinic", "Free lawyer", "Phone line"]),
        ("near=50.09,14.42", ["Free lawyer", "Women's clinic", "Phone line"]),
    ],
)
def test_filters(country, query, expected):
    found = names(page(f"/en/services/?{query}"))
    assert (found if "near=" in query else sorted(found)) == expected


def test_a_ukrainian_name_is_found_as_it_is_typed(country):
    assert names(page("/uk/services/?q=безкоштовний юрист")) == ["Безкоштовний юрист"]


def test_only_choices_with_results_are_offered(country):
    shown = page("/en/services/?category=clinic")
    offered = {option["value"] for option in shown.select("#f-language option")}
    assert offered == {"", "en"}
    assert {option["value"] for option in shown.select("#f-category option")} >= {"legal-aid", "clinic"}


def test_an_empty_result_says_what_to_loosen(country):
    shown = page("/en/services/?category=clinic&language=uk")
    assert names(shown) == []
    links = {link["href"] for link in shown.select(".box li a")}
    assert links == {"?category=clinic", "?language=uk"}
    chosen = {option["value"] for option in shown.select("option[selected]")}
    assert {"clinic", "uk"} <= chosen  # what was chosen stands in the form still


def test_a_fine_point_is_rounded_before_anything_else_sees_it(country):
    response = SiteClient(SITE).get("/en/services/?near=50.087512,14.421318")
    assert response.status_code == 302
    assert response["Location"] == "?near=50.09%2C14.42"


@pytest.mark.parametrize("near", ["95,10", "abc", "1,2,3", "nan,nan", "+", "0x1,2", "50;14"])
def test_a_place_that_is_none_is_said_to_be_so_and_kept_in_the_form(country, near):
    shown = page(f"/en/services/?near={near.replace('+', '%2B')}")
    assert shown.select_one(".problem").text
    assert shown.select_one("#near")["value"] == near
    assert len(names(shown)) == 3


def test_distances_stand_beside_names(country):
    shown = page("/en/services/?near=50.09,14.42")
    assert "184" in shown.select(".services li")[1].text or "185" in shown.select(".services li")[1].text


def test_what_somebody_looks_for_is_kept_nowhere(country):
    response = SiteClient(SITE).get("/en/services/?q=lawyer")
    assert response["Cache-Control"] == "private, no-store"


def test_the_number_of_queries_does_not_grow(country):
    counts = []
    for size in (3, 60):
        for number in range(size):
            make_service(country, f"more-{size}-{number}", name=f"More {size} {number}")
        for _ in range(2):  # the first one reads the directory anew
            with CaptureQueriesContext(connection) as captured:
                page("/en/services/?q=more&near=50.09,14.42&open=1")
            counts.append(len(captured))
    assert counts[0] == counts[2]
    assert counts[1] == counts[3] == 0


def test_a_withdrawn_service_is_not_listed(country):
    old = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=400)
    make_service(country, "old", name="Old one", checked_on=old)
    assert "Old one" not in names(page("/en/services/"))
