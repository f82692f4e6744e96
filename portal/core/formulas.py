"""Spreadsheet programs run what looks like a formula: the cells of files that we give out are guarded (OWASP, CSV injection)."""

import re

_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")


def guard(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would run as a formula. ``unguard`` takes it off."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguard(text: str) -> str:
    """The text that was given to ``guard``."""
    return text[1:] if _GUARDED.match(text) else text
