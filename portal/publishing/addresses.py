"""Every public page of every site, as a browser would ask for it: what is kept warm."""

from collections.abc import Iterator

from django.conf import settings

from portal.core.copies import Address
from portal.core.pages import path_on_site
from portal.countries import frame, front_door
from portal.publishing import published

# Pages of a country outside Wagtail's tree, below a language.
_OTHERS = ("alerts/", "listen/", "partners/", "changes/")


def public(only: str = "") -> Iterator[Address]:
    """The front door first, then each country, or the one named: home pages, topics, articles, services, in all its languages."""
    if not only:
        for code in front_door.languages():
            yield _address(settings.PORTAL_DOMAIN, f"/{code}/")
    for entry in front_door.countries():
        found = frame.at_host(entry.host) if only in ("", entry.slug) else None
        if found is not None:
            for path in _paths(found):
                yield _address(entry.host, path)


def _paths(found: frame.Frame) -> Iterator[str]:
    """A page is shown at its address in every language of the country, in the best translation that there is."""
    below = [path_on_site(group[0][1].url_path).split("/", 2)[2] for group in published.pages(found)]
    below += [path for path, _codes in published.services(found)]
    for path in sorted({*below, *_OTHERS}, key=lambda path: path.count("/")):
        for code in found.codes:
            yield f"/{code}/{path}"


def _address(host: str, path: str) -> Address:
    environment = settings.ENVIRONMENT
    if environment.https:
        return Address("https", host, path)
    return Address("http", host if environment.public_port == 80 else f"{host}:{environment.public_port}", path)
