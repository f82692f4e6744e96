"""Making a change visible at once: what of a country is cached becomes unreachable."""

from django.conf import settings
from django.dispatch import Signal
from wagtail.models import Page

from portal.core import stamps
from portal.countries.models import Country

changed = Signal()  # with ``country``: the one of which readers see something new, or None for all of them


def country(country: Country) -> None:
    """A country site and the front door, which lists it."""
    hosts = [country.site.hostname] if country.site else []
    stamps.bump(settings.PORTAL_DOMAIN, *hosts)
    changed.send(Country, country=country)


def country_of(page: Page) -> None:
    """The country that a page belongs to, found by its path (``/moldova/...``)."""
    found = Country.objects.of_page(page)
    if found:
        country(found)


def everything() -> None:
    """All sites: after a change to what they share."""
    stamps.bump(
        settings.PORTAL_DOMAIN,
        *Country.objects.public().values_list("site__hostname", flat=True),
    )
    changed.send(Country, country=None)
