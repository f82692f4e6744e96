"""To which country pages belong, for many pages at once: by the path of the country's container."""

from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.db.models.functions import Substr
from wagtail.models import Page

from portal.countries.models import Country, CountryContainer

_DEPTH = 2  # a container stands directly below the root
LENGTH = _DEPTH * Page.steplen


def containers(countries: Iterable[Country]) -> dict[str, Country]:
    """By the path of its container each country that has one. One query."""
    by_pk = {country.pk: country for country in countries}
    rows = CountryContainer.objects.filter(country__in=list(by_pk)).values_list("path", "country")
    return {path: by_pk[pk] for path, pk in rows}


def below(places: Mapping[str, Country], prefix: str = "") -> Q:
    """Pages below these containers; ``prefix``: the lookup that leads to the page (``page__``)."""
    found = Q(pk__in=[])
    for path in places:
        found |= Q(**{f"{prefix}path__startswith": path})
    return found


def sources(places: Mapping[str, Country]) -> Q:
    """Pages in the source language of their country."""
    found = Q(pk__in=[])
    for path, country in places.items():
        found |= Q(path__startswith=path, locale=country.source_language_id)
    return found


def container(prefix: str = "") -> Substr:
    """For ``annotate``: the path of the container that a page stands below."""
    return Substr(f"{prefix}path", 1, LENGTH)
