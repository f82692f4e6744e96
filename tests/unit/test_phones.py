"""Telephone numbers: how they are dialled, and which ones are none."""

import pytest

from portal.core.phones import dial
from services_map.phones import BadPhone, check


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("112", "112"),
        ("0 800 800 11", "080080011"),
        ("+381 64 828 3171", "+381648283171"),
        ("022 82 00 07", "+37322820007"),
        ("116 111", "116111"),
        ("+373 00 000 001", "+37300000001"),
    ],
)
def test_numbers_are_dialled_as_they_must_be(number, expected):
    assert dial(number, "MD") == expected


@pytest.mark.parametrize(
    ("number", "region"),
    [
        *[("112", "MD"), ("116 111", "BG"), ("15 47", "UA")],
        *[
            ("0 800 800 11", "MD"),
            ("0800 20 100", "BG"),
            ("080020100", "BG"),
            ("0800 1 8676", "BG"),
            ("06 80 630 179", "HU"),
        ],
        *[("+381 64 828 3171", "MD"), ("00381 64 828 3171", "MD"), ("+380 50 123 4567", "SK"), ("(022) 820-007", "MD")],
        *[
            ("02 123 456", "BG"),
            ("601 123 456", "CZ"),
            ("06 20 123 4567", "HU"),
            ("0712 034 567", "RO"),
            ("060 1234567", "RS"),
        ],
        *[("0912 123 456", "SK"), ("050 123 4567", "UA"), ("0621 12 345", "MD")],
        *[("0 000 00 01", "MD"), ("0 00 00 00 01", "BG"), ("+373 00 000 001", "MD"), ("+40 000 000 002", "RO")],
    ],
)
def test_numbers_are_kept_as_they_are_written(number, region):
    assert check(number, region, "phone") == number


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  022  82 00 07 ", "022 82 00 07"),
        ("tel:+37322820007", "+37322820007"),
        ("022\u00a082–00–07", "022 82-00-07"),
        ("\u200e+373 22 82 00 07", "+373 22 82 00 07"),
        ("٠٢٢ ٨٢ ٠٠ ٠٧", "022 82 00 07"),
        ("۱۱۲", "112"),
    ],
)
def test_numbers_are_tidied(typed, kept):
    assert check(typed, "MD", "phone") == kept


@pytest.mark.parametrize(
    ("typed", "kind", "message"),
    [
        ("0800 HELP", "phone", "“HELP”: a number has no letters."),
        ("022 82 00 07 ext. 5", "phone", "“ext”: a number has no letters."),
        ("022 82 00 07, 022 82 00 08", "phone", "“,” does not belong in a number."),
        ("022+820007", "phone", "“+” does not belong in a number."),
        ("", "phone", "Write a number."),
        ("--", "phone", "Write a number."),
        ("12", "phone", "too short"),
        ("+373 22 8", "phone", "too short"),
        ("022 82 00", "phone", "too short"),
        ("022 82 00 07 11", "phone", "too long"),
        ("1234567890123456", "phone", "too long: at most 15 digits"),
        ("+999 123 456 789", "phone", "does not begin with the code of a country"),
        ("022 82 00 07", "short-code", "3 to 6 digits"),
        ("+112", "short-code", "3 to 6 digits"),
        ("022 82 00 07", "whatsapp", "Write the full number with + and the country code, such as +373 621 12 345."),
        ("112", "viber", "Write the full number"),
        ("+373 22", "signal", "too short"),
    ],
)
def test_what_is_no_number_says_why(typed, kind, message):
    with pytest.raises(BadPhone) as refused:
        check(typed, "MD", kind)
    assert message in str(refused.value)


def test_a_number_without_its_area_code_is_refused():
    with pytest.raises(BadPhone, match="area code"):
        check("1234567", "UA", "phone")


@pytest.mark.parametrize("kind", ["whatsapp", "viber", "signal"])
def test_messengers_take_full_numbers(kind):
    assert check("00381 64 828 3171", "RS", kind) == "+381 64 828 3171"
    assert check("+373 00 000 001", "MD", kind) == "+373 00 000 001"
