"""Dates, amounts, periods and names in the reader's language."""

import datetime as dt
from decimal import Decimal

import pytest

from locales import formats
from locales.languages import CATALOGS, LANGUAGES

DAY = dt.date(2027, 3, 4)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", "4 March 2027"),
        ("uk", "4 березня 2027\u202fр."),
        ("cs", "4. března 2027"),
        ("hu", "2027. március 4."),
        ("fa", "۴ مارس ۲۰۲۷"),
        ("ar", "4 مارس 2027"),
        ("rom-x-ursari", "4 martie 2027"),
    ],
)
def test_dates_follow_the_language(code, expected):
    assert formats.date(DAY, code) == expected


def test_amounts_keep_the_currency_code_and_take_the_languages_separators():
    assert formats.money(Decimal(22800), "HUF", "en") == "22,800\u00a0HUF"
    assert formats.money(Decimal(22800), "HUF", "cs") == "22\u00a0800\u00a0HUF"
    assert formats.money(Decimal("630.50"), "RON", "ro") == "630,50\u00a0RON"
    assert formats.money(Decimal(22800), "HUF", "fa").startswith("۲۲")


@pytest.mark.parametrize("code", [code for code in CATALOGS if code != "en"])
@pytest.mark.parametrize("unit", ["hour", "day", "week", "month", "year"])
def test_periods_are_worded_in_every_interface_language(code, unit):
    assert formats.period(Decimal(5), unit, code) != formats.period(Decimal(5), unit, "en")


def test_periods_take_the_plural_form():
    assert [formats.period(Decimal(n), "day", "uk") for n in (1, 3, 5, 21)] == ["1 день", "3 дні", "5 днів", "21 день"]
    assert len({formats.period(Decimal(n), "month", "ar").lstrip("0123456789 ") for n in (1, 2, 3, 11)}) >= 3


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_fails_for_any_language_of_the_registry(code):
    assert formats.date(DAY, code)
    assert formats.money(Decimal(1), "EUR", code)
    assert formats.period(Decimal(2), "week", code)
    assert formats.territory("MD", code)
    assert formats.language_name("uk", code)
    assert formats.listing(["a", "b"], code)


def test_names_of_countries_and_languages():
    assert formats.territory("CZ", "uk") == "Чехія"
    assert formats.territory("MD", "ro") == "Moldova"
    assert formats.language_name("rom-x-ursari", "ro") == "Romani (Ursari)"
