"""Facts in a real browser: one put into a sentence with the editor's button, and axe finds nothing in the register."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Server
from tests.browser.test_pages import AXE, AXE_RULES

pytestmark = pytest.mark.browser
FIND = """
from articles.models import ArticlePage
from portal.countries.models import Fact
article = ArticlePage.objects.get(url_path="/hungary/en/temporary-protection/card-valid-longer/")
print(article.pk, Fact.objects.get(country__slug="hungary", key="card-until").pk)
"""


@pytest.fixture
def page(server: Server, chrome) -> Iterator[Page]:
    """A desktop window in which the administrator has signed in."""
    context = chrome.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(server.url("", "/cms/login/"))
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("button[type=submit]")
    yield page
    context.close()


def test_an_editor_puts_a_fact_into_a_sentence(page: Page, server: Server) -> None:
    article, fact = server.python(FIND).split()[-2:]
    # Nothing is saved: other tests read the same pages.
    page.route("**/cms/pages/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.goto(server.url("", f"/cms/pages/{article}/edit/"))
    editor = page.locator(".Draftail-Editor").first
    expect(editor.locator(".fact-mark")).to_have_text("{fact:card-until}")
    editor.locator(".public-DraftEditor-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Until /fact")
    page.get_by_role("option", name="Fact", exact=True).click()
    page.fill(".modal [name=q]", "card-until")
    page.locator(f'.modal a[data-chooser-modal-choice][href*="/{fact}/"]').click()
    expect(editor.locator(".fact-mark")).to_have_count(2)
    page.wait_for_function(  # the editor writes into the form a moment later
        "() => Object.keys(JSON.parse(document.querySelector('[name=body-0-value]').value).entityMap).length === 2"
    )
    entities = json.loads(page.input_value("[name=body-0-value]"))["entityMap"].values()
    kept = [(item["type"], item["mutability"], item["data"]) for item in entities]
    assert kept == [("FACT", "IMMUTABLE", {"id": fact})] * 2


@pytest.mark.parametrize(
    "path",  # without filters in use: how Wagtail shows those is not ours
    ["/cms/facts/", "/cms/facts/{fact}/overview/", "/cms/facts/add/"],
)
def test_axe_finds_nothing(page: Page, server: Server, path: str) -> None:
    fact = server.python(FIND).split()[-1]
    page.goto(server.url("", path.format(fact=fact)))
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run('main', {runOnly: {type: 'tag', values: rules}})", AXE_RULES)
    violations = [(item["id"], [node["html"][:160] for node in item["nodes"][:3]]) for item in found["violations"]]
    assert violations == []
