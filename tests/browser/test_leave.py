"""Leaving a sensitive page quickly, in a real browser; the website that people go to stands on this machine."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import neutral
from tests.browser.conftest import Server

pytestmark = pytest.mark.browser

SENSITIVE = "/en/safety/trafficking/"
LANGUAGES = ["en", "uk", "ar", "ur"]
# Whether the control is in sight, whole, with nothing above it, wherever the page is scrolled to.
UNCOVERED = """() => {
  const control = document.querySelector('.leave [data-leave]'), problems = [];
  const end = document.documentElement.scrollHeight;
  for (let y = 0; y < end; y += innerHeight / 2) {
    scrollTo({top: y, behavior: 'instant'});
    const box = control.getBoundingClientRect();
    if (box.top < 0 || box.bottom > innerHeight || box.left < 0 || box.right > innerWidth) problems.push([y, 'out of sight']);
    if (box.height < 44 || box.width < 44) problems.push([y, 'small']);
    for (const [x, z] of [[.5, .5], [.1, .2], [.9, .8], [.1, .8], [.9, .2]]) {
      const there = document.elementFromPoint(box.left + x * box.width, box.top + z * box.height);
      if (!there || !control.contains(there)) problems.push([y, there?.outerHTML.slice(0, 80)]);
    }
  }
  return problems;
}"""
ALERT = """
import datetime as dt
from django.utils import timezone
from portal.countries import purge, sites
from portal.countries.models import Alert, AlertText, Country
land = Country.objects.get(slug='serbia')
Country.objects.filter(pk=land.pk).update(leave_to='{address}')
Alert.objects.filter(country=land, source_title='leaving').delete()
for kind in {kinds}:
    day = dt.timedelta(days=1)
    alert = Alert.objects.create(country=land, kind=kind, status='published', source_title='leaving',
        starts_at=timezone.now() - day, ends_at=timezone.now() + day)
    for code in ('en', 'uk', 'ar', 'ur'):
        AlertText.objects.create(alert=alert, locale=sites.locale(code), title='Office closed', text='Call. ' * 40)
purge.country(land)
"""
STORE = """async () => {
  localStorage.setItem('read', 'trafficking');
  document.cookie = 'read=trafficking; path=/';
  await (await caches.open('read')).put('/en/', new Response('trafficking'));
  const worker = await navigator.serviceWorker.register('/static/wagtailadmin/css/core.js');
  while (!worker.active) await new Promise(wait => setTimeout(wait, 20));
}"""
STORED = """async () => [
  localStorage.length, document.cookie, await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length
]"""


@pytest.fixture(scope="module")
def weather(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address that Serbia's readers leave to; alerts of two kinds stand on all of its pages."""
    with neutral.running(tmp_path_factory.mktemp("weather")) as address:
        server.python(ALERT.format(address=address, kinds=["danger", "information"]))
        try:
            yield address
        finally:
            server.python(ALERT.format(address="", kinds=[]))


@pytest.fixture
def reader(chrome: Browser) -> Iterator[BrowserContext]:
    context = chrome.new_context(viewport={"width": 360, "height": 740}, ignore_https_errors=True)
    yield context
    context.close()


@pytest.fixture
def page(reader: BrowserContext, server: Server, weather: str) -> Page:
    """The article on trafficking, opened from the home page."""
    page = reader.new_page()
    page.goto(server.url("serbia", "/en/"))
    page.goto(server.url("serbia", SENSITIVE), wait_until="networkidle")
    return page


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_out_is_first_and_in_sight_wherever_one_is(chrome, server, weather, language, width):
    context = chrome.new_context(viewport={"width": width, "height": 640})
    page = context.new_page()
    for path in (SENSITIVE, "/en/safety/", "/en/leave-safely/"):
        page.goto(server.url("serbia", path.replace("/en/", f"/{language}/")), wait_until="networkidle")
        assert page.locator(".alert").count() == 2
        for details in page.locator("details").all():
            details.evaluate("element => element.open = true")
        assert page.evaluate(UNCOVERED) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.evaluate("scrollTo(0, 0)")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('.leave [data-leave]')")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('.skip')")
        assert page.evaluate(UNCOVERED) == []
    context.close()


