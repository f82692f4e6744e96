"""The front door: the list of country sites, in every language that one of them offers."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

from locales import formats
from locales.languages import LANGUAGES
from portal.core import stamps
from portal.countries.models import Country, CountryLanguage


@dataclass(frozen=True)
class CountryEntry:
    """A country as the front door keeps it."""

    code: str
    slug: str
    host: str
    languages: tuple[str, ...]


_kept: tuple[str, tuple[CountryEntry, ...]] | None = None


def countries() -> tuple[CountryEntry, ...]:
    """All public countries with their languages in order of offer; queried anew only after a change."""
    global _kept  # replaced as a whole, so that a thread sees either the old or the new list
    stamp = stamps.current(settings.PORTAL_DOMAIN)
    if _kept and _kept[0] == stamp:
        return _kept[1]
    offered: dict[int, list[str]] = {}
    rows = CountryLanguage.objects.order_by("sort_order").values_list("country_id", "locale__language_code")
    for country_id, code in rows:
        if code in LANGUAGES:
            offered.setdefault(country_id, []).append(code)
    entries = tuple(
        CountryEntry(country.code, country.slug, country.site.hostname, tuple(offered.get(country.pk, ())))
        for country in Country.objects.public().select_related("site")
        if country.site
    )
    _kept = (stamp, entries)
    return entries


def languages() -> tuple[str, ...]:
    """Every language that a country offers, those of most countries first; English where there is no country yet."""
    counts = Counter(code for entry in countries() for code in entry.languages)
    order = list(LANGUAGES)
    return tuple(sorted(counts, key=lambda code: (-counts[code], order.index(code)))) or ("en",)


def address(request: HttpRequest, host: str, path: str = "/") -> str:
    """The address of another of our hosts, by the scheme and port of this request."""
    port = split_domain_port(request.get_host())[1]
    return f"{request.scheme}://{host}:{port}{path}" if port else f"{request.scheme}://{host}{path}"


@dataclass(frozen=True)
class CountryLink:
    """A country as a reader of one language sees it. ``language`` is where the link leads."""

    code: str
    name: str
    url: str
    language: str
    languages: tuple[str, ...]


def links(request: HttpRequest, language: str) -> list[CountryLink]:
    """The countries by name in ``language``; each leads to that language, or to the country's own choice where it lacks it."""
    found = []
    for entry in countries():
        offered = language if language in entry.languages else ""
        path = f"/{offered}/" if offered else "/"
        found.append(
            CountryLink(
                code=entry.code,
                name=formats.territory(entry.code, language),
                url=address(request, entry.host, path),
                language=offered,
                languages=entry.languages,
            )
        )
    return sorted(found, key=lambda link: link.name)
