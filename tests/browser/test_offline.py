"""Reading with the server really stopped: what was read, packs, search and services near me; and what goes wrong on the way."""

import json
import os

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.own_server import OwnServer

pytestmark = pytest.mark.browser
ARTICLE = "/asylum/how-to-ask-for-asylum/"
CACHES = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    found[name] = (await (await caches.open(name)).keys()).map((key) => new URL(key.url).pathname);
  }
  return found;
}"""
DOORS = "rows => Object.fromEntries(rows.map((row) => [row.querySelector('a').pathname, row.querySelector('.door').textContent]))"


@pytest.fixture
def own(server):
    """A server that the test may stop."""
    own = OwnServer(server)
    own.start()
    yield own
    own.stop()


@pytest.fixture
def phone_with_worker(chrome: Browser):
    context = chrome.new_context(viewport={"width": 360, "height": 740}, locale="uk-UA")
    yield context
    context.close()


def visit(context: BrowserContext, url: str) -> Page:
    """Open a page and wait until it is kept."""
    page = context.new_page()
    page.goto(url)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("caches.has('read')")
    page.wait_for_function("caches.open('read').then((cache) => cache.keys()).then((keys) => keys.length)")
    return page


def save(page: Page, level: str, *, sensitive: bool = False) -> None:
    page.wait_for_selector("[data-offline][data-ready]")
    page.check(f"[value={level}]")
    page.set_checked("[name=sensitive]", sensitive)
    page.click("[type=submit]")


def saved(page: Page) -> None:
    page.wait_for_selector("[data-message=done]:visible", timeout=60_000)


def look(page: Page, name: str) -> None:
    """A picture for whoever wants to see it."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("code", ["uk", "ur"])
def test_what_was_read_stays_readable_and_says_of_when_it_is(own, phone_with_worker, code):
    page = visit(phone_with_worker, own.url("serbia", f"/{code}{ARTICLE}"))
    heading = page.locator("h1").inner_text()
    assert page.locator("[data-copy]").is_hidden()
    page.goto(own.url("serbia", f"/{code}/services/demo-integration-hub/"))
    page.wait_for_function("caches.open('read').then((cache) => cache.keys()).then((keys) => keys.length > 1)")
    own.stop()
    page.goto(own.url("serbia", f"/{code}{ARTICLE}"))
    assert page.locator("h1").inner_text() == heading
    notice = page.locator("[data-copy]")
    assert notice.is_visible()
    assert "{date}" not in notice.inner_text()
    assert notice.locator("time").inner_text()
    assert page.locator("#emergency a").first.is_visible()
    look(page, f"copy-{code}")
    page.goto(own.url("serbia", f"/{code}/services/demo-integration-hub/"))
    assert not page.locator(".door").first.is_visible(), "a copy does not know what is open now"
    # What was never read: what there is instead, and no browser's error.
    page.goto(own.url("serbia", f"/{code}/health/"))
    assert page.locator("main .links a").count() == 2
    assert page.locator("#emergency a").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    look(page, f"missing-{code}")
    page.click("main .links a >> nth=1")
    assert page.locator("h1").inner_text() == heading


def test_what_is_to_be_checked_since_the_copy_says_so(own, phone_with_worker):
    page = visit(phone_with_worker, own.url("serbia", f"/uk{ARTICLE}"))
    own.stop()
    page.goto(own.url("serbia", f"/uk{ARTICLE}"))
    notice = page.locator("[data-due]")
    assert notice.count() == 1
    assert notice.is_hidden()
    due = notice.get_attribute("data-due")
    # The check passes while the copy lies there.
    page.evaluate(
        """async (due) => {
          const cache = await caches.open("read");
          const kept = await cache.match(location.pathname);
          const html = (await kept.text()).replace(`data-due="${due}"`, 'data-due="2020-01-01"');
          await cache.put(location.pathname, new Response(html, { headers: kept.headers }));
        }""",
        due,
    )
    page.reload()
    assert page.locator("[data-due]").is_visible()


