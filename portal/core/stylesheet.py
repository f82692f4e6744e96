"""The stylesheet: small enough to stand in every page, so that text shows with the first answer on a slow link."""

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache

import rcssmin
from django.conf import settings

# In the order in which they build on one another.
FILES = ("tokens.css", "base.css", "components.css")


@dataclass(frozen=True)
class Stylesheet:
    """Minified CSS and the Content-Security-Policy source that allows exactly it."""

    css: str
    csp_source: str


@lru_cache(maxsize=1)
def _load(stamp: float) -> Stylesheet:
    folder = settings.BASE_DIR / "static" / "css"
    css = str(rcssmin.cssmin("\n".join((folder / name).read_text(encoding="utf-8") for name in FILES)))
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return Stylesheet(css=css, csp_source=f"'sha256-{digest}'")


def load() -> Stylesheet:
    """The stylesheet; read again when a file changed, in development only."""
    if not settings.DEBUG:
        return _load(0)
    folder = settings.BASE_DIR / "static" / "css"
    return _load(max((folder / name).stat().st_mtime for name in FILES))
