"""The full-page cache: the outermost layer of the application.

It keeps what a view marked (``mark_public``, ``mark_sensitive``): whole responses of anonymous GET requests without a query string (but
that of a reading view, ``portal.core.reading_views``), already compressed. ``CachedPages`` answers a hit before Django makes a request
of it: no session, no language, no database.

Keys carry the host's stamp (``portal.core.stamps``), so that a publish is visible at once, and the hour, so that a date which passes
(a fact, a check) shows in time. A copy of each page lies on disk (``portal.core.copies``) for the other processes, and for when the page
cannot be rendered (``portal.core.standby``). What Django has not answered itself is never found here, so that no rule of its own is passed by.
"""

import gzip
import hashlib
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import brotli
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.utils.cache import patch_vary_headers

from portal.core import copies, outage, purging, reading_views, stamps, standby
from portal.core.copies import Address, Copy

PUBLIC = "public, max-age=0, s-maxage=1, stale-if-error=86400"
SENSITIVE = "private, no-store"
_TEXT = ("text/", "application/json", "application/geo+json", "application/xml", "application/atom+xml")
_FORMS = ("br", "gzip", "")
_DROPPED = {"content-length", "content-encoding", "etag"}
_SENT_WITH_304 = {"Cache-Control", "Vary", "Content-Language", "ETag"}
_STATUS_LINES = {200: "200 OK", 304: "304 Not Modified"}

Environ = dict[str, Any]  # of WSGI; a request's META is one


class Answer(NamedTuple):
    """What goes over the wire."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Kept(NamedTuple):
    """A response as it is kept."""

    status: int
    headers: tuple[tuple[str, str], ...]
    etag: str
    bodies: dict[str, bytes]  # by Content-Encoding; "" is the plain one
    until: float | None  # seconds since the epoch, not at that moment itself; None: as long as its stamp and hour

    def answer(self, environ: Environ) -> Answer:
        """In the form that this browser takes; 304 where it has the page already."""
        if self.status == 200 and self.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            unchanged = [header for header in self.headers if header[0] in _SENT_WITH_304]
            return Answer(304, unchanged + _nginx(environ, unchanged), b"")
        form = _form(environ)
        body = self.bodies[form]
        headers = [*self.headers, ("Content-Length", str(len(body)))]
        if form:
            headers.append(("Content-Encoding", form))
        if settings.CACHE_PURGE_URLS and not environ.get("QUERY_STRING") and ("Cache-Control", PUBLIC) in self.headers:
            headers.append(("Surrogate-Control", f"max-age={self._seconds_left()}"))
        headers += _nginx(environ, self.headers)
        return Answer(self.status, headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else body)

    def _seconds_left(self) -> int:
        """For which a proxy may keep it that can be told to forget it: like the key no longer than this hour."""
        now = time.time()
        moments = [now + purging.KEPT_BY_PROXIES, (now // 3600 + 1) * 3600, *([self.until] if self.until else [])]
        return max(0, int(min(moments) - now))


def mark_public(response: HttpResponse, *, seconds: int | None = None) -> HttpResponse:
    """Say that everyone may be given this response, and that browsers must ask before they use it again.

    ``seconds``: how long it is kept at most, where it tells something that the clock changes (open now).
    """
    response["Cache-Control"] = PUBLIC
    if seconds is not None:
        keep_until(response, time.time() + seconds)
    return response


def mark_sensitive(response: HttpResponse, *, seconds: int | None = None) -> HttpResponse:
    """The same for a page that somebody may have to hide: this application keeps it, but nothing on the way and nothing on the device.

    Neither a proxy nor the browser stores it, no service worker does, and Back asks for it again.
    """
    mark_public(response, seconds=seconds)
    response["Cache-Control"] = SENSITIVE
    response.kept_here = True  # type: ignore[attr-defined]
    return response


def is_kept(response: HttpResponse) -> bool:
    """Whether a view said that everyone may be given this response."""
    return response.get("Cache-Control", "").startswith("public") or getattr(response, "kept_here", False)


def keep_until(response: HttpResponse, moment: float) -> None:
    """Keep this response no longer than until a moment (seconds since the epoch), from which on it would say something else."""
    response.kept_until = min(moment, getattr(response, "kept_until", moment))  # type: ignore[attr-defined]


class CachedPages:
    """A WSGI application in front of Django's: answers from the cache, and leaves everything else to Django."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
        kept = _find(_key(environ), environ) if _is_anonymous_read(environ) else None
        if kept is None:
            return self.application(environ, start_response)
        answer = kept.answer(environ)
        start_response(_STATUS_LINES[answer.status], answer.headers)
        return [answer.body]


