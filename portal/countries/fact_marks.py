"""Marks of facts inside texts, ``{fact:valid-until}``: what translators and content files see of a fact in a sentence."""

import re

MARK = re.compile(r"\{fact:([a-z0-9_-]+)\}", re.IGNORECASE)


def mark(key: str) -> str:
    """``{fact:valid-until}``."""
    return f"{{fact:{key}}}"
