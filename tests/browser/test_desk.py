"""The officer's desk in a real browser: two clicks to confirm a listing, and axe finds nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PASSWORD, Server
from tests.browser.test_pages import AXE, AXE_RULES

pytestmark = pytest.mark.browser
MAKE = """
import datetime as dt
from portal.countries.models import Country
from tests.factories import services as make
country = Country.objects.get(slug="moldova")
officer = make.make_officer(country, "desk.officer")
shown = make.make_location(country, town=make.make_town(country, "desk-town", (47.02, 28.83), "Desk town"))
hidden = make.make_location(country, "hidden", address="Strada 12345", latitude=47.02, longitude=28.83)
service = make.make_service(
    country, "desk-journey", name="Journey listing", locations=(shown, hidden), checked_on=dt.date(2026, 1, 5),
    organization=make.make_organization(country, "Desk organization"), contacts=(("phone", "+373 22 123 456"),),
)
print(service.pk, hidden.pk)
"""
CLEAR = """
from django.contrib.auth import get_user_model
from services_map.models import Location, Organization, Service, Town
Service.objects.filter(slug="desk-journey").delete()
Location.objects.filter(services=None, country__slug="moldova", town__slug="desk-town").delete()
Location.objects.filter(pk={hidden}).delete()
Organization.objects.filter(name="Desk organization").delete()
Town.objects.filter(slug="desk-town").delete()
get_user_model().objects.filter(username="desk.officer").delete()
"""


@pytest.fixture(scope="module")
def rows(server: Server) -> Iterator[tuple[str, str]]:
    """The keys of a listing and of a hidden place, in a country that has both."""
    service, hidden = server.python(MAKE).split()[-2:]
    yield service, hidden
    server.python(CLEAR.format(hidden=hidden))


@pytest.fixture
def page(server: Server, chrome, rows) -> Iterator[Page]:
    """A desktop window in which the officer has signed in."""
    context = chrome.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(server.url("", "/cms/login/"))
    page.fill("[name=username]", "desk.officer")
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("button[type=submit]")
    yield page
    context.close()


def test_an_officer_confirms_a_listing_in_two_clicks(page: Page, server: Server) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name="Services", exact=True).click()
    row = page.get_by_role("row", name="Journey listing")
    assert "5 January 2026" in row.inner_text()
    assert "withdrawn" in row.inner_text()
    with page.expect_navigation():
        row.get_by_role("button", name="Still right").click()
    today = server.python(
        "from portal.core import clock; from locales import formats; print(formats.date(clock.today('Europe/Chisinau'), 'en'))"
    )
    assert f"Recorded for {today}" in page.locator(".messages").inner_text()
    row = page.get_by_role("row", name="Journey listing")
    assert today in row.inner_text()
    assert "current" in row.inner_text()


@pytest.mark.parametrize(
    "path",
    [
        "/cms/services/",
        "/cms/services/?state=current&q=journey",
        "/cms/services/{service}/",
        "/cms/services/{service}/check/temporarily-closed/",
        "/cms/services/{service}/translations/uk/",
        "/cms/services/reports/",
        "/cms/services/places/",
        "/cms/services/places/add/",
        "/cms/services/places/{hidden}/",
        "/cms/services/links/new/",
        "/cms/services/spreadsheets/",
        "/cms/services/words/",
        "/cms/services/listings/edit/{service}/",
    ],
)
def test_axe_finds_nothing(page: Page, server: Server, rows, path: str) -> None:
    service, hidden = rows
    page.goto(server.url("", path.format(service=service, hidden=hidden)))
    assert violations(page) == []


def test_axe_finds_nothing_where_a_spreadsheet_is_tried(page: Page, server: Server) -> None:
    wrong = "id\tname (en)\tmain category\topening hours\nA1\tNew one\tno-such-category\t13:00pm\nA2\t\t\t\n"
    right = "id\tname (en)\torganization\tmain category\nA1\tNew one\tDesk organization\tlegal-aid\n"
    for text, said in ((wrong, "Rows with errors"), (right, "Nothing has been changed yet.")):
        page.goto(server.url("", "/cms/services/spreadsheets/"))
        page.set_input_files(
            "main input[type=file]", {"name": "mine.csv", "mimeType": "text/csv", "buffer": text.encode()}
        )
        with page.expect_navigation():
            page.locator("main form:has(input[type=file]) button[type=submit]").click()
        assert said in page.locator("main").inner_text()
        assert violations(page) == []


def test_a_press_on_the_map_fills_the_form_of_a_place(page: Page, server: Server) -> None:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(server.url("", "/cms/services/places/add/"))
    page.locator(".map-picker path").first.wait_for(state="attached")
    page.locator(".map-picker").click(position={"x": 200, "y": 150})
    latitude, longitude = (float(page.input_value(f"#id_{name}")) for name in ("latitude", "longitude"))
    assert 44 < latitude < 50
    assert 25 < longitude < 32
    assert problems == []


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds in the part of the page that is ours."""
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run('main', {runOnly: {type: 'tag', values: rules}})", AXE_RULES)
    return [(item["id"], [node["html"][:160] for node in item["nodes"][:3]]) for item in found["violations"]]
