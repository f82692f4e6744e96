"""The translation board in a real browser: axe finds nothing, and both directions are marked in the editor."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PASSWORD, Server
from tests.browser.test_pages import AXE, AXE_RULES

pytestmark = pytest.mark.browser
MAKE = """
from django.contrib.auth import get_user_model
from articles.models import ArticlePage, GlossaryTerm, TranslationState
from portal.countries import sites
from portal.countries.models import Fact, FactText
from wagtail_localize.models import Translation
get_user_model().objects.create_superuser("board.reader", "board.reader@example.org", "{password}")
term = GlossaryTerm.objects.create(locale=sites.locale("en"), term="browser term")
term.words.create(locale=sites.locale("ar"), word="كلمة")
fact = TranslationState.objects.filter(content_type__model="facttext", locale__language_code="ar").first()
page = TranslationState.objects.filter(
    content_type__model="articlepage", locale__language_code="ar", state="outdated").first() or TranslationState.objects.filter(
    content_type__model="articlepage", locale__language_code="ar", page__isnull=False).first()
long = Fact.objects.create(country=page.country, key="browser-long", type="text", source_title="x", checked_on="2026-11-01")
words = "How long it takes until the office answers a request for an extension of temporary protection that was sent by post"
FactText.objects.create(fact=long, locale=page.country.source_language, label=words, text="A month")
cell = TranslationState.objects.get(content_type__model="facttext", subject=str(long.pk), locale__language_code="ar")
print(page.pk, fact.pk, term.pk, page.page_id, page.country.slug, cell.pk)
"""
CLEAR = """
from django.contrib.auth import get_user_model
from articles.models import GlossaryTerm
get_user_model().objects.filter(username="board.reader").delete()
from portal.countries.models import Fact
GlossaryTerm.objects.filter(term="browser term").delete()
Fact.objects.filter(key="browser-long").delete()
"""
# Whether somebody sees where a part of the heading stands: a place that is cut off shows something else, or nothing.
IN_SIGHT = """part => {
    const heading = document.querySelector(".w-breadcrumbs li:last-child a");
    const walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.indexOf(part);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + part.length);
        const {left, right, top, bottom} = range.getBoundingClientRect();
        const shown = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return left >= 0 && right <= innerWidth && heading.contains(shown);
    }
    return false;
}"""


@pytest.fixture(scope="module")
def rows(server: Server) -> Iterator[dict[str, str]]:
    """Keys of what is looked at."""
    names = ("page", "fact", "term", "edited", "country", "long")
    yield dict(zip(names, server.python(MAKE.format(password=PASSWORD)).split()[-6:], strict=True))
    server.python(CLEAR)


@pytest.fixture
def page(server: Server, chrome, rows) -> Iterator[Page]:
    """A window in which somebody has signed in."""
    context = chrome.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(server.url("", "/cms/login/"))
    page.fill("[name=username]", "board.reader")
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("button[type=submit]")
    yield page
    context.close()


@pytest.mark.parametrize(
    "path",
    [
        "/cms/translations/?country={country}",
        "/cms/translations/?country={country}&state=missing&language=ar",
        "/cms/translations/cells/{page}/",
        "/cms/translations/cells/{fact}/words/",
        "/cms/translations/in/{country}/import/",
        "/cms/translations/glossary/",
        "/cms/translations/glossary/{term}/",
    ],
)
def test_axe_finds_nothing(page: Page, server: Server, rows, path: str) -> None:
    page.goto(server.url("", path.format(**rows)))
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run('main', {runOnly: {type: 'tag', values: rules}})", AXE_RULES)
    violations = [(item["id"], [node["html"][:160] for node in item["nodes"][:3]]) for item in found["violations"]]
    assert violations == []


def test_a_narrow_window_scrolls_tables_and_not_the_page(page: Page, server: Server, rows) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(server.url("", f"/cms/translations/?country={rows['country']}"))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/cms/translations/cells/{long}/", "/cms/translations/cells/{long}/words/"])
def test_a_long_name_leaves_the_language_in_sight(page: Page, server: Server, rows, width: int, path: str) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(server.url("", path.format(**rows)))
    assert page.evaluate(IN_SIGHT, "العربية")
    assert page.evaluate(IN_SIGHT, "How long")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_editor_knows_both_directions(page: Page, server: Server, rows) -> None:
    page.goto(server.url("", f"/cms/pages/{rows['edited']}/edit/"))
    source = page.locator(".js-translation-editor section li > p[dir=ltr][lang=en]").first
    source.wait_for()
    assert page.locator(".js-translation-editor section li > p ~ div > p[dir=rtl][lang=ar]").count() > 0
    page.get_by_role("button", name="Edit").first.click()
    box = page.locator(".js-translation-editor textarea").first
    box.wait_for()
    page.wait_for_function("document.querySelector('.js-translation-editor textarea').dir === 'rtl'")
    assert box.get_attribute("lang") == "ar"