def test_whoever_reads_to_the_end_need_not_go_back_to_the_top(page: Page, weather: str):
    page.locator(".foot a").first.focus()
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".skip-out")).to_be_focused()
    expect(page.locator(".skip-out")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.wait_for_url(weather)


def test_leaving_by_a_press_leaves_no_entry_and_tells_nothing(page: Page, server: Server, weather: str):
    before = page.evaluate("history.length")
    neutral.referrers.clear()
    page.locator(".leave [data-leave]").click()
    page.wait_for_url(weather)
    assert page.title() == "Weather"
    assert page.evaluate("history.length") == before
    assert neutral.referrers[0] is None
    page.go_back()
    page.wait_for_url(server.url("serbia", "/en/"))
    expect(page.locator(".topics")).to_be_visible()
    expect(page.locator("article")).to_have_count(0)


def test_without_a_script_it_is_a_link(chrome: Browser, server: Server, weather: str):
    context = chrome.new_context(java_script_enabled=False, ignore_https_errors=True)
    page = context.new_page()
    page.goto(server.url("serbia", "/ar/safety/trafficking/"))
    page.locator(".leave [data-leave]").click()
    page.wait_for_url(weather)
    context.close()


def test_shift_three_times(page: Page, weather: str):
    said = page.locator("#leave-status")
    page.keyboard.press("Shift")
    expect(said).to_have_text("Press Shift two more times to leave.")
    page.keyboard.press("Shift")
    expect(said).to_have_text("Press Shift once more to leave.")
    page.keyboard.press("Shift")
    page.wait_for_url(weather)


def test_shift_with_another_key_begins_anew(page: Page, server: Server):
    for _ in range(3):
        page.keyboard.press("Shift+A")
    for key in ("Shift", "Shift", "b", "Shift", "Shift", "Shift+Tab", "Shift"):
        page.keyboard.press(key)
    expect(page.locator("#leave-status")).to_have_text("Press Shift two more times to leave.")
    assert page.url == server.url("serbia", SENSITIVE)


def test_shift_counts_for_five_seconds(page: Page, server: Server):
    page.clock.install()
    page.reload(wait_until="networkidle")
    said = page.locator("#leave-status")
    page.keyboard.press("Shift")
    page.clock.run_for(3000)
    page.keyboard.press("Shift")
    page.clock.run_for(2100)
    expect(said).to_have_text("You are still on this page.")
    page.keyboard.press("Shift")
    expect(said).to_have_text("Press Shift two more times to leave.")
    page.clock.run_for(10_100)
    expect(said).to_have_text("")
    assert page.url == server.url("serbia", SENSITIVE)


def test_what_was_stored_is_gone(page: Page, server: Server, weather: str):
    page.evaluate(STORE)
    kept, cookie, caches, workers = page.evaluate(STORED)
    assert kept >= 1
    assert cookie == "read=trafficking"
    assert "read" in caches
    assert workers >= 1
    page.locator(".leave [data-leave]").click()
    page.wait_for_url(weather)
    page.goto(server.url("serbia", "/healthz"))  # the same website, with nothing that could store anything anew
    assert page.evaluate(STORED) == [0, "", [], 0]


def test_the_page_is_covered_at_once_on_a_slow_link(page: Page, reader: BrowserContext, weather: str):
    slow = {"offline": False, "latency": 2000, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    reader.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    took, words, height = page.evaluate("""() => new Promise(resolve => {
      const began = performance.now();
      document.querySelector('.leave [data-leave]').click();
      requestAnimationFrame(() => requestAnimationFrame(() => resolve([
        performance.now() - began,
        document.body.innerText.trim(),
        Math.max(...[...document.body.children].map(element => element.getBoundingClientRect().height)),
      ])));
    })""")
    print(f"covered after {took:.0f} ms")
    assert took < 100
    assert words == "Loading"  # for screen readers; one pixel of it is painted
    assert height <= 1
    page.wait_for_url(weather, timeout=20_000)


def test_going_on_and_back_shows_the_page_again(page: Page, server: Server):
    """What the browser keeps is empty; the page itself comes anew."""
    page.locator(".brand").click()
    page.wait_for_url(server.url("serbia", "/en/"))
    page.go_back()
    expect(page.locator("article h1")).to_be_visible()


def test_the_tab_says_nothing(page: Page):
    assert page.title() == "Serbia – Information"
    assert page.locator('link[rel="icon"]').get_attribute("href").count("neutral") == 1