@pytest.mark.parametrize("code", ["uk", "ar"])
def test_a_pack_is_read_and_searched_without_a_server(own, chrome, code):
    place = {"latitude": 44.8125, "longitude": 20.4612}
    context = chrome.new_context(viewport={"width": 360, "height": 740}, geolocation=place, permissions=["geolocation"])
    try:
        page = visit(context, own.url("serbia", f"/{code}/offline/"))
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.wait_for_selector("[data-offline][data-ready]")
        assert page.locator("[data-size=essentials]").inner_text() != "…"
        look(page, f"manage-{code}")
        save(page, "all")
        saved(page)
        look(page, f"saved-{code}")
        own.stop()
        page.goto(own.url("serbia", f"/{code}/"))
        assert page.locator("[data-copy]").is_visible()
        page.click(".topics a >> nth=0")
        page.click(".cards a >> nth=0")
        assert page.locator("article h1").is_visible()
        assert page.locator("[data-copy]").is_visible()
        look(page, f"packed-{code}")
        # The search of the site leads to that of the pack.
        words = {"uk": "притулку", "ar": "لجوء"}[code]
        page.goto(own.url("serbia", f"/{code}/search/?q={words}"))
        page.wait_for_selector("[data-find][data-ready]")
        found = page.locator("[data-articles] a").evaluate_all("links => links.map((link) => link.pathname)")
        assert f"/{code}{ARTICLE}" in found[:3]
        # Services near me, and those that are open now.
        page.goto(own.url("serbia", f"/{code}/services/"))
        page.wait_for_selector("[data-find][data-ready]")
        everything = page.locator(".services > li").count()
        assert everything >= 4
        page.click("[data-locate]")
        page.wait_for_selector(".services p > b")
        look(page, f"near-{code}")
        far = page.locator(".services > li").evaluate_all(
            "rows => rows.map((row) => Boolean(row.querySelector('p > b')))"
        )
        assert far == sorted(far, reverse=True), "what has no place comes last"
        page.check("[name=open]")
        shown = page.locator(".services .door").evaluate_all(
            "doors => doors.map((door) => door.classList.contains('open'))"
        )
        assert all(shown)
        assert len(shown) <= everything
        page.uncheck("[name=open]")
        page.click(".services a >> nth=0")
        assert page.locator("h1").is_visible()
        assert page.locator("[data-copy]").is_visible()
        assert problems == []
    finally:
        context.close()


def test_open_now_is_what_the_server_says(own, phone_with_worker):
    """At moments of a week, in the phone's own clock: the doors of the pack against the directory."""
    page = visit(phone_with_worker, own.url("czechia", "/uk/offline/"))
    save(page, "essentials")
    saved(page)
    page.goto(own.url("czechia", "/uk/services/"))
    online = page.locator(".services > li").evaluate_all(DOORS)
    own.stop()
    page.goto(own.url("czechia", "/uk/services/"))
    page.wait_for_selector("[data-find][data-ready]")
    offline = page.locator("[data-services] li").evaluate_all(DOORS)
    assert offline
    assert {path: online[path] for path in offline} == offline
    # Beyond what is known it says to call.
    page.clock.install(time="2030-01-01T12:00:00Z")
    page.reload()
    page.wait_for_selector("[data-find][data-ready]")
    assert not page.locator("[data-services] .door.open").count()


def test_a_break_in_the_middle_loses_nothing(own, phone_with_worker):
    page = visit(phone_with_worker, own.url("serbia", "/uk/offline/"))
    asked: list[str] = []
    phone_with_worker.on("request", lambda request: asked.append(request.url) if "/parts/" in request.url else None)
    page.wait_for_selector("[data-offline][data-ready]")
    cut = 3

    def break_off(route):
        if len([url for url in asked if url == route.request.url]) and len(set(asked)) > cut:
            own.stop()
        route.continue_()

    page.route("**/parts/*.json", break_off)
    save(page, "all")
    page.wait_for_selector("[data-message=broken]:visible", timeout=60_000)
    there = [path for path in page.evaluate(CACHES)["pack/uk"] if "/parts/" in path]
    assert len(there) == cut
    # The phone is switched off and on; the network is back.
    page.unroute("**/parts/*.json")
    own.start()
    asked.clear()
    page.goto(own.url("serbia", "/uk/offline/"))
    page.wait_for_selector("[data-offline][data-ready]")
    assert page.locator("[data-message=broken]").is_visible()
    assert page.is_checked("[value=all]")
    page.click("[type=submit]")
    saved(page)
    again = [url for url in asked if any(url.endswith(path) for path in there)]
    assert again == []
    state = page.evaluate("caches.match('/uk/offline/state.json').then((found) => found.json())")
    assert len(asked) == len(state["parts"]) - cut


