"""The full-page cache: the outermost layer of the application.

It keeps what a view marked ``Cache-Control: public``: whole responses of anonymous GET requests without a query string, already
compressed. A hit costs no session, no language, no database. Keys carry the host's stamp (``portal.core.stamps``), so that a
publish is visible at once, and the hour, so that a date which passes (a fact, a check) shows in time.
"""

import gzip
import hashlib
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

import brotli
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils.cache import patch_vary_headers

from portal.core import stamps

PUBLIC = "public, max-age=0, s-maxage=1, stale-if-error=86400"
_TEXT = ("text/", "application/json", "application/xml", "application/atom+xml")
_FORMS = ("br", "gzip", "")
_DROPPED = {"content-length", "content-encoding", "etag"}


class Kept(NamedTuple):
    """A response as it is kept."""

    status: int
    headers: tuple[tuple[str, str], ...]
    etag: str
    bodies: dict[str, bytes]  # by Content-Encoding; "" is the plain one


def mark_public(response: HttpResponse) -> HttpResponse:
    """Say that everyone may be given this response, and that browsers must ask before they use it again."""
    response["Cache-Control"] = PUBLIC
    return response


class PageCacheMiddleware:
    """Answers from the cache, or keeps the answer; compresses what anonymous readers get either way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.cache = caches["pages"]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return self.get_response(request)
        # The stamp is read before rendering: a change during rendering leaves the entry under the old stamp.
        key = None if request.META.get("QUERY_STRING") else _key(request)
        kept = self.cache.get(key) if key else None
        if kept is None:
            response = self.get_response(request)
            if not _may_compress(response):
                return response
            keep = key is not None and _may_keep(response)
            kept = _keep(response, _FORMS if keep else (_form(request),))
            if keep:
                self.cache.set(key, kept)
        return _answer(request, kept)


def _may_compress(response: HttpResponse) -> bool:
    """Text without secrets: what is sent with a cookie could be guessed from its compressed length (BREACH)."""
    return (
        not response.streaming
        and not response.cookies
        and not response.has_header("Content-Encoding")
        and response.get("Content-Type", "").startswith(_TEXT)
        and len(response.content) > 200
    )


def _may_keep(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and response.get("Cache-Control", "").startswith("public")
        and "accept-language" not in response.get("Vary", "").lower()
    )


def _key(request: HttpRequest) -> str | None:
    """None for a host without a stamp: unknown, or asked for the first time. Raises DisallowedHost for one that is not ours."""
    host = request.get_host().lower()
    stamp = stamps.peek(split_domain_port(host)[0])
    if stamp is None:
        return None
    name = f"{host}|{request.path}|{stamp}|{int(time.time() // 3600)}|{request.scheme}"
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _form(request: HttpRequest) -> str:
    """The best Content-Encoding that the browser takes."""
    accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
    return next((form for form in _FORMS if form and form in accepted), "")


def _compress(body: bytes, form: str) -> bytes:
    if form == "br":
        return brotli.compress(body, quality=6)
    return gzip.compress(body, compresslevel=6, mtime=0) if form else body


def _keep(response: HttpResponse, forms: Iterable[str]) -> Kept:
    patch_vary_headers(response, ["Accept-Encoding"])
    plain = response.content
    return Kept(
        status=response.status_code,
        headers=tuple((name, value) for name, value in response.items() if name.lower() not in _DROPPED),
        etag=f'W/"{hashlib.blake2b(plain, digest_size=10).hexdigest()}"',
        bodies={form: _compress(plain, form) for form in forms},
    )


def _answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    if kept.status == 200 and kept.etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response = HttpResponse(status=304)
        del response["Content-Type"]
        for name, value in kept.headers:
            if name in ("Cache-Control", "Vary", "Content-Language"):
                response[name] = value
    else:
        form = _form(request)
        response = HttpResponse(kept.bodies[form], status=kept.status)
        for name, value in kept.headers:
            response[name] = value
        if form:
            response["Content-Encoding"] = form
        response["Content-Length"] = str(len(kept.bodies[form]))
        if request.method == "HEAD":
            response.content = b""
    if kept.status == 200:
        response["ETag"] = kept.etag
    return response
