"""Rules for every request and every answer, whatever the page."""

import re
from collections.abc import Callable
from typing import Any

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from portal.core import stylesheet

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffd]")
MAX_PATH = 1000


class BadRequestMiddleware(MiddlewareMixin):
    """404 for paths with control characters (PostgreSQL refuses NUL), broken percent-encodings or beyond any page's length."""

    get_response: Callable[[HttpRequest], HttpResponse]

    def process_view(self, request: HttpRequest, *args: object) -> None:
        if len(request.path) > MAX_PATH or _CONTROL.search(request.path):
            raise Http404


class PolicyMiddleware(CSPMiddleware):
    """django-csp, with the hash of the inlined stylesheet. A preview may stand in the editor's frame, a public page in none."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts: PolicyParts = super().get_policy_parts(request, response, report_only)
        update: dict[str, Any] = dict(parts.update or {})
        update["style-src"] = [*update.get("style-src", []), *stylesheet.csp_sources()]
        parts.update = update
        if getattr(request, "is_preview", False):
            parts.replace = {**(parts.replace or {}), "frame-ancestors": [SELF]}
        return parts
