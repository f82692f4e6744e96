"""Telephone numbers of services: kept as their owners write them, checked before they are kept."""

import re

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import ValidationResult

SHORT_CODE = range(3, 7)  # digits: 112, 116 111
FULL = range(8, 16)  # digits of an international number; at most 15 (ITU-T E.164)
MESSENGERS = ("whatsapp", "viber", "signal")

_SIGNS = str.maketrans(
    dict.fromkeys("‐‑‒–—−﹘－", "-") | {"＋": "+"} | dict.fromkeys("\u200b\u200e\u200f\ufeff\u202a\u202c", "")
)
# Nobody has 0 000 00 01: demonstration listings show such numbers, so that no one is called by mistake.
_DEMONSTRATION = re.compile(r"0{5,}\d{1,3}")


class BadPhone(ValueError):
    """The value is no telephone number; the message says why, in the active language."""


def check(value: str, region: str, kind: str) -> str:
    """The number tidied, its grouping kept: ``0 800 800 11``. Raises BadPhone.

    ``region``: ISO 3166 code of the country from which a number without ``+`` is dialled. ``kind``: "phone" (short codes and
    hotlines too), "short-code", or a messenger, which needs the full international number. Numbers that stand for none,
    such as ``0 000 00 01`` and ``+373 00 000 001``, are let through.
    """
    number = _tidied(value)
    if kind in MESSENGERS:
        number = re.sub(r"^00", "+", number)
        if not number.startswith("+"):
            raise BadPhone(
                _("Write the full number with + and the country code, such as %(example)s.") % _example(region)
            )
    digits = re.sub(r"\D", "", number)
    short = not number.startswith("+") and len(digits) in SHORT_CODE
    if kind == "short-code" and not short:
        raise BadPhone(_("A short number has 3 to 6 digits."))
    if not short:
        _refuse_impossible(number, digits, region)
    return number


def _tidied(value: str) -> str:
    number = re.sub(r"^tel:", "", value.strip().translate(_SIGNS), flags=re.IGNORECASE)
    # Digits of other scripts become the ones that every telephone has.
    number = "".join(str(int(c)) if c.isdecimal() else c for c in number)
    number = re.sub(r"\s+", " ", number).strip()
    if letters := re.findall(r"[^\W\d_]+", number):
        raise BadPhone(
            _("“%(part)s”: a number has no letters. Write remarks in the note.") % {"part": " ".join(letters)}
        )
    if signs := re.search(r"[^\d\s+()./-]|(?<!^)\+", number):
        raise BadPhone(_("“%(part)s” does not belong in a number. One number for each contact.") % {"part": signs[0]})
    if not re.search(r"\d", number):
        raise BadPhone(_("Write a number."))
    return number


def _refuse_impossible(number: str, digits: str, region: str) -> None:
    if len(digits) < min(SHORT_CODE):
        raise BadPhone(_("This number is too short."))
    if len(digits) > max(FULL):
        raise BadPhone(_("This number is too long: at most %(count)s digits.") % {"count": max(FULL)})
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        raise BadPhone(_("“%(part)s” does not begin with the code of a country.") % {"part": number}) from None
    if number.startswith("+") and len(digits) not in FULL:
        raise BadPhone(_("This number is too short."))
    rest = digits.removeprefix(str(parsed.country_code)) if number.startswith("+") else digits
    if _DEMONSTRATION.fullmatch(rest):
        return
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    if reason == ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        raise BadPhone(_("The area code is missing."))
    if reason == ValidationResult.TOO_SHORT:
        raise BadPhone(_("This number is too short."))
    if reason == ValidationResult.TOO_LONG:
        raise BadPhone(_("This number is too long."))
    if reason != ValidationResult.IS_POSSIBLE:
        raise BadPhone(_("This number has a wrong count of digits."))


def _example(region: str) -> dict[str, str]:
    """A number of the region's own pattern for a message."""
    number = phonenumbers.example_number_for_type(region.upper(), phonenumbers.PhoneNumberType.MOBILE)
    international = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return {"example": phonenumbers.format_number(number, international) if number else "+381 60 1234567"}
