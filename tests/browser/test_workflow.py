"""The way of an article from the editor to the reader in a real browser, by the demonstration's own accounts."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PASSWORD, Server

pytestmark = pytest.mark.browser
MAKE = """
from portal.countries.models import Country
from tests.factories import make_article
country = Country.objects.get(slug="moldova")
page = make_article(country, "workflow-article", title="Workflow article")
page.unpublish()
print(page.pk)
"""
CLEAR = """
from articles.models import ArticlePage
for page in ArticlePage.objects.filter(slug="workflow-article"):
    page.delete()
"""


@pytest.fixture(scope="module")
def article(server: Server) -> Iterator[str]:
    """The key of a draft."""
    yield server.python(MAKE).split()[-1]
    server.python(CLEAR)


@pytest.fixture
def desk_of(server: Server, chrome) -> Iterator[Callable[[str], Page]]:
    """``desk_of("editor")``: a window in which this role of Moldova has signed in."""
    opened = []

    def sign_in(role: str) -> Page:
        context = chrome.new_context(viewport={"width": 1280, "height": 900})
        opened.append(context)
        page = context.new_page()
        page.goto(server.url("", "/cms/login/"))
        page.fill("[name=username]", f"{role}.moldova")
        page.fill("[name=password]", PASSWORD)
        with page.expect_navigation():
            page.click("button[type=submit]")
        return page

    yield sign_in
    for context in opened:
        context.close()


def act(page: Page, name: str) -> None:
    """Choose from the editor's menu of actions."""
    page.locator("footer").get_by_role("button", name=re.compile("more actions|toggle", re.I)).first.click()
    page.get_by_role("button", name=name, exact=True).last.click()


def test_review_with_a_question_then_approval_and_publication(server: Server, desk_of, article: str) -> None:
    edit = server.url("", f"/cms/pages/{article}/edit/")
    editor, reviewer, publisher = (desk_of(role) for role in ("editor", "reviewer", "publisher"))

    editor.goto(edit)
    with editor.expect_navigation():
        act(editor, "Submit to Moldova")
    assert "Workflow article" in editor.locator(".messages").inner_text()

    reviewer.goto(server.url("", "/cms/"))
    with reviewer.expect_navigation():
        reviewer.get_by_role("link", name="Workflow article").first.click()
    reviewer.goto(edit)
    act(reviewer, "Request changes")
    dialog = reviewer.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("Which office?")
    with reviewer.expect_navigation():
        dialog.get_by_role("button", name="Request changes").click()

    editor.goto(edit)
    assert "Which office?" in editor.locator(".messages").inner_text()
    with editor.expect_navigation():
        act(editor, "Resubmit to Review (Moldova)")

    reviewer.goto(edit)
    with reviewer.expect_navigation():
        act(reviewer, "Approve")
    publisher.goto(edit)
    with publisher.expect_navigation():
        act(publisher, "Approve and Publish")
    live = "from articles.models import *; print(ArticlePage.objects.get(pk={}).live)"
    assert server.python(live.format(article)) == "True"
