"""The stylesheet: small enough to stand in every page, so that text shows with the first answer on a slow link."""

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache

import rcssmin
from django.conf import settings

# In the order in which they build on one another.
FILES = ("tokens.css", "base.css", "components.css")
# Rules that only some pages need, or only paper, in another <style>.
EXTRAS = {name: (f"{name}.css",) for name in ("services", "alerts", "leave", "tools", "large", "print")}


@dataclass(frozen=True)
class Stylesheet:
    """Minified CSS and the Content-Security-Policy source that allows exactly it."""

    css: str
    csp_source: str


@lru_cache(maxsize=16)
def _load(files: tuple[str, ...], stamp: float) -> Stylesheet:
    folder = settings.BASE_DIR / "static" / "css"
    css = str(rcssmin.cssmin("\n".join((folder / name).read_text(encoding="utf-8") for name in files)))
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return Stylesheet(css=css, csp_source=f"'sha256-{digest}'")


def _fresh(files: tuple[str, ...]) -> Stylesheet:
    if not settings.DEBUG:
        return _load(files, 0)
    folder = settings.BASE_DIR / "static" / "css"
    return _load(files, max((folder / name).stat().st_mtime for name in files))


def load() -> Stylesheet:
    """The stylesheet of every page; read again when a file changed, in development only."""
    return _fresh(FILES)


def more(name: str) -> Stylesheet:
    """One of EXTRAS."""
    return _fresh(EXTRAS[name])


def csp_sources() -> list[str]:
    """What the Content-Security-Policy allows as inlined style."""
    return [load().csp_source, *(more(name).csp_source for name in EXTRAS)]
