"""A copy to take along opens from a disk, in both directions of writing, and is searched there: no server, no network."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from portal.countries.models import Country
from portal.lifecycle import copies, package
from tests.browser.test_pages import AXE, AXE_RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WORDS = {"uk": "притулок", "ar": "لجوء"}  # asylum


def test_a_copy_is_read_and_searched_without_a_server(scripted_phone: BrowserContext, tmp_path: Path) -> None:
    serbia = Country.objects.get(slug="serbia")
    for code in WORDS:
        with package.sink(tmp_path / f"{code}.zip") as sink:
            copies.write(country=serbia, language=code, to=sink, sensitive=False, recordings=True)
    page = scripted_phone.new_page()
    requests: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("requestfailed", lambda request: problems.append(request.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    for code, word in WORDS.items():
        with zipfile.ZipFile(tmp_path / f"{code}.zip") as archive:
            archive.extractall(tmp_path / code)
        page.goto((tmp_path / code / "index.html").as_uri())
        page.click(f'a[hreflang="{code}"]')
        page.click("main .callout a >> nth=1")
        page.fill("#q", word)
        page.press("#q", "Enter")
        page.click("main ul.cards a >> nth=0")
        assert page.locator("h1").first.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.go_back()
        page.fill("#q", "qqqqqq")
        assert page.locator("[data-none]").is_visible()
        page.evaluate(AXE)
        found = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", AXE_RULES)
        assert [item["id"] for item in found["violations"]] == []
        assert page.locator("[data-old]").is_hidden()
        page.clock.set_fixed_time("2031-01-01T12:00:00Z")
        page.reload()
        assert page.locator("[data-old]").is_visible()
        page.clock.set_fixed_time("2026-11-23T12:00:00Z")
    assert problems == []
    assert [url for url in requests if not url.startswith("file:")] == []
