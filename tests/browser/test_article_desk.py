"""The list of articles to check and the checklist in a real browser: one press checks an article, and axe finds nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PASSWORD, Server
from tests.browser.test_pages import AXE, AXE_RULES

pytestmark = pytest.mark.browser
MAKE = """
from portal.countries.models import Country
from portal.countries.roles import Role
from tests.factories import make_article
from tests.factories.team import make_member
country = Country.objects.get(slug="moldova")
user = make_member(country, Role.EDITOR, "desk.editor")
user.set_password({password!r})
user.save()
print(make_article(country, "desk-article", title="Desk article", checked_on=None).pk)
"""
CLEAR = """
from django.contrib.auth import get_user_model
from articles.models import ArticleCheck, ArticlePage
for page in ArticlePage.objects.filter(slug="desk-article"):
    ArticleCheck.objects.filter(translation_key=page.translation_key).delete()
    page.delete()
get_user_model().objects.filter(username="desk.editor").delete()
"""


@pytest.fixture(scope="module")
def article(server: Server) -> Iterator[str]:
    """The key of an article that nobody has checked."""
    yield server.python(MAKE.format(password=PASSWORD)).split()[-1]
    server.python(CLEAR)


@pytest.fixture
def page(server: Server, chrome, article) -> Iterator[Page]:
    """A desktop window in which the editor has signed in."""
    context = chrome.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(server.url("", "/cms/login/"))
    page.fill("[name=username]", "desk.editor")
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("button[type=submit]")
    yield page
    context.close()


@pytest.mark.parametrize("path", ["/cms/articles/?state=never", "/cms/articles/{article}/checklist/"])
def test_axe_finds_nothing(page: Page, server: Server, article: str, path: str) -> None:
    page.goto(server.url("", path.format(article=article)))
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run('main', {runOnly: {type: 'tag', values: rules}})", AXE_RULES)
    violations = [(item["id"], [node["html"][:160] for node in item["nodes"][:3]]) for item in found["violations"]]
    assert violations == []


def test_one_press_checks_an_article(page: Page, server: Server, article: str) -> None:
    page.goto(server.url("", "/cms/articles/?state=never"))
    with page.expect_navigation():
        page.get_by_role("button", name="Still right: Desk article").click()
    assert "Desk article" in page.locator(".messages").inner_text()
    assert page.get_by_role("row", name="Desk article").count() == 0


def test_the_editors_header_checks_it_too(page: Page, server: Server, article: str) -> None:
    count = (
        "from articles.models import *; "
        f"key = ArticlePage.objects.get(pk={article}).translation_key; "
        "print(ArticleCheck.objects.filter(translation_key=key).count())"
    )
    before = int(server.python(count))
    page.goto(server.url("", f"/cms/pages/{article}/edit/"))
    page.locator("header").get_by_role("button", name="Actions", exact=True).first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Checked today: still right").first.click()
    assert int(server.python(count)) == before + 1
