"""Answers to requests that lead nowhere: never a dead end, always in a language of the reader."""

from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.http.request import split_domain_port
from django.template.loader import render_to_string
from django.utils import translation

from locales import languages, negotiation
from locales.languages import CATALOGS
from portal.core import clock, outage, stylesheet
from portal.countries import alerts, front_door
from portal.countries.frame import Frame, last_known
from portal.countries.request import PortalRequest


def page_not_found(request: PortalRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the reader's language, the way home, the country's topics."""
    return _render(request, "errors/404.html", 404)


def language_not_offered(request: PortalRequest, asked: str) -> HttpResponse:
    """404 for a language that the country lacks: offers those it has, and says so in the language asked for where we can."""
    known = asked if asked in CATALOGS else None
    return _render(request, "errors/language.html", 404, language=known, asked=asked)


def unknown_host(request: PortalRequest) -> HttpResponse:
    """404 for a host that is no country site: lists the countries."""
    request.frame = None
    return _render(request, "errors/host.html", 404)


def bad_request(request: PortalRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a host that is not ours, or a request that cannot be understood. Touches neither host nor database."""
    accepted = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    language = negotiation.best(accepted, CATALOGS) or "en"
    return _render(request, "errors/400.html", 400, language=language)


def server_error(request: PortalRequest) -> HttpResponse:
    """500: the database may be down, so nothing is asked of it.

    503 where it is known to be, with the country's emergency numbers if they are in memory.
    """
    down = outage.database_failed() or outage.breaker.slow
    accepted = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    frame = last_known(split_domain_port(request.META.get("HTTP_HOST", "").lower())[0]) if down else None
    asked = request.path.split("/", 2)[1].lower()
    language = getattr(request, "language", None) or (asked if asked in (frame.codes if frame else CATALOGS) else None)
    language = language or negotiation.best(accepted, frame.codes if frame else CATALOGS) or "en"
    if not down:
        return _render(request, "errors/500.html", 500, language=language)
    request.frame = frame
    try:
        response = _render(request, "errors/500.html", 503, language=language)
    except DatabaseError:  # not all of it was in memory
        request.frame = None
        response = _render(request, "errors/500.html", 503, language=language)
    response["Retry-After"] = str(outage.RETRY_AFTER)
    return response


def forbidden(request: PortalRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _render(request, "errors/403.html", 403)


def csrf_failure(request: PortalRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open too long."""
    return forbidden(request)


def moved(request: PortalRequest, language: str) -> HttpResponse:
    """Language tags are case-insensitive; our addresses are in lower case."""
    rest = request.path.split("/", 2)[2:]
    return HttpResponsePermanentRedirect(f"/{language}/{rest[0] if rest else ''}")


def _alerts(frame: Frame, language: str) -> alerts.Box:
    return alerts.box(frame.alerts(language), clock.now(), None)


def _render(
    request: PortalRequest, template: str, status: int, language: str | None = None, **context: Any
) -> HttpResponse:
    frame = getattr(request, "frame", None)
    offered: Sequence[str] = frame.codes if frame else ()
    if status < 500 and not offered and template != "errors/400.html":
        offered = front_door.languages()
    if language is None:
        accepted = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
        chosen = getattr(request, "language", None) or negotiation.best(accepted, offered or CATALOGS)
        language = chosen or ("en" if "en" in offered or not offered else offered[0])
    needs_countries = frame is None and status == 404
    with translation.override(language):
        html = render_to_string(
            template,
            {
                "request": request,
                "status": status,
                "frame": frame,
                "language": language,
                "interface": languages.get(languages.get(language).catalog_code),
                "home_language": language if language in offered else None,
                "offered": [languages.get(code) for code in offered],
                "topics": frame.topics(language) if frame and language in offered else [],
                "lines": frame.emergency_lines(language) if frame and language in offered else [],
                "alerts": _alerts(frame, language) if frame and language in offered and status < 500 else None,
                "country_links": front_door.links(request, language) if needs_countries else [],
                "css": stylesheet.load().css,
                **context,
            },
        )
    response = HttpResponse(html, status=status)
    response["Content-Language"] = language
    response["Cache-Control"] = "no-store"
    return response
