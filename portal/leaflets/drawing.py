"""From a leaflet's HTML to PDF with WeasyPrint. Only this module and ``folding`` know the libraries, and load them when asked to draw."""

import ctypes
import io
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.utils._os import safe_join

from portal.leaflets import fonts, weasyprint_fixes
from portal.leaflets.problems import NotInstalled

_MISSING = "Leaflets need Pango. Install {packages} (Debian, Ubuntu), or Pango as your system calls it."
# The libraries that WeasyPrint opens (weasyprint.text.ffi), by the Debian package that brings each; one of the names is enough.
LIBRARIES = {
    "libpango-1.0-0": ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    "libpangoft2-1.0-0": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
}


def missing() -> str:
    """What the machine lacks for drawing, in words for an operator; empty where it can draw."""
    packages = [package for package, names in LIBRARIES.items() if not _opens(names)]
    return _MISSING.format(packages=", ".join(packages)) if packages else ""


@lru_cache(maxsize=16)
def _opens(names: tuple[str, ...]) -> bool:
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def draw(html: str, *, origin: str, tagged: bool) -> bytes:
    """The PDF of a leaflet. ``tagged``: with the structure that screen readers need (PDF/UA-1, ISO 14289-1), for what is read on a screen.

    ``origin``: that of the site whose pictures it may show. Raises NotInstalled.
    """
    if problem := missing():
        raise NotInstalled(problem)
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    weasyprint_fixes.apply()
    page = HTML(string=html, base_url=f"{origin}/", url_fetcher=_fetcher(origin))
    document = page.render(font_config=FontConfiguration(), optimize_images=True, jpeg_quality=70, dpi=150)
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1") if tagged else document.write_pdf()
    return pdf


class Refused(ValueError):
    """A leaflet asks for something that is no file of the portal's own."""


def fetch(url: str, origin: str) -> tuple[bytes, str]:
    """(content, type) of a font, an uploaded picture or a static file. Raises Refused for everything else.

    Whatever an editor writes into a page: nothing is asked of the network, nor of the file system outside these folders.
    """
    if url.startswith("font:"):
        file = fonts.file_of(url.removeprefix("font:"))
        if file is None:
            raise Refused(url)
        return file.read_bytes(), "font/woff2"
    parts = urlsplit(url)
    path = unquote(parts.path) if f"{parts.scheme}://{parts.netloc}" == origin else ""
    kind = mimetypes.guess_type(path)[0] or ""
    if ".." in path.split("/") or "//" in path or "\0" in path or not kind.startswith("image/"):
        raise Refused(url)
    if path.startswith(settings.MEDIA_URL) and default_storage.exists(path.removeprefix(settings.MEDIA_URL)):
        with default_storage.open(path.removeprefix(settings.MEDIA_URL)) as uploaded:
            return uploaded.read(), kind
    if path.startswith(settings.STATIC_URL):
        name = path.removeprefix(settings.STATIC_URL)
        collected = Path(safe_join(settings.STATIC_ROOT, name))
        found = str(collected) if collected.is_file() else finders.find(name)
        if isinstance(found, str):
            return Path(found).read_bytes(), kind
    raise Refused(url)


def _fetcher(origin: str) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):
        """Never falls back to WeasyPrint's own handlers for http, ftp, file and data."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            content, kind = fetch(url, origin)
            return URLFetcherResponse(url, io.BytesIO(content), {"Content-Type": kind})

    return OwnFiles(allowed_protocols=(), allow_redirects=False)
