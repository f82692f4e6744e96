"""Dates, amounts, periods and names in the format of the reader's language (CLDR, through Babel).

Every function takes the portal's language code. Digits follow the language; telephone numbers are never converted.
"""

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date as babel_date
from babel.languages import get_official_languages
from babel.lists import format_list as babel_list
from babel.numbers import format_decimal
from django.utils.translation import ngettext, override

from locales import languages

_DIGITS = {"arabext": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"), "arab": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")}


@lru_cache(maxsize=128)
def locale(code: str) -> Locale:
    """The CLDR locale of a language; that of its first fallback where CLDR does not know it."""
    language = languages.get(code)
    try:
        return Locale.parse(language.cldr_locale)
    except UnknownLocaleError:
        return locale(language.fallbacks[0] if language.fallbacks else "en")


def _digits(text: str, code: str) -> str:
    table = _DIGITS.get(languages.get(code).digits)
    return text.translate(table) if table else text


@lru_cache(maxsize=4096)
def date(value: dt.date, code: str) -> str:
    """``2027-03-04`` -> "4 березня 2027 р."; Gregorian, because papers and offices in these countries are."""
    return _digits(babel_date(value, "long", locale=locale(code)), code)


def intl(code: str) -> str:
    """The locale with which JavaScript's Intl writes dates and numbers as ``date`` and ``number`` do: ``fa-u-ca-gregory-nu-arabext``."""
    return f"{str(locale(code)).replace('_', '-')}-u-ca-gregory-nu-{languages.get(code).digits}"


@lru_cache(maxsize=512)
def weekday(value: dt.date, code: str) -> str:
    """The name of a day's weekday: "Monday", "понеділок"."""
    return str(locale(code).days["format"]["wide"][value.weekday()])


@lru_cache(maxsize=4096)
def time(value: dt.time | dt.datetime, code: str) -> str:
    """``17:00``: 24 hours in every language, as on the doors of these countries."""
    return _digits(f"{value.hour:02}:{value.minute:02}", code)


@lru_cache(maxsize=4096)
def number(value: Decimal | float, code: str) -> str:
    """A number with the language's own separators and digits."""
    return _digits(format_decimal(value, locale=locale(code)), code)


@lru_cache(maxsize=4096)
def money(value: Decimal, currency: str, code: str) -> str:
    """An amount; whole amounts without decimals, the currency by its ISO code, which is the same in every script."""
    pattern = "#,##0.00" if value % 1 else "#,##0"
    amount = format_decimal(value, pattern, locale=locale(code))
    return _digits(f"{amount}\u00a0{currency}", code)


@lru_cache(maxsize=4096)
def period(value: Decimal, unit: str, code: str) -> str:
    """150, "day", "uk" -> "150 днів", with the language's plural form. ``unit``: hour, day, week, month or year.

    The words come from the interface catalogs: CLDR through Babel has no long form of a unit for Arabic, Farsi and others.
    """
    whole = int(value)
    with override(languages.get(code).catalog_code):
        words = {
            "hour": ngettext("%(number)s hour", "%(number)s hours", whole),
            "day": ngettext("%(number)s day", "%(number)s days", whole),
            "week": ngettext("%(number)s week", "%(number)s weeks", whole),
            "month": ngettext("%(number)s month", "%(number)s months", whole),
            "year": ngettext("%(number)s year", "%(number)s years", whole),
        }[unit]
    return words % {"number": number(value, code)}


@lru_cache(maxsize=4096)
def territory(country_code: str, code: str) -> str:
    """The name of a country (ISO 3166-1 alpha-2) in a language."""
    names = locale(code).territories
    # CLDR's official form is longer than what people say.
    short = {("MD", "ro"): "Moldova"}
    return short.get((country_code, locale(code).language)) or names.get(country_code) or country_code


def language_name(of: str, code: str) -> str:
    """The name of language ``of`` in language ``code``; its endonym where CLDR has none."""
    language = languages.get(of)
    try:
        name = locale(code).languages.get(Locale.parse(language.cldr_locale).language)
    except UnknownLocaleError:
        name = None
    return name if name and not of.startswith("rom-x-") else language.endonym


@lru_cache(maxsize=256)
def local_language(country_code: str, offered: tuple[str, ...]) -> str:
    """The language of a country's officials, for texts that are shown to them: an official one (CLDR) that the country's site offers, else
    one that the interface speaks, else the first on offer."""
    official = {code.split("_")[0] for code in get_official_languages(country_code, de_facto=True)}
    known = (*offered, *languages.CATALOGS)
    return next((code for code in known if code.split("-")[0] in official), offered[0])


def listing(items: list[str], code: str) -> str:
    """Items joined as the language joins them: "a, b and c"."""
    return babel_list(items, locale=locale(code))


__all__ = [
    "date",
    "intl",
    "language_name",
    "listing",
    "local_language",
    "locale",
    "money",
    "number",
    "period",
    "territory",
    "time",
    "weekday",
]
