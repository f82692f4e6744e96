"""Sign-in in a real browser: one-time codes and a passkey, under the strict policy, and axe finds nothing."""

import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.browser.conftest import Server
from tests.browser.test_pages import AXE, AXE_RULES

pytestmark = pytest.mark.browser
PASSWORD = "four quiet green words"
MAKE = f"""
from django.contrib.auth import get_user_model
from portal.countries import roles
from portal.countries.models import Country
user = get_user_model().objects.create_user("browser.person", "browser@example.org", "{PASSWORD}")
user.groups.add(roles.group(Country.objects.get(slug="moldova"), roles.Role.MANAGER))
"""
CLEAR = """
from django.contrib.auth import get_user_model
get_user_model().objects.filter(username="browser.person").delete()
"""


@pytest.fixture
def person(server: Server) -> Iterator[None]:
    server.python(MAKE)
    yield
    server.python(CLEAR)


@pytest.fixture
def context(chrome) -> Iterator[BrowserContext]:
    """A phone with JavaScript, under the real policy."""
    context = chrome.new_context(viewport={"width": 360, "height": 740})
    yield context
    context.close()


def problems_of(page: Page) -> list[str]:
    """What the browser complains about; fills while the page is used."""
    found: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def sign_in(page: Page, server: Server) -> None:
    page.goto(server.url("", "/cms/login/"))
    page.fill("[name=username]", "browser@example.org")
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in", exact=True).click()


def violations(page: Page, within: str) -> list[tuple[str, list[str]]]:
    """What axe finds in a part of the page."""
    page.evaluate(AXE)
    found = page.evaluate(
        "([part, rules]) => axe.run(document.querySelector(part), {runOnly: {type: 'tag', values: rules}})",
        [within, AXE_RULES],
    )
    return [(item["id"], [node["html"][:160] for node in item["nodes"][:3]]) for item in found["violations"]]


def test_a_passkey_is_added_and_signs_in_alone(context: BrowserContext, server: Server, person) -> None:
    page = context.new_page()
    problems = problems_of(page)
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    sign_in(page, server)
    page.goto(server.url("", "/cms/sign-in/passkeys/add/"))
    with page.expect_navigation():
        page.get_by_role("button", name="Add the passkey").click()
    assert page.locator(".sign-in__codes li").count() == 10
    page.goto(server.url("", "/cms/sign-in/"))
    assert page.get_by_text("My device").first.is_visible()
    context.clear_cookies()

    page.goto(server.url("", "/cms/login/"))
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/cms/")

    context.clear_cookies()
    sign_in(page, server)
    assert page.url.endswith("/cms/login/code/")
    with page.expect_navigation():
        page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/cms/")
    assert [text for text in problems if "Content Security Policy" in text] == []


def test_pages_of_sign_in_and_people_are_accessible(chrome, server: Server, person) -> None:
    context = chrome.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = context.new_page()

    def check() -> None:
        assert violations(page, "html") == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url

    page.goto(server.url("", "/cms/login/"))
    check()
    sign_in(page, server)
    for path in ("/cms/sign-in/", "/cms/sign-in/passkeys/add/", "/cms/sign-in/password/", "/cms/sign-in/code/add/"):
        page.goto(server.url("", path))
        check()
    secret = page.locator(".sign-in__key").inner_text()
    page.fill("[name=code]", format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    with page.expect_navigation():
        page.get_by_role("button", name="Switch on").click()
    check()
    recovery = page.locator(".sign-in__codes code").first.inner_text()
    context.clear_cookies()
    sign_in(page, server)
    check()
    page.fill("[name=code]", recovery)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in", exact=True).click()
    page.set_viewport_size({"width": 1280, "height": 900})
    for path in ("/cms/people/moldova/", "/cms/people/moldova/invite/"):
        page.goto(server.url("", path))
        assert violations(page, "main") == [], path
    context.close()
