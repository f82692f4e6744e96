"""The life of sites in the admin: axe finds nothing."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import PASSWORD, Server
from tests.browser.test_pages import AXE, AXE_RULES

pytestmark = pytest.mark.browser


def test_axe_finds_nothing(server: Server, chrome: Browser) -> None:
    context = chrome.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(server.url("", "/cms/login/"))
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("button[type=submit]")
    for path in ("/cms/life/", "/cms/life/serbia/", "/cms/life/serbia/copies/"):
        page.goto(server.url("", path))
        page.evaluate(AXE)
        found = page.evaluate("rules => axe.run('main', {runOnly: {type: 'tag', values: rules}})", AXE_RULES)
        violations = [(item["id"], [node["html"][:160] for node in item["nodes"][:3]]) for item in found["violations"]]
        assert violations == [], path
    context.close()
