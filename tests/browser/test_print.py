"""Pages on paper: nothing that only a screen can use, everything opened, nothing cut off."""

import pytest
from django.conf import settings

pytestmark = pytest.mark.browser
A4_WIDTH = 720  # CSS pixels between the margins of A4
PAGES = [
    ("hungary", "/en/temporary-protection/card-valid-longer/"),
    ("serbia", "/uk/asylum/how-to-ask-for-asylum/"),
    ("serbia", "/ur/asylum/how-to-ask-for-asylum/"),
    ("bulgaria", "/ar/temporary-protection/temporary-protection/"),
    ("czechia", "/en/services/kacpu-jihlava/"),
    ("moldova", "/uk/"),
]
CLOSED = """() => [...document.querySelectorAll('details')].flatMap(item => [...item.children])
    .filter(part => part.tagName != 'SUMMARY' && part.checkVisibility && !part.closest('.top, .contents, .share'))
    .filter(part => part.getBoundingClientRect().height == 0).map(part => part.textContent.slice(0, 40))"""
COLOURS = """() => getComputedStyle(document.body).backgroundColor + ' ' + getComputedStyle(document.body).color"""


@pytest.fixture(params=["light", "dark"])
def paper(chrome, request):
    """A sheet instead of a screen, without JavaScript, also where the reader's screen is dark."""
    context = chrome.new_context(viewport={"width": A4_WIDTH, "height": 1000}, color_scheme=request.param)
    page = context.new_page()
    page.emulate_media(media="print", color_scheme=request.param)
    yield page
    context.close()


@pytest.mark.parametrize(("country", "path"), PAGES)
def test_a_page_on_paper(server, paper, country, path):
    paper.goto(server.url(country, path))
    assert paper.evaluate("document.documentElement.scrollWidth") <= A4_WIDTH
    for gone in (".langs", ".seek", ".crumbs", ".skip", ".foot nav", ".leaflet", "audio", "button"):
        assert not [item for item in paper.locator(gone).all() if item.is_visible()], gone
    assert paper.evaluate(CLOSED) == []
    assert paper.evaluate(COLOURS) == "rgb(255, 255, 255) rgb(0, 0, 0)"
    printed = paper.locator(".printed")
    assert printed.is_visible()
    assert f"{country}.localhost:{server.port}{path}" in printed.inner_text()
    folder = settings.BASE_DIR / "var" / "print"
    folder.mkdir(parents=True, exist_ok=True)
    paper.screenshot(path=folder / f"{country}-{path.strip('/').replace('/', '-')}.png", full_page=True)


def test_questions_are_open_and_emergency_numbers_at_the_end(server, paper):
    paper.goto(server.url("hungary", "/en/temporary-protection/card-valid-longer/"))
    assert paper.locator(".questions details p").first.is_visible()
    last = paper.locator(".emergency").bounding_box()
    assert last["y"] > paper.locator("article").bounding_box()["y"]


def test_the_line_about_printing_is_not_on_the_screen(server, phone):
    page = phone.new_page()
    page.goto(server.url("hungary", "/en/temporary-protection/card-valid-longer/"))
    assert not page.locator(".printed").is_visible()
    assert page.locator(".leaflet a").is_visible()


FETCHED = """async address => {
  const answer = await fetch(address);
  return [answer.status, answer.headers.get("Content-Type"), (await answer.text()).slice(0, 4)];
}"""


def test_a_reader_gets_the_leaflet_of_a_page(server, scripted_phone):
    page = scripted_phone.new_page()
    page.goto(server.url("serbia", "/uk/asylum/how-to-ask-for-asylum/"))
    link = page.locator(".leaflet a")
    assert link.get_attribute("type") == "application/pdf"
    assert page.evaluate(FETCHED, link.get_attribute("href")) == [200, "application/pdf", "%PDF"]
    assert scripted_phone.cookies() == []
