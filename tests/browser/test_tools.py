"""The row of tools on a phone: listening, sharing, cards that fill the screen, large text and saving data."""

import re

import pytest

from tests.browser.measure import OVERFLOW
from tests.browser.test_pages import AXE, AXE_RULES

pytestmark = pytest.mark.browser

ARTICLE = ("romania", "/uk/housing/housing-support/")
PICTURED = ("hungary", "/uk/temporary-protection/card-valid-longer/")
SERVICE = ("czechia", "/uk/services/kacpu-jihlava/")

# Chromium has no voice here, so the way without one is real below. For the way with one a voice is set at the browser's border: it
# "speaks" a sentence in 40 ms and writes down what it was asked to say.
VOICE = """
(() => {
  const said = (window.said = []);
  let timer;
  const voices = [
    { lang: "uk-UA", localService: true, name: "here" },
    { lang: "cs_CZ", localService: true, name: "here" },
    { lang: "ru-RU", localService: false, name: "far away" },
  ];
  let named = [];
  const synthesis = new EventTarget();
  setTimeout(() => { named = voices; synthesis.dispatchEvent(new Event("voiceschanged")); }, 300);
  synthesis.getVoices = () => named;
  synthesis.cancel = () => clearTimeout(timer);
  synthesis.speak = (words) => {
    const spoken = document.querySelector(".spoken");
    said.push({ text: words.text, lang: words.lang, rate: words.rate, name: words.voice.name, marked: spoken?.textContent ?? "" });
    timer = setTimeout(() => words.onend?.(), 40);
  };
  Object.defineProperty(window, "speechSynthesis", { value: synthesis });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
})();
"""


@pytest.fixture
def open_page(server, chrome):
    """Opens a page on a phone with scripts; wants no error and no other host."""
    contexts, problems, hosts = [], [], set()

    def opened(country: str, path: str, *, script: str = "", size: tuple[int, int] = (360, 740), **options):
        context = chrome.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda request: hosts.add(request.url.split("/")[2].split(":")[0]))
        page.goto(server.url(country, path))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []
    assert all(host.endswith(".localhost") for host in hosts)


def tool(page, module: str):
    return page.locator(f'.tools [data-module*="{module}"]').first


