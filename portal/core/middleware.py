"""Rules for every request and every answer, whatever the page."""

import re
from collections.abc import Callable
from typing import Any, cast

from csp.constants import HEADER, SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from portal.core import headers, stylesheet

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffd]")
MAX_PATH = 1000
MAX_FORM = 256 * 1024  # bytes; the longest answer of an organization for its listings is far below
# A static file runs nothing when it is opened by itself.
_FILE = "default-src 'none'; frame-ancestors 'none'"


class BadRequestMiddleware(MiddlewareMixin):
    """400 for what strangers send beyond any form's length; 404 for paths with control characters (PostgreSQL refuses NUL), broken
    percent-encodings or beyond any page's length."""

    get_response: Callable[[HttpRequest], HttpResponse]

    def process_request(self, request: HttpRequest) -> None:
        sent = request.META.get("CONTENT_LENGTH") or "0"
        if not request.path.startswith(headers.ADMIN) and (not sent.isdecimal() or int(sent) > MAX_FORM):
            raise RequestDataTooBig("more than a form for readers holds")

    def process_view(self, request: HttpRequest, *args: object) -> None:
        if len(request.path) > MAX_PATH or _CONTROL.search(request.path):
            raise Http404


class PolicyMiddleware(CSPMiddleware):
    """django-csp, with the hash of the inlined stylesheet. A preview may stand in the editor's frame, a public page in none."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith(settings.STATIC_URL) and response.status_code < 400:
            response.headers.setdefault(HEADER, _FILE)
        return cast(HttpResponseBase, super().process_response(request, response))

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts: PolicyParts = super().get_policy_parts(request, response, report_only)
        update: dict[str, Any] = dict(parts.update or {})
        update["style-src"] = [*update.get("style-src", []), *stylesheet.csp_sources()]
        parts.update = update
        if getattr(request, "is_preview", False):
            update["style-src"] = [SELF, *update["style-src"]]  # Wagtail's checks bring their own
            parts.replace = {**(parts.replace or {}), "frame-ancestors": [SELF]}
        return parts
