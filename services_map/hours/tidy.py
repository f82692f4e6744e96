"""What people type as opening hours, brought into one spelling. Nothing is refused here (see ``writing.py``)."""

import re
from collections.abc import Callable

from services_map.hours.rules import DAYS

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WORDS = {word.lower(): word for word in (*DAYS, *MONTHS, "PH", "SH", "week", "off", "unknown", "open")} | {
    "closed": "off"
}

# Quotation marks, dashes, commas and the like of other keyboards and word processors.
_MARKS = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"') | dict.fromkeys("\u200b\u200e\u200f\ufeff", ""))
_SIGNS = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹘－", "-")
    | dict.fromkeys("،，、", ",")
    | dict.fromkeys("؛；\n\r", ";")
    | dict.fromkeys("：∶", ":")
)
APPOINTMENT = re.compile(r"\bby appointment(?: only)?\b", re.IGNORECASE)

_STEPS = [
    (re.compile(r"\s+"), " "),
    (re.compile(r"\s*-\s*"), "-"),
    (re.compile(r"\s*/\s*"), "/"),
    (re.compile(r"(?<=[A-Za-z\]])\s*:\s*(?=\d)"), " "),  # Mo-Fr: 09:00
    (re.compile(r"(?<![\d:])(\d:\d\d)(?!\d)"), r"0\1"),  # 9:00
    (re.compile(r"(?<!00:00)-00:00\b"), "-24:00"),
    (re.compile(r"\s*,\s*"), ","),
    (re.compile(r"(?<=[\d\"f]),(?=[A-Z]|\d{4} )"), ", "),  # a day after a time starts another rule
    (re.compile(r"\s*\|\|\s*"), " || "),
    (re.compile(r"\s*;[\s;]*"), "; "),
    (re.compile(r"^[\s;]+|[\s;]+$"), ""),
]


def signs(text: str) -> str:
    """The text with plain signs: quotation marks, and outside of them hyphen, comma, semicolon for a new line, colon."""
    text = outside_comments(text.strip().translate(_MARKS), lambda plain: plain.translate(_SIGNS))
    return re.sub(r"\s+", " ", text)


def spelling(text: str) -> str:
    """``mo – fr 9:00 – 17:00 ;`` as ``Mo-Fr 09:00-17:00``. Comments in quotation marks keep their words."""
    text = outside_comments(text, lambda plain: APPOINTMENT.sub('"by appointment"', plain))
    comments = re.findall(r'"[^"]*"', text)
    plain = re.sub(r'"[^"]*"', '""', text)
    plain = re.sub(r"[A-Za-z]+", lambda word: WORDS.get(word[0].lower(), word[0]), plain)
    for pattern, replacement in _STEPS:
        plain = pattern.sub(replacement, plain)
    kept = iter(comments)
    return re.sub('""', lambda _mark: next(kept), plain)


def outside_comments(text: str, change: Callable[[str], str]) -> str:
    """The text with ``change`` applied to what stands outside quotation marks."""
    return "".join(part if position % 2 else change(part) for position, part in enumerate(re.split(r'("[^"]*")', text)))
