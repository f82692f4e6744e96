"""QR codes as SVG: black on white with a quiet zone of four modules, whatever the page's colours; error level M (ISO/IEC 18004)."""

import io
from functools import lru_cache

import segno
from django.utils.safestring import SafeString, mark_safe

QUIET = 4  # modules


@lru_cache(maxsize=256)
def svg(text: str) -> SafeString:
    """The code of a text as an ``<svg>`` that takes its size from the page; it has no words, which stand beside it."""
    code = segno.make(text, error="m", micro=False, boost_error=False)
    drawn = code.svg_inline(border=QUIET, omitsize=True, dark="#000", light="#fff", svgclass="qr", lineclass=None)
    return mark_safe(drawn.replace("<svg ", '<svg aria-hidden="true" shape-rendering="crispEdges" ', 1))


def document(text: str) -> str:
    """The same as a file of its own, to be printed in any size."""
    code = segno.make(text, error="m", micro=False, boost_error=False)
    file = io.BytesIO()
    code.save(file, kind="svg", border=QUIET, omitsize=True, dark="#000", light="#fff", xmldecl=False)
    return file.getvalue().decode()
