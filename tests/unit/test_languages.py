"""The registry, fallbacks and negotiation."""

import pytest
from django.utils.translation import check_for_language

from locales import languages, negotiation
from locales.languages import LANGUAGES

MOLDOVA = ("ro", "uk", "ru", "en", "rom-x-ursari", "rom-x-kelder")
SERBIA = ("sr-latn", "en", "uk", "ru", "ar", "fa", "ps", "ur")


@pytest.mark.parametrize("code", ["ar", "fa", "ps", "ur", "ckb", "prs"])
def test_languages_in_arabic_script_run_right_to_left(code):
    assert languages.direction(code) == "rtl"


@pytest.mark.parametrize("code", ["uk", "sr-latn", "rom-x-ursari", "en", "ka", "am", "unknown"])
def test_all_others_run_left_to_right(code):
    assert languages.direction(code) == "ltr"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_can_be_served(code):
    # Django needs a compiled catalog for each language in an address.
    assert check_for_language(code)


def test_fallback_chain_puts_what_readers_can_read_before_what_the_country_offers():
    assert languages.fallback_chain("rom-x-ursari", MOLDOVA, "en")[:3] == ["rom-x-ursari", "ro", "en"]
    assert languages.fallback_chain("ps", SERBIA, "en")[:4] == ["ps", "fa", "ur", "en"]


def test_fallback_chain_ends_with_every_offered_language_so_that_nobody_is_sent_away():
    for code in SERBIA:
        assert sorted(languages.fallback_chain(code, SERBIA, "en")) == sorted(SERBIA)


def test_fallback_chain_leaves_out_what_the_country_does_not_offer():
    assert "ru" not in languages.fallback_chain("uk", ("uk", "en"), "en")


@pytest.mark.parametrize(
    ("header", "offered", "expected"),
    [
        ("uk-UA,uk;q=0.9,en;q=0.5", MOLDOVA, "uk"),
        ("mo", MOLDOVA, "ro"),
        ("ro-MD", MOLDOVA, "ro"),
        ("rom", MOLDOVA, "rom-x-ursari"),
        ("rom-x-kelder", MOLDOVA, "rom-x-kelder"),
        ("sr-Latn-RS", SERBIA, "sr-latn"),
        ("sr", SERBIA, "sr-latn"),
        ("fa-AF", SERBIA, "fa"),
        ("prs", SERBIA, "fa"),
        ("pbt-AF", SERBIA, "ps"),
        ("de;q=0.9, ar;q=0.4", SERBIA, "ar"),
        ("en;q=0, uk", MOLDOVA, "uk"),
        ("de,fr", MOLDOVA, None),
        ("*", MOLDOVA, None),
        ("", MOLDOVA, None),
        (";;;,q=x,\u0000" + "a" * 5000, MOLDOVA, None),
    ],
)
def test_negotiation(header, offered, expected):
    assert negotiation.best(header, offered) == expected
