"""What WeasyPrint 70 gets wrong, put right from outside.

In Arabic letters one glyph serves many characters (a base without its dots), but a PDF's table from glyphs to characters holds one for
each glyph: what screen readers read aloud, and what people copy, is nonsense (WeasyPrint #2841). Around each run of such text goes
its ``ActualText`` (ISO 32000-2, 14.9.4), in logical order. Delete this module when that issue is closed.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

_FIRST, _LAST = "\u0590", "\u08ff"  # Hebrew, Arabic and their neighbours


def apply() -> None:
    """Draw such text with its characters. Can be called again."""
    from weasyprint.draw import text

    if not hasattr(text.draw_first_line, "__wrapped__"):
        text.draw_first_line = _with_characters(text.draw_first_line)


def _with_characters(draw: Callable[..., Any]) -> Callable[..., Any]:
    import pydyf

    @wraps(draw)
    def drawn(stream: Any, textbox: Any, *args: Any) -> Any:
        words = textbox.text
        if not any(_FIRST <= letter <= _LAST for letter in words):
            return draw(stream, textbox, *args)
        actual = f"<FEFF{words.encode('utf-16-be').hex()}>"
        stream.begin_marked_content("Span", pydyf.Dictionary({"ActualText": actual}))
        emojis = draw(stream, textbox, *args)
        stream.end_marked_content()
        return emojis

    return drawn
