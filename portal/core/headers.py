"""Headers that every answer carries: pages, errors, static files, uploads, the API and the admin.

What a view or another middleware has set stays. Tested with Mozilla's HTTP Observatory (``tests/integration/test_headers.py``).
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

ADMIN = "/cms/"
_LOCATION = "geolocation=()"
_POLICY = f"camera=(), {_LOCATION}, microphone=(), payment=(), usb=()"
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Wagtail's admin holds inline scripts and styles (wagtail #1288); all else is as strict as for readers.
_ADMIN = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:{tiles}; "
    "font-src 'self' data:; media-src 'self' blob:; connect-src 'self'; frame-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)


class HeadersMiddleware:
    """Stands around everything that Django answers, so that redirects to https and refused hosts have the headers too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = response.headers
        admin = request.path.startswith(ADMIN)
        if admin:
            headers.setdefault(
                "Content-Security-Policy", _ADMIN.format(tiles=f" {host}" if (host := tile_host()) else "")
            )
        for name, value in _FIXED.items():
            headers.setdefault(name, value)
        headers.setdefault("X-Frame-Options", "SAMEORIGIN" if getattr(request, "is_preview", False) else "DENY")
        headers.setdefault(
            "Cross-Origin-Embedder-Policy", "credentialless" if admin and tile_host() else "require-corp"
        )
        headers.setdefault("Permissions-Policy", _POLICY)
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            headers.setdefault(
                "Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
            )
        return response


def allow_location(response: HttpResponse) -> HttpResponse:
    """Let this page ask where the reader is: the list and the map of services only."""
    response["Permissions-Policy"] = _POLICY.replace(_LOCATION, "geolocation=(self)")
    return response


def allow_tiles(response: HttpResponse) -> HttpResponse:
    """Let this page load map tiles from the host of MAP_TILES, without telling it more than the tile that is wanted."""
    host = tile_host()
    if host:
        response._csp_update = {"img-src": [host]}  # type: ignore[attr-defined]  # as csp.decorators.csp_update does
        response["Cross-Origin-Embedder-Policy"] = "credentialless"
    return response


def tile_host() -> str:
    """The Content-Security-Policy source of MAP_TILES; empty without it, or where it is a path of our own."""
    parts = urlsplit(settings.MAP_TILES)
    return f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}" if parts.netloc else ""
