"""How pages lie on sheets, what is the same leaflet, and what a leaflet may load."""

import pytest

from portal.leaflets import codes, drawing, fonts, written
from portal.leaflets.asking import Ask
from portal.leaflets.layouts import booklet

KEY = "6f1d7c1e-52f4-4c3b-9f0e-0d5c6f3e7a10"
OTHER = "1f1d7c1e-52f4-4c3b-9f0e-0d5c6f3e7a11"
ORIGIN = "http://moldova.localhost:8000"


def folded(count: int, *, rtl: bool) -> list[int | None]:
    """The pages as somebody meets them who folds the sheets and turns the leaves, each side read from its own beginning."""
    sides = booklet(count, rtl=rtl)
    if rtl:
        sides = [(right, left) for left, right in sides]
    # The right half of a sheet's first side is followed by the left half of its second side, on the same leaf.
    leaves = [(sides[at][1], sides[at + 1][0]) for at in range(0, len(sides), 2)]
    back = [(sides[at + 1][1], sides[at][0]) for at in range(0, len(sides), 2)]
    return [page for leaf in (*leaves, *reversed(back)) for page in leaf]


class TestBooklet:
    @pytest.mark.parametrize("count", range(1, 18))
    @pytest.mark.parametrize("rtl", [False, True])
    def test_a_folded_booklet_reads_in_order(self, count, rtl):
        order = folded(count, rtl=rtl)
        assert order[:count] == list(range(count))
        assert set(order[count:]) <= {None}
        assert len(order) % 4 == 0

    def test_four_pages_on_one_sheet(self):
        assert booklet(4, rtl=False) == [(3, 0), (1, 2)]
        assert booklet(4, rtl=True) == [(0, 3), (2, 1)]

    def test_an_empty_page_is_at_the_end(self):
        assert booklet(3, rtl=False) == [(None, 0), (1, 2)]


class TestAsk:
    def test_it_is_the_same_after_json(self):
        for ask in (Ask(articles=(KEY,)), Ask(articles=(KEY, OTHER)), Ask(town="brno", category="legal-aid"), Ask()):
            assert Ask.of(ask.as_json()) == ask

    def test_keys_tell_apart_what_is_different(self):
        asks = [
            Ask((KEY,)),
            Ask((OTHER,)),
            Ask((KEY, OTHER)),
            Ask((OTHER, KEY)),
            Ask(),
            Ask(town="a"),
            Ask(category="a"),
        ]
        assert len({ask.key for ask in asks}) == len(asks)
        assert all(len(ask.key) <= 120 for ask in asks)

    def test_what_is_no_key_is_refused(self):
        with pytest.raises(ValueError, match="UUID"):
            Ask.of({"articles": ["../x"]})


class TestWritten:
    def test_paper_gets_everything_opened_and_nothing_to_press(self):
        html = written.plain(
            '<details><summary>Q</summary><p>A</p></details><nav>Next</nav><audio src="/a.mp3"></audio><p class="src">S</p>'
            '<a href="/uk/x/">in</a><a href="https://example.org/">out</a><a href="javascript:alert(1)">bad</a>'
            '<a href="file:///etc/passwd">file</a>',
            ORIGIN,
        )
        assert "<h3>Q</h3><p>A</p>" in html
        for gone in ("details", "Next", "audio", "src", "javascript", "file:"):
            assert gone not in html
        assert f'href="{ORIGIN}/uk/x/"' in html
        assert (
            'class="elsewhere" href="https://example.org/"' in html
            or 'href="https://example.org/" class="elsewhere"' in html
        )

    @pytest.mark.parametrize(
        ("words", "direction"), [("09:00–12:30", "ltr"), ("+420 1", "ltr"), ("12 الرباط", "rtl"), ("Praha", "ltr")]
    )
    def test_what_stands_apart_has_a_direction(self, words, direction):
        assert f'<bdi dir="{direction}">' in written.plain(f"<bdi>{words}</bdi>", ORIGIN)

    def test_the_digest_is_of_words_not_of_markup_nor_of_the_check(self):
        same = written.digest_of(['<p class="a">One  <b>two</b></p><p data-check>Checked on 1 May</p>'])
        assert same == written.digest_of(["<div>One two</div><p data-check>Check overdue</p>"])
        assert same != written.digest_of(["<p>One three</p>"])


class TestWhatALeafletLoads:
    @pytest.mark.parametrize(
        "url",
        [
            "http://169.254.169.254/latest/meta-data/",
            "http://localhost:6379/",
            "https://example.org/a.png",
            "http://moldova.localhost:8001/media/a.png",
            "file:///etc/passwd",
            "file:///etc/a.png",
            "ftp://example.org/a.png",
            "data:image/png;base64,AAAA",
            f"{ORIGIN}/media/../var/secret_key",
            f"{ORIGIN}/media/%2e%2e/secret.png",
            f"{ORIGIN}/cms/a.png",
            f"{ORIGIN}/media/missing.png",
            f"{ORIGIN}/static/../manage.png",
            f"{ORIGIN}/static/js/page.js",
            "font:noto-sans/../../../../package.json",
            "font:noto-sans/x.woff2",
            "font:/etc/passwd",
            "",
        ],
    )
    def test_everything_but_its_own_files_is_refused(self, url):
        with pytest.raises(drawing.Refused):
            drawing.fetch(url, ORIGIN)

    def test_its_own_files_come(self):
        content, kind = drawing.fetch(f"{ORIGIN}/static/icons/favicon.svg", ORIGIN)
        assert b"<svg" in content
        assert kind == "image/svg+xml"
        assert drawing.fetch("font:noto-sans/noto-sans-latin-400-normal.woff2", ORIGIN)[1] == "font/woff2"

    def test_nothing_else_reaches_the_drawing(self, caplog):
        """What an attacker could bring into a page: pictures, styles and frames from elsewhere."""
        html = (
            '<img src="http://169.254.169.254/x.png" alt="a"><img src="file:///etc/hostname" alt="b">'
            '<link rel="stylesheet" href="http://example.org/x.css"><object data="http://example.org/x"></object>'
            '<link rel="attachment" href="file:///etc/passwd"><p>Words</p>'
        )
        pdf = drawing.draw(f"<html lang='en'><title>T</title>{html}</html>", origin=ORIGIN, tagged=True)
        assert pdf.startswith(b"%PDF")
        assert b"EmbeddedFile" not in pdf
        refused = [record.getMessage() for record in caplog.records if "Failed to load" in record.getMessage()]
        assert len(refused) >= 3

    def test_only_the_faces_that_the_words_need(self):
        english = fonts.rules('<html lang="en">Words</html>')
        assert "cyrillic" not in english
        assert "naskh" not in english
        mixed = fonts.rules('<html lang="ur">پناہ <p lang="uk">Слово</p></html>')
        assert "noto-nastaliq-urdu-arabic-400" in mixed
        assert "noto-sans-cyrillic-700" in mixed


class TestCodes:
    def test_an_address_to_type_is_short(self):
        assert codes.shown(f"{ORIGIN}/uk/housing/rent/") == "moldova.localhost:8000/uk/housing/rent"
