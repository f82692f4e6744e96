"""Icons from the npm package lucide-static, inlined as SVG."""

import re
from functools import lru_cache

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe


class MissingIcon(LookupError):
    """No such icon in the package."""


@lru_cache(maxsize=256)
def _drawing(name: str) -> str:
    """The inside of the icon's ``<svg>``. Raises MissingIcon for a name that the package does not have."""
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise MissingIcon(name)
    file = settings.NODE_MODULES / "lucide-static" / "icons" / f"{name}.svg"
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise MissingIcon(f"{name}: no such icon in lucide-static, or `npm ci` has not run") from error
    body = re.split(r"<svg[^>]*>", text, maxsplit=1)[1].rsplit("</svg>", 1)[0]
    return re.sub(r"\s+", " ", body).replace(" />", "/>").replace("> <", "><").strip()


@lru_cache(maxsize=256)
def svg(name: str) -> SafeString:
    """The icon as an ``<svg>`` that takes its size and colour from the text around it, hidden from screen readers.

    Raises MissingIcon.
    """
    return mark_safe(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{_drawing(name)}</svg>')


def symbol(name: str) -> SafeString:
    """The icon as a ``<symbol>`` to be used many times on a page. Raises MissingIcon."""
    return mark_safe(f'<symbol id="i-{name}" viewBox="0 0 24 24">{_drawing(name)}</symbol>')
