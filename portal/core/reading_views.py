"""Ways to read the same page: with large text, or without pictures (docs/adr/0035-handing-on-and-reading-views.md).

A view is a query string, ``?view=large`` or ``?view=text``: a choice that needs no cookie and no script, that can be sent to somebody and
kept by every cache. Links within the site carry it on. A browser that saves data (``Save-Data: on``) gets no pictures either.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

VIEWS = ("large", "text")
_KEPT = {"": "", **{f"view={view}": view for view in VIEWS}}
_VIEW = re.compile(r"[?&;]view=")
# The way to another page of the site: a path below a language that ends with a slash, with its query and fragment, or a bare query. What
# is relative ("./", "?view=large") changes the view and stays.
_LINK = re.compile(
    r'(<a\b[^>]*? href=")(?:(/(?!api/|cms/)[a-z]{2,3}(?:-[a-z0-9]+)*/(?:[^"?#]*/)?)(\?[^"#]*)?(#[^"]*)?|(\?[^"#]+))"'
)
_FORM = re.compile(r'<form\b[^>]*\bmethod="get"[^>]*>')


class ReadingViewMiddleware:
    """Sets ``request.view`` ("" as usual) and ``request.light`` (no pictures), and carries the view on in what is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = dict(parse_qsl(request.META.get("QUERY_STRING", ""))).get("view", "")
        view = asked if asked in VIEWS else ""
        request.view = view  # type: ignore[attr-defined]
        request.light = view == "text" or saves_data(request.META)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if not response.get("Content-Type", "").startswith("text/html") or response.streaming:
            return response
        if response.get("Cache-Control", "").startswith("public"):
            patch_vary_headers(response, ["Save-Data"])
        if view and not request.path.startswith("/cms/"):
            response["X-Robots-Tag"] = "noindex"
            if response.has_header("Location"):
                response["Location"] = _onward(response["Location"], view)
            response.content = carry(response.content.decode(response.charset), view)
            if response.has_header("Content-Length"):  # of the page without the view
                response["Content-Length"] = str(len(response.content))
        return response


def saves_data(environ: Mapping[str, Any]) -> bool:
    """Whether the browser asks for little data."""
    return str(environ.get("HTTP_SAVE_DATA", "")).lower() == "on"


def variant(environ: Mapping[str, Any]) -> str | None:
    """Which of the few variants of a page a WSGI request is for; None with any other query string, whose answers nobody keeps."""
    view = _KEPT.get(environ.get("QUERY_STRING", ""))
    return None if view is None else view + ("|light" if saves_data(environ) else "")


def carry(html: str, view: str) -> str:
    """The page with the view in all links and search forms that stay on the site."""

    def link(match: re.Match[str]) -> str:
        start, path, query, fragment, bare = match.groups(default="")
        found = query or bare
        if _VIEW.search(found):
            return match.group()
        joined = f"{found}&amp;view={view}" if found else f"?view={view}"
        return f'{start}{path}{joined}{fragment}"'

    html = _LINK.sub(link, html)
    return _FORM.sub(lambda match: f'{match.group()}<input type="hidden" name="view" value="{view}">', html)


def _onward(location: str, view: str) -> str:
    if not location.startswith(("/", "?")) or location.startswith("//") or _VIEW.search(location):
        return location
    path, sign, fragment = location.partition("#")
    return f"{path}{'&' if '?' in path else '?'}view={view}{sign}{fragment}"
