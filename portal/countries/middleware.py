"""Which country and which language a request is for.

The host says the country, the first part of the path the language; nothing is read from a cookie or an address. Wagtail's locales are
global (wagtail #7843), so a country's own list is enforced here: another language is a 404 that offers those there are.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse
from django.http.request import split_domain_port
from django.utils import translation

from locales import negotiation
from portal.core import clock
from portal.core.pagecache import is_kept, keep_until
from portal.countries import errors, frame, front_door, handed_over
from portal.countries.models import Stage
from portal.countries.request import PortalRequest

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_NOT_LANGUAGES = {"cms", "api"}
_STAFF_ONLY = ("/cms/", "/documents/")
_NEUTRAL = ("/static/", "/media/", "/healthz", "/readyz", "/robots.txt", "/favicon.ico")


class CountryMiddleware:
    """Sets ``request.frame`` (None at the front door), ``request.language`` and activates the language."""

    def __init__(self, get_response: Callable[[PortalRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        if request.path.startswith(_NEUTRAL):
            return self.get_response(request)
        host = split_domain_port(request.get_host().lower())[0]
        request.frame = found = frame.at_host(host)
        if found is None and host not in (settings.PORTAL_DOMAIN, "127.0.0.1"):
            return errors.unknown_host(request)
        if found is not None:
            request._wagtail_site = found.site  # Wagtail's own cache of Site.find_for_request
            if request.path.startswith(_STAFF_ONLY[0]):
                return errors.page_not_found(request)  # the admin lives at the front door's host only
            if found.stage == Stage.HANDED_OVER:
                return handed_over.answer(request, found)
        elif request.path.startswith(_STAFF_ONLY):
            return self.get_response(request)
        offered = found.codes if found else front_door.languages()
        return self._in_language(request, offered)

    def _in_language(self, request: PortalRequest, offered: tuple[str, ...]) -> HttpResponse:
        first = request.path.split("/", 2)[1]
        asked = first.lower()
        if asked in offered:
            if asked != first:
                return errors.moved(request, asked)
            return self._answer(request, asked)
        request.language = best_language(request, offered)
        if _LANGUAGE_TAG.fullmatch(first) and asked not in _NOT_LANGUAGES:
            return errors.language_not_offered(request, asked)
        return self._answer(request, request.language)

    def _answer(self, request: PortalRequest, language: str) -> HttpResponse:
        request.language = language
        began = clock.now()
        with translation.override(language):
            response = self.get_response(request)
            # Rendered here, while the language is active.
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
        response.headers.setdefault("Content-Language", language)
        if request.frame is not None:
            response.time_zone = request.frame.country.time_zone  # type: ignore[attr-defined]  # of the notice on a copy
        if request.frame is not None and is_kept(response):
            # Counted from before the page was made: one that an alert's end met on the way is not kept.
            change = request.frame.next_alert_change(began)
            if change is not None:
                keep_until(response, change.timestamp())
        return response


def best_language(request: PortalRequest, offered: tuple[str, ...]) -> str:
    """The offered language that the browser prefers; else the first one on offer that most strangers can read, English or the first."""
    accepted = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    fallback = "en" if "en" in offered or not offered else offered[0]
    return negotiation.best(accepted, offered) or fallback
