"""Addresses of reading without a network: the worker, the manifest, the page of packs, its search, and the packs."""

import json
from functools import lru_cache
from typing import Any

import brotli
from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core.pagecache import mark_public, mark_sensitive
from portal.countries import screen as screens
from portal.countries.frame import Frame
from portal.countries.request import PortalRequest
from portal.countries.screen import Crumb, Screen
from portal.offline import contents, packs
from portal.search import words
from services_map import directory as directories

# What the saved pages need besides themselves.
ASSETS = ("js/page.js", "js/store.js", "js/offline.js", "js/find.js", "icons/favicon.svg", "icons/neutral.svg")
COLOUR, GROUND = "#0b5c6b", "#ffffff"  # of static/css/tokens.css
ICONS = (("icon-192.png", 192, "any"), ("icon-512.png", 512, "any"), ("icon-maskable.png", 512, "maskable"))
_RETRY_AFTER = 3  # seconds


@require_safe
def worker(request: PortalRequest) -> HttpResponse:
    """``/sw.js``: the service worker of a country's host. Browsers ask for it again at every visit; it is 304 then."""
    _frame(request)
    response = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@lru_cache(maxsize=1)
def _worker() -> bytes:
    """Without its remarks: browsers ask for it often."""
    lines = (settings.BASE_DIR / "static" / "js" / "worker.js").read_bytes().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.lstrip().startswith(b"//"))


@require_safe
def manifest(request: PortalRequest) -> HttpResponse:
    """What a phone shows when the site is put on its home screen."""
    screen = screens.at(request, "manifest.webmanifest", "")
    start = f"/{request.language}/"
    data = {
        "id": start,
        "name": f"{screen.country_name} – " + _("Information for refugees"),
        "short_name": screen.country_name,
        "lang": screen.language.code,
        "dir": screen.language.direction,
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        "theme_color": COLOUR,
        "background_color": GROUND,
        "icons": [
            {"src": static(f"icons/{name}"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for name, size, purpose in ICONS
        ],
    }
    body = json.dumps(data, ensure_ascii=False)
    return mark_public(HttpResponse(body, content_type="application/manifest+json"))


@require_safe
def manage(request: PortalRequest) -> HttpResponse:
    """Saving this country in this language, and what is saved."""
    title = _("Read without internet")
    screen = screens.at(request, contents.MANAGE, title)
    return mark_public(render(request, "offline/manage.html", _context(screen, title)))


@require_safe
def find(request: PortalRequest) -> HttpResponse:
    """The search over what is saved: it stands in for the search and the list of services where there is no network."""
    title = _("Find help")
    crumb = Crumb(f"/{request.language}/{contents.MANAGE}", _("Read without internet"), request.language)
    screen = screens.at(request, contents.FIND, title, crumbs=[crumb])
    directory = directories.of(screen.frame)
    context = {
        **_context(screen, title),
        "icons": sorted({item.icon for item in directory.categories.values()}),
        "letters": json.dumps(words.letters(), ensure_ascii=False),
    }
    return mark_public(render(request, "offline/find.html", context))


@require_safe
def pack(request: PortalRequest) -> HttpResponse:
    """What the pack of this language holds now, with the sizes of its parts; 503 while another process is just making it."""
    frame = _frame(request)
    try:
        found = packs.of(frame, request.language)
    except packs.Building:
        return _later()
    address = f"/{request.language}/{contents.MANAGE}parts/"
    parts = [{**part, "address": f"{address}{part['hash']}.json"} for part in found["parts"]]
    data = {**found, "parts": parts, "assets": [static(name) for name in ASSETS]}
    return mark_public(JsonResponse(data, json_dumps_params={"ensure_ascii": False}))


@require_safe
def part(request: PortalRequest, digest: str) -> HttpResponse:
    """A part of a pack, as it was compressed when it was made; 404 for one that is of the past."""
    try:
        kept = packs.part(_frame(request), request.language, digest)
    except packs.Building:
        return _later()
    if kept is None:
        raise Http404
    level, found = kept
    takes_brotli = "br" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    response = HttpResponse(found if takes_brotli else brotli.decompress(found), content_type="application/json")
    if takes_brotli:
        response["Content-Encoding"] = "br"
    response["ETag"] = f'W/"{digest}"'
    patch_vary_headers(response, ["Accept-Encoding"])
    return (mark_sensitive if level == contents.Level.SENSITIVE else mark_public)(response)


def _later() -> HttpResponse:
    """A pack is just being made."""
    response: HttpResponse = JsonResponse({}, status=503)
    response["Retry-After"] = str(_RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def _frame(request: PortalRequest) -> Frame:
    """The country site; 404 at the front door."""
    if request.frame is None:
        raise Http404
    return request.frame


def _context(screen: Screen, title: str) -> dict[str, Any]:
    return {"screen": screen, "page": {"title": title}}
