"""The copy of a site opens from a disk by a double click: no server, no network, in either direction of writing."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


def test_a_copy_reads_from_a_disk(server: Server, scripted_phone: BrowserContext, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    server.manage("export_static", "serbia", "--to", str(folder))
    page = scripted_phone.new_page()
    requests: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("requestfailed", lambda request: problems.append(request.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    for code, direction in (("uk", "ltr"), ("ar", "rtl")):
        page.goto((folder / "index.html").as_uri())
        page.click(f'a[hreflang="{code}"]')
        assert page.locator("html").get_attribute("dir") == direction
        page.click("main a[href*='/']:has(b) >> nth=0")
        page.click("main a[href$='index.html'] >> nth=-1")
        assert page.locator("h1").first.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.goto((folder / code / "services" / "index.html").as_uri())
        page.click("ul.services a >> nth=0")
        assert page.locator("h1").first.is_visible()
    assert problems == []
    assert [url for url in requests if not url.startswith("file:")] == []
