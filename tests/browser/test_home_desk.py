"""The desk and the page of coverage in a real browser: axe finds nothing, wide and narrow, left to right and right to left."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PASSWORD, Server
from tests.browser.test_desk import violations

pytestmark = pytest.mark.browser
MAKE = """
import datetime as dt
from django.contrib.auth import get_user_model
from wagtail.users.models import UserProfile
from portal.countries import roles
from portal.countries.models import Country
from tests.factories import services as make
country = Country.objects.get(slug="moldova")
for name, language in (("home.ltr", "en"), ("home.rtl", "ar")):
    user = get_user_model().objects.create_user(name, password="a-password-for-tests-only")
    user.groups.add(*(roles.group(country, role) for role in (roles.Role.OFFICER, roles.Role.MANAGER, roles.Role.EDITOR)))
    UserProfile.objects.create(user=user, preferred_language=language)
make.make_service(country, "home-journey", name="Home journey", checked_on=dt.date(2026, 1, 5))
"""
CLEAR = """
from django.contrib.auth import get_user_model
from services_map.models import Organization, Service
Service.objects.filter(slug="home-journey").delete()
Organization.objects.filter(name="Demo organization", country__slug="moldova", services=None).delete()
get_user_model().objects.filter(username__startswith="home.").delete()
"""


@pytest.fixture(scope="module")
def people(server: Server) -> Iterator[None]:
    server.python(MAKE)
    yield
    server.python(CLEAR)


@pytest.mark.parametrize(
    ("name", "width"), [("home.ltr", 1280), ("home.ltr", 768), ("home.rtl", 1280), ("home.rtl", 360)]
)
def test_axe_finds_nothing(server: Server, chrome, people, name: str, width: int) -> None:
    context = chrome.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    try:
        page: Page = context.new_page()
        page.goto(server.url("", "/cms/login/"))
        page.fill("[name=username]", name)
        page.fill("[name=password]", PASSWORD)
        with page.expect_navigation():
            page.click("button[type=submit]")
        for path, selector in (("/cms/", ".portal-desk .desk-counts a"), ("/cms/coverage/", "table.coverage rect")):
            page.goto(server.url("", path))
            assert page.locator(selector).count() > 0
            assert page.evaluate("document.documentElement.dir") == ("rtl" if name == "home.rtl" else "ltr")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert violations(page) == []
    finally:
        context.close()
