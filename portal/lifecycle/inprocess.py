"""Reading a country site inside this process: the same application that readers get, without a server."""

import io
from typing import Any, NamedTuple

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest

from portal.countries.models import Country


class Answer(NamedTuple):
    """What the site answered. ``location``: where it leads, of a redirect. ``sensitive``: not to be kept on a device that others use."""

    status: int
    kind: str
    location: str
    body: bytes
    sensitive: bool


class InProcess:
    """``get("/uk/")`` as a stranger's browser would."""

    def __init__(self, country: Country) -> None:
        if country.site is None:
            raise ValueError(f"{country} has no site")
        self.host = country.site.hostname
        # The handler alone: a server's application would end the connection to the database after each request.
        self.handler = BaseHandler()
        self.handler.load_middleware()

    def get(self, path: str, query: str = "") -> Answer:
        response = self.handler.get_response(WSGIRequest(self._environ(path, query)))
        kind = response.headers.get("Content-Type", "").split(";")[0]
        location = response.headers.get("Location", "")
        sensitive = "no-store" in response.headers.get("Cache-Control", "") or "X-Portal-Sensitive" in response.headers
        return Answer(response.status_code, kind, location, getattr(response, "content", b""), sensitive)

    def _environ(self, path: str, query: str) -> dict[str, Any]:
        https = settings.ENVIRONMENT.https
        environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": self.host,
            "SERVER_PORT": "443" if https else str(settings.ENVIRONMENT.public_port),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self.host if https else f"{self.host}:{settings.ENVIRONMENT.public_port}",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "https" if https else "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        return environ | ({"HTTP_X_FORWARDED_PROTO": "https"} if https else {})
