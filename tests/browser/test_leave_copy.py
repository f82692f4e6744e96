"""Leaving a sensitive page that was saved on purpose and is read without a network."""

from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from tests.browser.test_leave import UNCOVERED, weather  # noqa: F401  (a fixture)
from tests.browser.test_offline import CACHES, own, phone_with_worker, save, saved, visit  # noqa: F401  (fixtures)

pytestmark = pytest.mark.browser
SENSITIVE = "/safety/trafficking/"
LEAVE = """() => new Promise(resolve => {
  const began = performance.now();
  document.querySelector('.leave [data-leave]').click();
  resolve([performance.now() - began, document.body.innerText.trim()]);
})"""
LEFT = """async () => [
  await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length, (await indexedDB.databases()).length
]"""


def with_pack(context: BrowserContext, own, code: str) -> Page:  # noqa: F811
    """The pack with sensitive pages is saved, the home page is read, the server is gone."""
    page = visit(context, own.url("serbia", f"/{code}/offline/"))
    page.evaluate("new Promise(done => { indexedDB.open('something').onsuccess = done; }).then(() => null)")
    save(page, "all", sensitive=True)
    saved(page)
    page.goto(own.url("serbia", f"/{code}/"))
    own.stop()
    page.goto(own.url("serbia", f"/{code}{SENSITIVE}"))
    page.wait_for_selector("html.scripted")
    return page


def back(page: Page) -> None:
    """To what the browser kept, or to its own word that there is nothing."""
    with suppress(Error):
        page.go_back(wait_until="commit")


@pytest.mark.parametrize("code", ["uk", "ar"])
def test_the_way_out_of_a_saved_page(own, phone_with_worker, code):  # noqa: F811
    page = with_pack(phone_with_worker, own, code)
    expect(page.locator("article h1")).to_be_visible()
    expect(page.locator("[data-copy]")).to_be_visible()
    assert page.evaluate(UNCOVERED) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("scrollTo(0, 0)")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.leave [data-leave]')")
    assert page.locator('link[rel="icon"]').get_attribute("href").count("neutral") == 1
    title, entries = page.title(), page.evaluate("history.length")
    took, words = page.evaluate(LEAVE)
    print(f"empty after {took:.0f} ms")
    assert took < 100
    assert len(words.split()) <= 2  # "Loading", for screen readers
    page.wait_for_url("**/leave/?copy")
    assert page.title() == title
    assert page.locator("body").inner_text().strip() == ""
    assert page.evaluate("history.length") == entries
    # Nothing of what was saved is there, and Back does not show it.
    page.wait_for_timeout(1500)
    back(page)
    assert page.locator("article").count() == 0
    own.start()
    page.goto(own.url("serbia", "/healthz"))
    assert page.evaluate(LEFT) == [[], 0, 0]


def test_by_keys_and_from_the_search_that_shows_what_was_saved(own, phone_with_worker):  # noqa: F811
    page = with_pack(phone_with_worker, own, "uk")
    page.goto(own.url("serbia", "/uk/search/?q=trafficking"))
    page.wait_for_selector("[data-find][data-ready]")
    found = page.locator("[data-articles] a").evaluate_all("links => links.map((link) => link.pathname)")
    assert f"/uk{SENSITIVE}" in found
    assert page.evaluate(UNCOVERED) == []
    page.locator("h1").click()
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("**/leave/?copy")
    back(page)
    assert page.locator("article, [data-articles]").count() == 0


def test_how_to_leave_safely_is_there(own, phone_with_worker):  # noqa: F811
    page = with_pack(phone_with_worker, own, "uk")
    page.click(".leave a >> nth=1")
    expect(page.locator("h1")).to_be_visible()
    assert page.url == own.url("serbia", "/uk/leave-safely/")
    expect(page.locator(".leave [data-leave]")).to_be_visible()


def test_what_is_read_with_a_network_shows_sensitive_entries_only_beside_the_way_out(own, phone_with_worker):  # noqa: F811
    page = with_pack(phone_with_worker, own, "uk")
    own.start()
    page.goto(own.url("serbia", "/uk/offline/find/?q=trafficking"))
    page.wait_for_selector("[data-find][data-ready]")
    found = page.locator("[data-articles] a").evaluate_all("links => links.map((link) => link.pathname)")
    assert page.locator(".leave").count() == 0
    assert f"/uk{SENSITIVE}" not in found


def test_leaving_a_page_that_was_read_while_there_was_a_network(own, phone_with_worker):  # noqa: F811
    """The network goes while somebody reads: the page is emptied, what is kept is erased."""
    page = visit(phone_with_worker, own.url("serbia", "/uk/"))
    page.goto(own.url("serbia", f"/uk{SENSITIVE}"), wait_until="networkidle")
    assert "read" in page.evaluate(CACHES)
    phone_with_worker.set_offline(True)
    page.locator(".leave [data-leave]").click()
    page.wait_for_timeout(2000)
    assert page.locator("article").count() == 0
    phone_with_worker.set_offline(False)
    page.goto(own.url("serbia", "/healthz"))
    assert page.evaluate(LEFT)[:2] == [[], 0]


def test_with_a_network_the_worker_does_not_stand_between(server, weather, chrome):  # noqa: F811
    """Its message and the answer of /leave/ erase beside each other; the reader comes to the other website."""
    context = chrome.new_context(viewport={"width": 360, "height": 740}, ignore_https_errors=True)
    try:
        page = visit(context, server.url("serbia", "/uk/"))
        page.goto(server.url("serbia", f"/uk{SENSITIVE}"), wait_until="networkidle")
        assert page.evaluate("Boolean(navigator.serviceWorker.controller)")
        page.locator(".leave [data-leave]").click()
        page.wait_for_url(weather)
        page.goto(server.url("serbia", "/healthz"))
        assert page.evaluate(LEFT)[:2] == [[], 0]
    finally:
        context.close()