class PageCacheMiddleware:
    """Keeps the answers that may be kept, and compresses what anonymous readers get. It looks into the cache itself too: where
    ``CachedPages`` is not in front (tests, the development server), and for a page that was rendered in the meantime."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_anonymous_read(request.META):
            return standby.for_staff(self.get_response, request)
        # The stamp is read before rendering: a change during rendering leaves the entry under the old stamp.
        key, address = _key(request.META), _address(request.META)
        stamp = standby.stamp_of(address) if address else None
        kept = _find(key, request.META) or _of_copy(key, address)
        if kept is None:
            answer = standby.for_reader(self.get_response, request, address, stamp)
            if isinstance(answer, Copy):
                kept = _stand_in(answer, key)
            elif not _may_compress(answer):
                return answer
            else:
                kept = _keep(answer, _form(request.META))
                if key and _may_keep(answer):
                    caches["pages"].set(key, kept)
                    _copy(kept, answer, key, address, stamp)
        return _response(_in_form(kept, key, request.META).answer(request.META))


def _nginx(environ: Environ, headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """nginx counts in whole seconds and would keep a page for up to two (s-maxage=1). Told the end of the second by its own clock, which
    deploy/nginx.conf sends along, it keeps it for one at most. After Cache-Control, which it reads for what it may show after an error."""
    second = environ.get("HTTP_X_PROXY_SECOND", "").partition(".")[0]
    is_one = len(second) < 12 and second.isdecimal() and second.isascii() and abs(int(second) - time.time()) < 60
    return [("X-Accel-Expires", f"@{second}")] if is_one and ("Cache-Control", PUBLIC) in headers else []


def _is_anonymous_read(environ: Environ) -> bool:
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return False
    cookies, name = environ.get("HTTP_COOKIE", ""), settings.SESSION_COOKIE_NAME
    # Cookies of others may reach us from a parent domain; one called "sessionid" is no reason to pass the cache by.
    return name not in cookies or all(part.partition("=")[0].strip() != name for part in cookies.split(";"))


def _address(environ: Environ) -> Address | None:
    """None with a query string that is no reading view, and for a host that is not ours."""
    variant = reading_views.variant(environ)
    if variant is None:
        return None
    host = environ.get("HTTP_HOST", "").lower()
    domain, _port = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return None
    # Pages hold absolute addresses: what Django tells the scheme from is part of the address.
    proxied = settings.SECURE_PROXY_SSL_HEADER
    # Only two are known, whatever a visitor's header says past a proxy that lets it through.
    scheme = _forwarded(environ.get(proxied[0], ""), proxied[1]) if proxied else environ["wsgi.url_scheme"]
    return Address(scheme, host, environ.get("PATH_INFO", ""), variant)


def _forwarded(said: str, secure: str) -> str:
    """As ``HttpRequest.scheme`` reads the proxy's header."""
    return "https" if said.split(",", 1)[0].strip() == secure else "http"


def _key(environ: Environ) -> str | None:
    """None where there is no address, and for a host without a stamp: unknown, or asked for the first time."""
    address = _address(environ)
    stamp = stamps.peek(address.domain) if address else None
    if address is None or stamp is None:
        return None
    name = f"{address.host}|{address.path}|{stamp}|{int(time.time() // 3600)}|{address.scheme}|{address.variant}"
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _find(key: str | None, environ: Environ) -> Kept | None:
    """What is kept, with the form that this browser takes; a form is made when the first browser asks for it."""
    kept: Kept | None = caches["pages"].get(key) if key else None
    if kept and kept.until is not None and time.time() >= kept.until:
        return None
    return _in_form(kept, key, environ) if kept else None


def _in_form(kept: Kept, key: str | None, environ: Environ) -> Kept:
    if (form := _form(environ)) not in kept.bodies:
        kept.bodies[form] = _compress(kept.bodies[""], form)
        if key:
            caches["pages"].set(key, kept)
    return kept


def _of_copy(key: str | None, address: Address | None) -> Kept | None:
    """What another process has rendered."""
    copy = copies.fresh(address, key) if key and address else None
    if copy is None:
        return None
    kept = Kept(copy.status, copy.headers, copy.etag, {"": copy.plain(), "br": copy.body}, copy.until)
    caches["pages"].set(key, kept)
    return kept


def _stand_in(copy: Copy, key: str | None) -> Kept:
    """The last good copy with its notice, in memory until the page itself is tried again."""
    body = outage.with_notice(copy)
    etag = _etag(body)
    headers = (*outage.headers(copy), ("ETag", etag))
    kept = Kept(copy.status, headers, etag, {"": body}, time.time() + outage.PAUSE)
    if key:
        caches["pages"].set(key, kept)
    return kept


def _copy(kept: Kept, response: HttpResponse, key: str, address: Address | None, stamp: str | None) -> None:
    """Keep it on disk too."""
    if address and stamp:
        body = kept.bodies.get("br") or _compress(kept.bodies[""], "br")
        fields = {"status": kept.status, "headers": kept.headers, "etag": kept.etag, "until": kept.until, "body": body}
        standby.keep(address, stamp, key, response, **fields)


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
        response.status_code == 200 and is_kept(response) and "accept-language" not in response.get("Vary", "").lower()
    )


def _form(environ: Environ) -> str:
    """The best Content-Encoding that the browser takes."""
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    return next((form for form in _FORMS if form and form in accepted), "")


def _compress(body: bytes, form: str) -> bytes:
    if form == "br":
        return brotli.compress(body, quality=6)
    return gzip.compress(body, compresslevel=6, mtime=0) if form else body


def _keep(response: HttpResponse, form: str) -> Kept:
    patch_vary_headers(response, ["Accept-Encoding"])
    plain = response.content
    etag = _etag(plain)
    headers = [(name, value) for name, value in response.items() if name.lower() not in _DROPPED]
    if response.status_code == 200:
        headers.append(("ETag", etag))
    until = getattr(response, "kept_until", None)
    return Kept(response.status_code, tuple(headers), etag, {"": plain, form: _compress(plain, form)}, until)


def _etag(body: bytes) -> str:
    return f'W/"{hashlib.blake2b(body, digest_size=10).hexdigest()}"'


def _response(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, headers=dict(answer.headers))
    if answer.status == 304:
        del response["Content-Type"]  # Django's own default
    return response