def until(page, expression: str) -> None:
    """Waits for something to become true; Playwright's own way evaluates strings in the page, which our policy forbids."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(expression)


class TestListening:
    def test_without_a_voice_the_page_says_so_and_leads_to_recordings(self, open_page):
        page = open_page("moldova", "/uk/first-days/romani-language-information/")
        page.locator('[data-module*="listen"]').first.click()
        page.locator(".player .voiceless").wait_for()
        assert page.locator(".player .controls").is_hidden()
        assert page.locator(".player a").get_attribute("href") == "/uk/listen/"
        page.locator('.player [data-do="stop"]').click()
        assert page.locator(".player").count() == 0

    def test_a_voice_of_the_device_reads_the_article_and_marks_the_place(self, open_page):
        page = open_page(*ARTICLE, script=VOICE)
        tool(page, "listen").click()
        until(page, "said.length > 12")
        said = page.evaluate("said")
        assert said[0]["text"] == page.locator("article h1").inner_text()
        assert {item["name"] for item in said} == {"here"}
        assert all(item["text"].strip() in re.sub(r"\s+", " ", item["marked"]) for item in said[:2])
        words = " ".join(item["text"] for item in said)
        assert page.locator(".tools").inner_text().split("\n")[0] not in words

    def test_pause_pace_and_stop(self, open_page):
        page = open_page(*ARTICLE, script=VOICE)
        tool(page, "listen").click()
        until(page, "said.length > 2")
        page.locator('[data-do="pause"]').click()
        count = page.evaluate("said.length")
        last = page.evaluate("said.at(-1).text")
        page.wait_for_timeout(300)
        assert page.evaluate("said.length") == count
        page.locator('[data-do="faster"]').click()
        page.locator('[data-do="go"]').click()
        until(page, f"said.length > {count}")
        assert page.evaluate(f"said[{count}].text") == last
        assert page.evaluate(f"said[{count}].rate") > 1
        page.locator('[data-do="stop"]').click()
        count = page.evaluate("said.length")
        page.wait_for_timeout(200)
        assert page.evaluate("said.length") == count
        assert page.locator(".spoken, .player").count() == 0

    def test_a_voice_that_asks_the_network_is_none(self, open_page):
        page = open_page("romania", "/ru/housing/housing-support/", script=VOICE)
        tool(page, "listen").click()
        page.locator(".player .voiceless").wait_for()
        assert page.evaluate("said") == []

    def test_a_card_is_said_in_the_country_s_language(self, open_page):
        page = open_page("czechia", "/uk/show/#doctor", script=VOICE)
        page.locator("#doctor button").click()
        until(page, "said.length > 0")
        assert page.evaluate("said[0].lang") == "cs_CZ"
        assert page.evaluate("said[0].text") == page.locator("#doctor .local").inner_text().strip()

    def test_nothing_is_loaded_before_the_press(self, open_page):
        page = open_page(*ARTICLE)
        scripts = page.evaluate(
            "performance.getEntriesByType('resource').map(item => item.name).filter(name => name.includes('.js'))"
        )
        assert len(scripts) == 1


class TestSharing:
    def test_the_phone_s_own_dialog_gets_the_short_address(self, open_page):
        spy = "navigator.share = async (what) => { window.shared = what; };"
        page = open_page(*ARTICLE, script=spy)
        tool(page, "share").click()
        until(page, "window.shared")
        assert re.search(r"/s/p[0-9a-z]{8}-uk$", page.evaluate("shared.url"))
        assert page.url.endswith(ARTICLE[1])

    def test_without_one_the_ways_are_links(self, open_page):
        page = open_page(*ARTICLE, script="delete Navigator.prototype.share;")
        tool(page, "share").click()
        page.wait_for_url("**/uk/share/**")
        assert page.locator('.tools a[href^="viber:"]').is_visible()

    def test_without_scripts_too(self, server, phone):
        page = phone.new_page()
        page.goto(server.url(*SERVICE))
        assert page.locator(".tools button").count() == 1
        assert page.locator(".tools button").is_hidden()
        page.locator('.tools a[href*="/share/"]').click()
        page.wait_for_url("**/uk/share/s**")
        assert page.locator(".tools a[href^='https://wa.me/']").is_visible()
        assert page.locator("svg.qr").bounding_box()["width"] >= 300
        page.goto(page.locator(".address").inner_text())
        assert page.url == server.url(*SERVICE)

    def test_the_address_is_copied(self, open_page):
        page = open_page("hungary", "/uk/share/cdoctor/", permissions=["clipboard-read", "clipboard-write"])
        button = tool(page, "copy")
        button.click()
        done = "document.querySelector('[data-done]').dataset.done"
        until(page, f"document.querySelector('[role=status]').textContent === {done}")
        assert page.evaluate("navigator.clipboard.readText()") == page.locator(".address").inner_text()


@pytest.mark.parametrize("size", [(360, 740), (740, 360), (320, 568)], ids=["upright", "lying", "small"])
@pytest.mark.parametrize(
    "country,path",
    [
        ("czechia", "/uk/show/#interpreter"),
        ("hungary", "/ru/show/#danger"),
        ("serbia", "/ur/show/#alone"),
        ("slovakia", "/ar/show/#protection"),
        ("czechia", "/uk/services/kacpu-jihlava/#show-1"),
    ],
    ids=["cs", "hu", "ur", "ar", "driver"],
)
def test_a_card_fills_the_screen_without_scripts(server, chrome, country, path, size):
    context = chrome.new_context(viewport={"width": size[0], "height": size[1]}, java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(server.url(country, path))
        card = page.locator(".showing:target")
        assert card.bounding_box() == {"x": 0, "y": 0, "width": size[0], "height": size[1]}
        words = card.locator(".local").bounding_box()
        own = card.locator(".own").bounding_box()
        assert words["height"] >= size[1] * 0.3
        assert own["y"] + own["height"] <= size[1]
        assert words["x"] >= 0
        assert words["x"] + words["width"] <= size[0]
        card.locator("a").click()
        assert page.locator(".showing:visible").count() == 0
    finally:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "country,path",
    [
        ("serbia", "/ur/show/#interpreter"),
        ("czechia", "/uk/show/#asylum"),
        ("czechia", "/uk/services/kacpu-jihlava/#show-1"),
    ],
)
def test_axe_finds_nothing_on_a_card_or_beside_the_player(server, chrome, country, path, scheme):
    context = chrome.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True, color_scheme=scheme)
    try:
        page = context.new_page()
        page.goto(server.url(country, path))
        page.locator(".showing:target button").click()
        page.locator(".player").wait_for()
        page.evaluate(AXE)
        found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", AXE_RULES)
    finally:
        context.close()
    assert [(item["id"], [node["html"][:120] for node in item["nodes"][:3]]) for item in found["violations"]] == []


class TestReading:
    def test_large_text_is_large_stays_and_fits(self, server, phone):
        page = phone.new_page()
        page.goto(server.url(*ARTICLE))
        size = "getComputedStyle(document.querySelector('.lead')).fontSize"
        usual = float(page.evaluate(size)[:-2])
        page.locator('.tools a[href="?view=large"]').click()
        page.wait_for_url("**?view=large")
        assert float(page.evaluate(size)[:-2]) >= usual * 1.4
        page.locator(".crumbs a").last.click()
        page.wait_for_url("**/uk/housing/?view=large")
        assert page.evaluate(OVERFLOW) <= 0
        page.locator('.tools a[href="./"]').click()
        assert "view" not in page.url

    @pytest.mark.parametrize(
        "headers,query", [({"Save-Data": "on"}, ""), ({}, "?view=text")], ids=["saving", "text only"]
    )
    def test_no_picture_is_loaded_before_it_is_asked_for(self, server, chrome, headers, query):
        context = chrome.new_context(
            viewport={"width": 360, "height": 740}, extra_http_headers=headers, java_script_enabled=False
        )
        try:
            page = context.new_page()
            loaded: list[str] = []
            page.on("request", lambda request: loaded.append(request.url) if "/media/" in request.url else None)
            page.goto(server.url(PICTURED[0], PICTURED[1] + query))
            page.mouse.wheel(0, 10_000)
            page.wait_for_timeout(300)
            assert loaded == []
            link = page.locator(".picture a").first
            link.click()
            page.wait_for_url("**/media/**")
            assert loaded
        finally:
            context.close()
