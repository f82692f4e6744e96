"""The way from an article to its leaflet."""

from dataclasses import dataclass

from django import template

from portal.countries.screen import Screen
from portal.leaflets import drawing, keeping

register = template.Library()


@dataclass(frozen=True)
class Link:
    """``size`` in bytes; None where nobody has asked for it yet."""

    path: str
    size: int | None


@register.simple_tag
def leaflet_of(screen: Screen) -> Link | None:
    """The leaflet of the article that is shown; None where there can be none. Costs one look into the shared cache."""
    found = screen.found
    if not found.shown.live or screen.frame.restricted(found.shown.tree_path) or drawing.missing():
        return None
    return Link(f"{found.path}leaflet.pdf", keeping.size_of(str(found.shown.translation_key), found.language))
