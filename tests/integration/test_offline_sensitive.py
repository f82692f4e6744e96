"""What somebody may have to hide, in packs: with the way out where it was asked for, and not even named where it was not."""

import pytest
from bs4 import BeautifulSoup

from portal.countries import frame as frames
from portal.offline import contents
from tests.conftest import SiteClient
from tests.factories import make_article, make_country
from tests.factories.services import make_category, make_service
from tests.integration.test_offline import content, pack_of

pytestmark = pytest.mark.django_db
TITLE = "Needle behind doors"
SENTENCE = '<p>Before. Read <a linktype="page" id="{pk}">{words}</a> after.</p>'


def parts_of(client: SiteClient, code: str, *, sensitive: bool) -> list[dict]:
    """The parts with sensitive pages, or those that everybody saves."""
    parts = pack_of(client, code)["parts"]
    return [content(client, part) for part in parts if (part["level"] == "sensitive") == sensitive]


def pages_of(client: SiteClient, code: str, *, sensitive: bool) -> dict[str, dict]:
    return {path: page for part in parts_of(client, code, sensitive=sensitive) for path, page in part["pages"].items()}


class TestNotNamed:
    @pytest.fixture
    def client(self) -> SiteClient:
        """Ordinary pages that name sensitive ones wherever an editor can: related, in a sentence, as services, beside each other."""
        country = make_country()
        quiet = make_category("counselling", parent="protection")
        hurt = make_article(country, "hurt", title=TITLE, summary="Needle summary", sensitive=True)
        quiet_one = make_service(country, "quiet", name="Needle house", category=quiet)
        make_service(country, "open-one", name="Open to all")
        point = [
            ("text", SENTENCE.format(pk=hurt.pk, words="these words")),
            ("text", SENTENCE.format(pk=hurt.pk, words=TITLE)),
            ("text", f"<ul><li>A sentence with <a linktype='page' id='{hurt.pk}'>other words</a>.</li></ul>"),
            ("related", [hurt]),
            ("services", [quiet_one]),
            ("service_list", {"title": "Help for you", "category": quiet}),
        ]
        make_article(country, "ordinary", title="An ordinary one", body=point)
        return SiteClient("testland.localhost")

    def test_neither_titles_nor_addresses_of_sensitive_pages(self, client):
        online = client.get("/en/housing/ordinary/").text
        assert online.count("Needle") >= 4, "the page itself names them"
        for part in parts_of(client, "en", sensitive=False):
            text = str(part)
            for mark in ("Needle", "/hurt/", "/quiet/", "counselling"):
                assert mark not in text, text[max(0, text.index(mark) - 300) : text.index(mark) + 50]

    def test_what_is_said_around_them_stays(self, client):
        page = BeautifulSoup(pages_of(client, "en", sensitive=False)["/en/housing/ordinary/"]["m"], "html.parser")
        words = " ".join(page.get_text(" ").split())
        assert "Read these words after." in words
        assert "Read after." in words
        assert "A sentence with other words ." in words
        # What led to them only is gone with its heading.
        assert "Read next" not in words
        assert "Help for you" not in words
        assert not [nav for nav in page.select("nav, ul") if not nav.find(("a", "li"))]

    def test_with_the_tick_they_are_there(self, client):
        pages = pages_of(client, "en", sensitive=True)
        assert TITLE in pages["/en/housing/hurt/"]["m"]
        assert "Needle house" in pages["/en/services/quiet/"]["m"]

    @pytest.mark.parametrize("code", ["en", "uk", "ar"])
    def test_no_title_of_the_demonstration_is_in_what_everybody_saves(self, site, code):
        client = site("serbia")
        text = str(parts_of(client, code, sensitive=False))
        frame = frames.at_host("serbia.localhost")
        assert frame
        items = [*contents.articles(frame, code), *(item for item, _entry in contents.services(frame, code))]
        quiet = [item for item in items if item.sensitive]
        named = {item.title for item in quiet} | {item.path.split("/", 2)[2] for item in quiet}
        assert "safety/trafficking/" in named
        assert len(named) >= 6
        assert [title for title in named if title in text] == []

    def test_a_country_with_nothing_sensitive_has_no_such_part(self):
        make_article(make_country())
        client = SiteClient("testland.localhost")
        assert parts_of(client, "en", sensitive=True) == []


class TestWayOut:
    @pytest.mark.parametrize("code", ["en", "uk", "ar", "ur"])
    def test_sensitive_pages_have_a_frame_of_their_own_like_the_page_online(self, site, code):
        client = site("serbia")
        parts = parts_of(client, code, sensitive=True)
        shell = parts[0]["shell"]
        online = client.get(f"/{code}/safety/trafficking/").text
        framed, page = BeautifulSoup(shell, "html.parser"), BeautifulSoup(online, "html.parser")
        assert framed.body.find(True) == framed.select_one("nav.leave")
        assert str(framed.select_one("nav.leave")) == str(page.select_one("nav.leave"))
        assert [icon["href"] for icon in framed.select('link[rel="icon"]')] == ["/static/icons/neutral.svg"]
        assert not framed.select('link[rel="manifest"]')
        assert [tag.name for tag in framed.select("#emergency, main")] == ["section", "main"], "help by phone first"
        assert [link["href"] for link in framed.select(".langs a")] == [
            link["href"].replace("safety/trafficking/", "{{path}}") for link in page.select(".langs a")
        ]
        assert shell.count("{{main}}") == shell.count("{{title}}") == 1
        assert ".leave a" in shell
        article = pages_of(client, code, sensitive=True)[f"/{code}/safety/trafficking/"]
        assert article["t"] == page.title.string
        main = BeautifulSoup(article["m"], "html.parser")
        assert main.select_one(".skip-out[data-leave]")["href"] == "/leave/"
        assert main.select_one(".leave-note a")["href"] == f"/{code}/leave-safely/"

    def test_how_to_leave_safely_is_saved_with_them(self, site):
        pages = pages_of(site("serbia"), "uk", sensitive=True)
        assert "<h1>" in pages["/uk/leave-safely/"]["m"]

    def test_the_frame_of_everybody_has_none(self, site):
        for part in parts_of(site("serbia"), "uk", sensitive=False):
            assert "data-leave" not in str(part)
            assert "leave-status" not in str(part)
            assert "leave-note" not in str(part)
