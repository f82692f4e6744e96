"""What the middleware and the views put on a request."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from portal.countries.frame import Frame
    from portal.countries.routing import Found
    from portal.countries.screen import Screen


class PortalRequest(HttpRequest):
    """Never made: a name for types. ``frame`` is None at the front door; ``found`` and ``screen`` come with a page; ``view`` and ``light``
    are set by ``portal.core.reading_views``."""

    frame: "Frame | None"
    language: str
    found: "Found"
    screen: "Screen"
    view: str
    light: bool
    _wagtail_site: Any
    _wagtail_route_for_request: Any
