"""Leaving quickly: where somebody goes who must not be seen reading a page (docs/adr/0034-leave-quickly.md)."""

from locales import languages
from portal.countries.models import Country

PATH = "/leave/"  # of every country's host; the same for all languages, so that it tells nothing


def neutral_site(country: Country, first_language: str) -> str:
    """The address of a page that everyone reads: what the country chose, else the encyclopedia in the country's own language.

    ``first_language``: the first one that the country offers.
    """
    language = languages.get(languages.get(first_language).catalog_code).code.partition("-")[0]
    return country.leave_to or f"https://{language}.wikipedia.org/"