def test_a_full_disk_leaves_what_was_saved(own, phone_with_worker):
    page = visit(phone_with_worker, own.url("serbia", "/uk/offline/"))
    save(page, "essentials")
    saved(page)
    before = page.evaluate(CACHES)["pack/uk"]
    session = phone_with_worker.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": own.url("serbia", ""), "quotaSize": 1})
    save(page, "all")
    page.wait_for_selector("[data-message=full]:visible", timeout=60_000)
    session.send("Storage.overrideQuotaForOrigin", {"origin": own.url("serbia", "")})
    assert sorted(path for path in page.evaluate(CACHES)["pack/uk"] if "wanted" not in path) == sorted(before)
    own.stop()
    page.goto(own.url("serbia", f"/uk{ARTICLE}"))
    assert page.locator("[data-copy]").is_visible()


@pytest.mark.parametrize(
    "broken",
    [
        "Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined })",
        "CacheStorage.prototype.has = () => Promise.reject(new DOMException('no', 'SecurityError'))",
    ],
    ids=["no service worker", "no storage"],
)
def test_a_browser_that_stores_nothing_says_so(server, chrome, broken):
    context = chrome.new_context(viewport={"width": 360, "height": 740})
    try:
        context.add_init_script(broken)
        page = context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(server.url("serbia", "/uk/offline/"))
        page.wait_for_selector("[data-message=forbidden]:visible")
        assert page.is_disabled("[type=submit]")
        assert problems == []
    finally:
        context.close()


def test_deleting_leaves_nothing(own, phone_with_worker):
    page = visit(phone_with_worker, own.url("serbia", "/uk/offline/"))
    save(page, "all", sensitive=True)
    saved(page)
    page.goto(own.url("serbia", "/ar/offline/"))
    save(page, "essentials")
    saved(page)
    assert page.locator("[data-saved] li").count() == 3  # two packs and the pages that were read
    page.locator("[data-saved] li:has([lang=uk]) button").last.click()
    expect(page.locator("[data-saved] li")).to_have_count(2)
    assert "pack/uk" not in page.evaluate(CACHES)
    page.click("[data-all]")
    expect(page.locator("[data-saved]")).to_be_hidden()
    assert page.evaluate(CACHES) == {}


def test_sensitive_pages_and_questions_are_not_kept(own, phone_with_worker):
    """Kept is what the portal gives to everyone: what says no-store leaves no trace, and neither does what somebody asked."""
    page = visit(phone_with_worker, own.url("serbia", f"/uk{ARTICLE}"))
    session = phone_with_worker.new_page()
    paths = [
        "/uk/safety/trafficking/",
        "/uk/services/?q=adv",
        "/uk/search/?q=adv",
        "/uk/services/demo-integration-hub/report/",
        "/uk/nothing/",
    ]
    forbidden = {"/uk/services/", "/uk/search/", "/uk/services/demo-integration-hub/report/", "/uk/nothing/"}
    for path in paths:
        answer = session.goto(own.url("serbia", path))
        assert answer
        if "no-store" in answer.headers.get("cache-control", ""):
            forbidden.add(path.partition("?")[0])
    session.wait_for_timeout(500)
    kept = set(page.evaluate(CACHES)["read"])
    assert f"/uk{ARTICLE}" in kept
    assert not kept & forbidden
    text = json.dumps(page.evaluate(CACHES))
    assert "adv" not in text


def test_a_pack_without_the_tick_holds_no_sensitive_page(own, phone_with_worker):
    page = visit(phone_with_worker, own.url("serbia", "/uk/offline/"))
    save(page, "all")
    saved(page)
    own.stop()
    page.goto(own.url("serbia", "/uk/safety/trafficking/"))
    assert page.locator("article").count() == 0
    own.start()
    page.goto(own.url("serbia", "/uk/offline/"))
    save(page, "all", sensitive=True)
    saved(page)
    own.stop()
    page.goto(own.url("serbia", "/uk/safety/trafficking/"))
    assert page.locator("article h1").is_visible()
