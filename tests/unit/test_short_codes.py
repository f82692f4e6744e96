"""Short codes and reading views, without a site."""

import uuid

import pytest

from portal.core import reading_views, short_codes


def test_a_code_spans_its_own_uuid_and_few_others():
    for _ in range(200):
        key = uuid.uuid4()
        code = short_codes.encode("p", key)
        assert len(code) == 9
        first, last = short_codes.span(code[1:])
        assert first <= key <= last
        assert last.int - first.int == (1 << 88) - 1


@pytest.mark.parametrize("edge", [uuid.UUID(int=0), uuid.UUID(int=(1 << 128) - 1)])
def test_the_ends_of_the_range(edge):
    first, last = short_codes.span(short_codes.encode("s", edge)[1:])
    assert first <= edge <= last


def test_handwriting_is_understood():
    assert short_codes.span("O0I1LL11") == short_codes.span("00111111")


@pytest.mark.parametrize("wrong", ["", "1234567", "123456789", "1234567u", "абвгдеєж", "1234 678"])
def test_what_is_no_code(wrong):
    assert short_codes.span(wrong) is None


@pytest.mark.parametrize(
    "given,wanted",
    [
        ('<a href="/uk/housing/">', '<a href="/uk/housing/?view=large">'),
        ('<a class="b" href="/sr-latn/" lang="sr">', '<a class="b" href="/sr-latn/?view=large" lang="sr">'),
        ('<a href="/rom-x-ursari/listen/#a">', '<a href="/rom-x-ursari/listen/?view=large#a">'),
        ('<a href="/uk/services/?q=a&amp;page=2">', '<a href="/uk/services/?q=a&amp;page=2&amp;view=large">'),
        ('<a href="?page=2">', '<a href="?page=2&amp;view=large">'),
        ('<a href="?view=large&amp;page=2">', '<a href="?view=large&amp;page=2">'),
        ('<a href="./">', '<a href="./">'),
        ('<a href="?view=text">', '<a href="?view=text">'),
        ('<a href="#main">', '<a href="#main">'),
        ('<a href="/media/a.pdf">', '<a href="/media/a.pdf">'),
        ('<a href="/uk/share/p1/qr.svg">', '<a href="/uk/share/p1/qr.svg">'),
        ('<a href="/api/v1/docs/">', '<a href="/api/v1/docs/">'),
        ('<a href="https://elsewhere.example/uk/">', '<a href="https://elsewhere.example/uk/">'),
        ('<a href="tel:112">', '<a href="tel:112">'),
        ('<link rel="canonical" href="/uk/">', '<link rel="canonical" href="/uk/">'),
        (
            '<form class="find" method="get" action="/uk/services/">',
            '<form class="find" method="get" action="/uk/services/"><input type="hidden" name="view" value="large">',
        ),
        ('<form method="post">', '<form method="post">'),
    ],
)
def test_a_view_is_carried_on_within_the_site_only(given, wanted):
    assert reading_views.carry(given, "large") == wanted


@pytest.mark.parametrize(
    "query,saving,wanted",
    [
        ("", "", ""),
        ("view=large", "", "large"),
        ("view=text", "on", "text|light"),
        ("", "On", "|light"),
        ("view=huge", "", None),
        ("view=large&q=1", "", None),
        ("q=1", "on", None),
    ],
)
def test_only_a_handful_of_variants_is_kept(query, saving, wanted):
    assert reading_views.variant({"QUERY_STRING": query, "HTTP_SAVE_DATA": saving}) == wanted
