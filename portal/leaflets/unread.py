"""Requests without a reader: what pages and screens ask for, of a country and a language, with nobody behind it."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest

from portal.countries.frame import Frame
from portal.countries.request import PortalRequest


class _Unread(HttpRequest):
    def _get_scheme(self) -> str:
        return "https" if settings.ENVIRONMENT.https else "http"


def request(frame: Frame, language: str) -> PortalRequest:
    """A request for the site of ``frame`` in ``language``, at the host and port that the installation says."""
    made = cast(PortalRequest, _Unread())
    host = frame.site.hostname
    made.method = "GET"
    made.META = {
        "SERVER_NAME": host,
        "SERVER_PORT": "443" if settings.ENVIRONMENT.https else str(settings.ENVIRONMENT.public_port),
        "HTTP_HOST": host if settings.ENVIRONMENT.https else f"{host}:{settings.ENVIRONMENT.public_port}",
    }
    made.frame, made.language, made._wagtail_site = frame, language, frame.site
    return made
