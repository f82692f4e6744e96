"""Readers and editors at work."""

import json
import threading
import urllib.request

import pytest

from tests.browser.conftest import PASSWORD

pytestmark = pytest.mark.browser


def fetch(server, country: str, path: str) -> str:
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}{path}", headers={"Host": f"{country}.localhost:{server.port}"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return response.read().decode()


class TestReader:
    """Without JavaScript, all the way."""

    def test_from_the_front_door_to_an_article_and_into_another_language(self, server, phone):
        page = phone.new_page()
        page.goto(server.url("", "/uk/"))
        page.get_by_role("link", name="Сербія").click()
        page.wait_for_url(server.url("serbia", "/uk/"))
        page.locator(".topics a").first.click()
        page.locator(".cards a").first.click()
        page.locator("article h1").wait_for()
        path = page.url.split("/uk/")[1]
        page.locator(".langs summary").click()
        page.get_by_role("link", name="اردو", exact=True).click()
        page.wait_for_url(server.url("serbia", f"/ur/{path}"))
        assert page.locator("html").get_attribute("dir") == "rtl"

    def test_questions_open_on_a_press(self, server, phone):
        page = phone.new_page()
        page.goto(server.url("hungary", "/en/temporary-protection/card-valid-longer/"))
        question = page.locator(".questions details").first
        assert not question.locator("p").first.is_visible()
        question.locator("summary").click()
        assert question.locator("p").first.is_visible()

    def test_a_lost_reader_finds_the_way_home(self, server, phone):
        page = phone.new_page()
        page.goto(server.url("slovakia", "/ar/nothing/"))
        page.locator("a.button").click()
        page.wait_for_url(server.url("slovakia", "/ar/"))

    def test_recordings_say_their_length_and_size_before_anything_is_loaded(self, server, phone):
        page = phone.new_page()
        media: list[str] = []
        page.on("request", lambda request: media.append(request.url) if ".mp3" in request.url else None)
        page.goto(server.url("moldova", "/rom-x-ursari/"))
        caption = page.locator(".listen figcaption").first.inner_text()
        assert "0:" in caption
        assert "KB" in caption
        assert media == []

    def test_a_recording_can_be_heard_from_the_middle(self, server, phone):
        page = phone.new_page()
        page.goto(server.url("moldova", "/rom-x-ursari/"))
        address = page.locator("audio").first.get_attribute("src")
        headers = {"Host": f"moldova.localhost:{server.port}", "Range": "bytes=1000-1999"}
        request = urllib.request.Request(f"http://127.0.0.1:{server.port}{address}", headers=headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            assert response.status == 206
            assert len(response.read()) == 1000
            assert "sandbox" in response.headers["Content-Security-Policy"]


def test_threads_and_languages_do_not_mix(server):
    """Many readers of many languages at once, past the page cache: nobody gets another's words."""
    expected = {
        ("serbia", "uk", "Сербія"),
        ("serbia", "ar", "صربيا"),
        ("serbia", "ur", "سربیا"),
        ("serbia", "sr-latn", "Srbija"),
        ("moldova", "ro", "Moldova"),
        ("moldova", "ru", "Молдова"),
        ("hungary", "hu", "Magyarország"),
        ("slovakia", "sk", "Slovensko"),
    }
    reference = {(country, code): fetch(server, country, f"/{code}/?n=0") for country, code, _ in expected}
    wrong: list[str] = []

    def read(worker: int) -> None:
        for turn in range(12):
            for country, code, name in sorted(expected, key=lambda item: hash((item, worker))):
                text = fetch(server, country, f"/{code}/?n={worker}-{turn}")
                if name not in text or text != reference[country, code]:
                    wrong.append(f"{country} {code}")

    threads = [threading.Thread(target=read, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_change_is_visible_in_every_process_within_a_second(server):
    """Two server processes and an editor's: the fact is changed beside the server and read from it."""
    path = "/en/money/monthly-support/"
    assert all("22,800" in fetch(server, "hungary", path) for _ in range(20))
    change = "from portal.countries.models import Fact; f = Fact.objects.get(key='support-adult'); f.number_value = {}; f.save()"
    server.python(change.format(33300))
    try:
        seen = [fetch(server, "hungary", path) for _ in range(20)]
        assert all("33,300" in text and "22,800" not in text for text in seen)
        assert "33,300" in fetch(server, "hungary", "/en/money/monthly-support/").replace("\u00a0", " ")
    finally:
        server.python(change.format(22800))


class TestEditor:
    """In the admin, with JavaScript."""

    @pytest.fixture
    def desk(self, server, chrome):
        context = chrome.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        self.hosts: set[str] = set()
        page.on("request", lambda request: self.hosts.add(request.url.split("/")[2].split(":")[0]))
        page.goto(server.url("", "/cms/"))
        page.fill("[name=username]", "admin")
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/cms/")
        yield page
        context.close()

    def test_a_check_is_recorded_and_readers_see_it(self, server, desk):
        found = json.loads(fetch(server, "romania", "/api/v1/countries/romania/articles/workers-rights"))
        assert found["overdue"] is True
        pk = server.python(
            "from articles.models import *; print(ArticlePage.objects.get(slug='workers-rights', locale__language_code='en').pk)",
        ).strip()
        desk.goto(server.url("", f"/cms/pages/{pk}/edit/"))
        source = desk.evaluate("() => fetch(location.href).then(answer => answer.text())")
        assert f"/cms/articles/{pk}/check/" in source  # in the menu beside the title, which opens on a press
        desk.goto(server.url("", f"/cms/articles/{pk}/check/"))
        desk.fill("[name=note]", "Compared with the law.")
        desk.get_by_role("button", name="Checked, still right").click()
        desk.wait_for_url("**/edit/")
        try:
            assert (
                json.loads(fetch(server, "romania", "/api/v1/countries/romania/articles/workers-rights"))["overdue"]
                is False
            )
        finally:
            server.python(
                "from articles.models import *; ArticleCheck.objects.filter(note='Compared with the law.').delete()",
            )

    def test_a_check_in_the_future_is_refused_and_what_was_typed_stays(self, server, desk):
        pk = server.python(
            "from articles.models import *; print(ArticlePage.objects.filter(locale__language_code='en').first().pk)",
        ).strip()
        desk.goto(server.url("", f"/cms/articles/{pk}/check/"))
        desk.fill("[name=checked_on]", "2999-01-01")
        desk.fill("[name=note]", "Typed words")
        with desk.expect_navigation():
            desk.get_by_role("button", name="Checked, still right").click()
        assert "cannot lie in the future" in desk.content()
        assert desk.input_value("[name=note]") == "Typed words"

    def test_a_new_country_site_from_one_form(self, server, desk):
        desk.goto(server.url("", "/cms/snippets/countries/country/add/"))
        desk.fill("[name=code]", "PL")
        desk.fill("[name=slug]", "poland")
        desk.select_option("[name=time_zone]", "Europe/Warsaw")
        desk.fill("[name=team]", "Poland team")
        for code in ("pl", "uk", "en"):
            desk.check(f"[name=offered][value={code}]")
        desk.fill("[name=order]", "pl uk en")
        desk.locator("[name=topics]").first.check()
        with desk.expect_navigation():
            desk.get_by_role("button", name="Save").first.click()
        try:
            assert "Polska" in fetch(server, "poland", "/pl/")
            assert "Польща" in fetch(server, "poland", "/uk/")
        finally:
            server.python(
                "from portal.countries.models import *; c = Country.objects.filter(slug='poland').first(); "
                "s = c and c.site; p = c and c.container; k = c and c.collection; c and c.delete(); s and s.delete(); "
                "p and p.specific.delete(); k and k.delete()",
            )

    def test_the_editor_opens_every_kind_of_page_and_calls_no_other_host(self, server, desk):
        pks = json.loads(
            server.python(
                "import json; from wagtail.models import Page; "
                "print(json.dumps([Page.objects.filter(url_path=p).get().pk for p in "
                "('/hungary/', '/hungary/uk/', '/hungary/uk/temporary-protection/', "
                "'/hungary/uk/temporary-protection/card-valid-longer/', '/hungary/en/temporary-protection/card-valid-longer/')]))",
            )
        )
        for pk in pks:
            response = desk.goto(server.url("", f"/cms/pages/{pk}/edit/"))
            assert response.status == 200
        for path in (
            "/cms/snippets/countries/fact/",
            "/cms/snippets/media/recording/",
            "/cms/reports/",
            "/cms/images/",
        ):
            assert desk.goto(server.url("", path)).status in (200, 404)
        assert self.hosts <= {"localhost"}
