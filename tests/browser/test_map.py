"""The map of services on a phone: left to right and right to left, by keyboard, without JavaScript, within its budget."""

import json

import pytest

from tests.browser.map_services import MAKE, UNMAKE
from tests.browser.measure import visit
from tests.browser.test_pages import AXE, AXE_RULES

pytestmark = pytest.mark.browser

PATH = "/{}/services/map/?category=map-test"
INSIDE = """() => {
  const [words, map] = [".leaflet-popup", ".map"].map(name => document.querySelector(name).getBoundingClientRect());
  return words.left >= map.left && words.right <= map.right && words.top >= map.top;
}"""
PAGES = pytest.mark.parametrize("language", ["uk", "ar"])


@pytest.fixture(scope="module")
def services(server):
    server.python(MAKE)
    yield
    server.python(UNMAKE)


@pytest.fixture
def open_map(server, services, chrome):
    """Opens the map on a phone and waits for it; closes the window at the end and wants no error and no other host."""
    contexts = []

    def opened(language: str, **options):
        context = chrome.new_context(viewport={"width": 360, "height": 740}, **options)
        page = context.new_page()
        seen: dict[str, list] = {"hosts": [], "problems": []}
        page.on("request", lambda request: seen["hosts"].append(request.url.split("/")[2].split(":")[0]))
        page.on("console", lambda message: seen["problems"].append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: seen["problems"].append(str(error)))
        page.goto(server.url("bulgaria", PATH.format(language)))
        page.locator(".map[data-ready]").wait_for()
        contexts.append((context, seen))
        return page

    yield opened
    for context, seen in contexts:
        context.close()
        assert set(seen["hosts"]) == {"bulgaria.localhost"}
        assert seen["problems"] == []


def press(page, locator) -> None:
    locator.focus()
    page.keyboard.press("Enter")


@PAGES
def test_every_marker_stands_for_a_service_of_the_list(open_map, language):
    page = open_map(language)
    listed = set(page.locator(".services a").evaluate_all("links => links.map(link => link.getAttribute('href'))"))
    places = page.evaluate("() => fetch(document.querySelector('.map').dataset.places).then(answer => answer.json())")
    paths = [feature["properties"]["path"] for feature in places["features"]]
    assert len(paths) == 6
    assert set(paths) < listed
    assert f"/{language}/services/map-test-hidden/" in listed - set(paths)
    assert page.locator(".map-many").inner_text() == "3"  # two at one point in Sofia, and the area
    assert page.locator(".map-place").count() == 3
    assert page.locator(".map-ground").count() == 1
    assert (
        page.locator(".map-place")
        .first.get_attribute("aria-label")
        .startswith({"uk": "Перевірка", "ar": "اختبار"}[language])
    )


@PAGES
def test_a_marker_opens_and_closes_by_keyboard(open_map, language):
    page = open_map(language)
    marker = page.locator(".map-place").first
    press(page, marker)
    link = page.locator(".leaflet-popup-content a")
    link.wait_for()
    assert page.evaluate("() => document.activeElement.matches('.leaflet-popup-content a')")
    assert link.inner_text() == marker.get_attribute("aria-label")
    page.wait_for_function(INSIDE)  # the map moves until the words are in view
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")
    assert page.evaluate("() => document.activeElement.matches('.map-place')")
    page.keyboard.press("Space")
    link.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/services/map-test-*/")


def test_many_at_one_point_come_apart_by_keyboard(open_map):
    page = open_map("uk")
    for _ in range(8):
        if not page.locator(".map-many").count() or page.locator(".map-place[aria-label='Перевірка 0']").count():
            break
        press(page, page.locator(".map-many").first)
        page.wait_for_timeout(400)
    names = page.locator(".map-place").evaluate_all("icons => icons.map(icon => icon.getAttribute('aria-label'))")
    assert {"Перевірка 0", "Перевірка 1"} <= set(names)


@PAGES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_map, language, scheme):
    page = open_map(language, bypass_csp=True, color_scheme=scheme)
    press(page, page.locator(".map-place").first)
    page.locator(".leaflet-popup-content a").wait_for()
    page.wait_for_timeout(300)
    page.evaluate(AXE)
    for details in page.locator("details").all():
        details.evaluate("element => element.open = true")
    options = json.dumps({"runOnly": {"type": "tag", "values": AXE_RULES}, "rules": {"target-size": {"enabled": True}}})
    found = page.evaluate(f"() => axe.run(document, {options})")
    assert [(item["id"], [node["html"][:160] for node in item["nodes"]]) for item in found["violations"]] == []


@PAGES
def test_budget(server, services, chrome, language):
    context = chrome.new_context(viewport={"width": 360, "height": 740})
    try:
        cost = visit(context, server.url("bulgaria", PATH.format(language)))
    finally:
        context.close()
    assert cost.status == 200
    assert cost.bytes <= 120_000
    assert cost.requests <= 12
    assert cost.hosts == {"bulgaria.localhost"}
    assert cost.problems == []
    assert cost.layout_shift <= 0.01
    assert cost.overflow <= 0
    assert cost.small_targets == []
    print(f"map {language}: {cost.bytes} bytes, {cost.requests} requests, {cost.script_bytes} of them scripts")


@PAGES
def test_without_javascript_the_list_is_there(server, services, phone, language):
    page = phone.new_page()
    page.goto(server.url("bulgaria", PATH.format(language)))
    assert page.locator(".services li").count() == 7
    page.locator(".services a").first.click()
    page.wait_for_url(f"**/{language}/services/map-test-*/")
