"""What stands in when a page cannot be rendered: its last good copy, else a kind 503. Between the page cache and the views."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver

from locales import languages
from portal.core import copies, outage, stamps
from portal.core.copies import Address, Copy

# They ask no database, or ask it to tell how it is.
_NEVER_HELD_UP = ("/static/", "/media/", "/healthz", "/readyz", "/favicon.ico", "/robots.txt")
_GONE = {301, 302, 401, 403, 404, 410}

Render = Callable[[HttpRequest], HttpResponse]


def for_staff(render: Render, request: HttpRequest) -> HttpResponse:
    """The answer to whoever is signed in or sends something: never a copy."""
    return _answer(render, request, staff=True)


def for_reader(render: Render, request: HttpRequest, address: Address | None, stamp: str | None) -> HttpResponse | Copy:
    """The page, or its last copy where it cannot be rendered. ``stamp``: the site's, before anything is read for the page."""
    is_the_try = False  # the one request that may ask the database again: it asks the breaker once, since a second time would say no
    if outage.breaker.failing and address and not request.path.startswith(_NEVER_HELD_UP):
        copy = copies.last(address, stamp)
        if copy:
            is_the_try = outage.breaker.may_try()
            if not is_the_try:
                return copy
    response = _answer(render, request, staff=False, is_the_try=is_the_try)
    if response.status_code >= 500 and address and not settings.DEBUG:
        return copies.last(address, stamp) or response
    if address and response.status_code in _GONE:
        copies.drop(address)
    return response


def keep(address: Address, stamp: str, key: str, response: HttpResponse, **fields: object) -> None:
    """Keep the copy of a page that was just rendered. ``fields``: the others of a Copy."""
    language = response.get("Content-Language", "")
    is_page = response.get("Content-Type", "").startswith("text/html") and language in languages.LANGUAGES
    made = time.time()
    notice = outage.notice(language, getattr(response, "time_zone", settings.TIME_ZONE), made) if is_page else ""
    copies.write(
        Copy(address=address, key=key, stamp=stamp, boot=copies.boot(), made=made, notice=notice, **fields)  # type: ignore[arg-type]
    )


def stamp_of(address: Address) -> str | None:
    """The stamp under which a copy of a page is good; None where nobody knows it at the moment."""
    stamp = stamps.peek(address.domain)
    return stamp if stamp and stamps.readable() else stamps.known(address.domain)


def _answer(render: Render, request: HttpRequest, *, staff: bool, is_the_try: bool = False) -> HttpResponse:
    if request.path.startswith(_NEVER_HELD_UP):
        return render(request)
    if outage.breaker.slow and not is_the_try and not outage.breaker.may_try():
        response: HttpResponse = get_resolver().resolve_error_handler(500)(request)
        return response
    outage.begin(staff=staff)
    response = render(request)
    outage.end()
    return response
