"""The code on a leaflet, and the address behind it."""

from uuid import UUID

from django.conf import settings

from portal.countries import short_links
from portal.countries.frame import Frame


def origin(frame: Frame) -> str:
    """Scheme, host and port of a country site: ``https://moldova.example.org``."""
    environment = settings.ENVIRONMENT
    port = "" if environment.https else f":{environment.public_port}"
    return f"{'https' if environment.https else 'http'}://{frame.site.hostname}{port}"


def address_of(frame: Frame, path: str, key: UUID | None = None) -> str:
    """The address that a leaflet gives for a page of the site in a language (``/uk/housing/rent/``).

    ``key``: the translation key of an article; its short link is easier to type, and lives through renames.
    """
    if key is None:
        return f"{origin(frame)}{path}"
    language = path.split("/")[1]
    return f"{origin(frame)}{short_links.path(short_links.page_ref(key), language)}"


def shown(address: str) -> str:
    """An address as people type it: without scheme and without the last slash."""
    return address.split("://", 1)[1].rstrip("/")
