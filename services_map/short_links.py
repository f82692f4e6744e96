"""Short links to services (``portal.countries.short_links``): the first letters of their public identifier."""

from portal.core import short_codes
from portal.countries.frame import Frame
from portal.countries.short_links import Resolver, Target
from services_map import directory as directories
from services_map.entries import Entry
from services_map.models import Service
from services_map.screens import ROOT

SERVICE = "s"


def ref(entry: Entry) -> str:
    """The code of a service."""
    return short_codes.encode(SERVICE, entry.public_id)


def service(frame: Frame, language: str, rest: str) -> Target | None:
    """A service on the list; one that has left it as long as its page tells what to turn to instead, but for a confidential one."""
    keys = short_codes.span(rest)
    if keys is None:
        return None
    directory = directories.of(frame)
    rows = Service.objects.filter(country=frame.country, public_id__range=keys).select_related("category__parent")
    for kept in rows.exclude(status=Service.Status.DRAFT).order_by("pk"):
        path = f"/{language}/{ROOT}{kept.slug}/"
        entry = directory.by_pk.get(kept.pk)
        if entry:
            name, code = directory.names(frame, language)[entry.position]
            return Target(path, name, code, directory.sensitive(entry))
        if not kept.is_confidential:
            return Target(path, "", "")
    return None


def resolvers() -> dict[str, Resolver]:
    """What this room has."""
    return {SERVICE: service}
