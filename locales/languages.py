"""The registry of languages that a country site can offer.

Codes are BCP 47 in lower case. A Romani dialect is ``rom-x-<name>``: one private-use subtag of at most eight letters, because
Django's URL and gettext machinery understand exactly that form. Which languages a country offers is data (``CountryLanguage``);
this registry says what each one *is*: facts that do not differ between countries.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True)
class Language:
    """One language.

    ``fallbacks``: languages that its readers most likely read as well, best first; a country's own languages are tried after them.
    ``catalog``: the language whose interface catalog it uses (its own, where there is one).
    ``cldr``: the CLDR locale for dates, numbers and names. ``digits``: CLDR numbering system of dates and amounts.
    """

    code: str
    endonym: str
    name: str
    script: str = "Latn"
    fallbacks: tuple[str, ...] = ("en",)
    catalog: str = ""
    cldr: str = ""
    digits: str = "latn"

    @cached_property
    def direction(self) -> Direction:
        return "rtl" if self.script in ("Arab", "Aran", "Hebr") else "ltr"

    @property
    def catalog_code(self) -> str:
        """The language in which the interface speaks to readers of this one."""
        return self.catalog or self.code

    @property
    def cldr_locale(self) -> str:
        return self.cldr or self.code.replace("-", "_")


def _romani(dialect: str, endonym: str, name: str) -> Language:
    # Readers of Romani in Moldova and around it read Romanian in the same script. CLDR has no Romani.
    return Language(f"rom-x-{dialect}", endonym, f"Romani ({name})", fallbacks=("ro", "en"), catalog="ro", cldr="ro")


# Order of fallbacks: what most readers of a language can read, whatever its standing (docs/adr/0005-fallback-languages.md).
_WITH_CATALOG = (
    Language("en", "English", "English", fallbacks=(), cldr="en_GB"),
    Language("uk", "Українська", "Ukrainian", "Cyrl", ("ru", "en")),
    Language("ru", "Русский", "Russian", "Cyrl", ("uk", "en")),
    Language("ar", "العربية", "Arabic", "Arab"),
    Language("fa", "فارسی", "Farsi", "Arab", digits="arabext"),
    Language("ps", "پښتو", "Pashto", "Arab", ("fa", "ur", "en"), digits="arabext"),
    Language("ur", "اردو", "Urdu", "Aran"),
    Language("bg", "Български", "Bulgarian", "Cyrl"),
    Language("cs", "Čeština", "Czech", fallbacks=("sk", "en")),
    Language("hu", "Magyar", "Hungarian"),
    Language("ro", "Română", "Romanian"),
    Language("sk", "Slovenčina", "Slovak", fallbacks=("cs", "en")),
    Language("sr-latn", "Srpski", "Serbian", cldr="sr_Latn"),
)
_ROMANI = (
    _romani("ursari", "Romani (Ursari)", "Ursari"),
    _romani("kelder", "Romani (Kelderari)", "Kelderari"),
    _romani("lovari", "Romani (Lovari)", "Lovari"),
    _romani("servi", "Romani (Servi)", "Servi"),
    _romani("chisin", "Romani (Chișinău)", "Chisinau Roma"),
)
# On offer without a catalog of their own yet: the interface then speaks the language named by `catalog`.
_OTHERS = (
    Language("sq", "Shqip", "Albanian", catalog="en"),
    Language("am", "አማርኛ", "Amharic", "Ethi", catalog="en"),
    Language("hy", "Հայերեն", "Armenian", "Armn", ("ru", "en"), catalog="ru"),
    Language("bn", "বাংলা", "Bengali", "Beng", catalog="en"),
    Language("ckb", "کوردیی ناوەندی", "Central Kurdish", "Arab", ("ar", "en"), catalog="ar"),
    Language("prs", "دری", "Dari", "Arab", ("fa", "ps", "en"), catalog="fa", cldr="fa_AF", digits="arabext"),
    Language("fr", "Français", "French", catalog="en"),
    Language("ka", "ქართული", "Georgian", "Geor", ("ru", "en"), catalog="en"),
    Language("de", "Deutsch", "German", catalog="en"),
    Language("el", "Ελληνικά", "Greek", "Grek", catalog="en"),
    Language("it", "Italiano", "Italian", catalog="en"),
    Language("ku", "Kurmancî", "Northern Kurdish", fallbacks=("tr", "ar", "en"), catalog="en"),
    Language("pl", "Polski", "Polish", catalog="en"),
    Language("es", "Español", "Spanish", catalog="en"),
    Language("so", "Soomaali", "Somali", catalog="en"),
    Language("ti", "ትግርኛ", "Tigrinya", "Ethi", ("am", "en"), catalog="en"),
    Language("tr", "Türkçe", "Turkish", catalog="en"),
    Language("vi", "Tiếng Việt", "Vietnamese", catalog="en"),
)

LANGUAGES: dict[str, Language] = {language.code: language for language in (*_WITH_CATALOG, *_ROMANI, *_OTHERS)}
CATALOGS: tuple[str, ...] = tuple(language.code for language in _WITH_CATALOG)


def get(code: str) -> Language:
    """The language with this code. Raises KeyError for a code that is not in the registry."""
    return LANGUAGES[code.lower()]


def direction(code: str) -> Direction:
    """``rtl`` or ``ltr``; an unknown code is left to right."""
    language = LANGUAGES.get(code.lower())
    return language.direction if language else "ltr"


@lru_cache(maxsize=512)
def tag(code: str) -> str:
    """The language tag in its customary letter case: ``sr-latn`` -> ``sr-Latn``."""
    parts = code.split("-")
    return "-".join(
        part.title() if position and len(part) == 4 and "x" not in parts[:position] else part
        for position, part in enumerate(parts)
    )


def fallback_chain(code: str, offered: Iterable[str], source: str) -> list[str]:
    """The languages in which to look for content, best first, all of them among ``offered``.

    The reader's own language comes first, then its registered fallbacks, then the source language of the country (the best kept),
    then whatever else the country offers: content in any language beats none.
    """
    offered = list(offered)
    order = [code, *LANGUAGES[code].fallbacks, source, *offered]
    return [item for item in dict.fromkeys(order) if item in offered]
