"""Counting what was looked for in vain, without keeping what anybody typed.

A term reaches the database only when it was missed ENOUGH times on one day, and only if it looks like a topic: no address, no number, not long.
Until then there are counters in the shared cache under a keyed hash, with a key that is thrown away with the day. Whoever looks for the same
again and again counts once in ten minutes, and for a few terms only: one person's words must not reach the database by being repeated.
"""

import hashlib
import hmac
import re
import secrets

from django.core.cache import cache
from django.db.models import F

from portal.core import limits
from portal.countries.frame import Frame
from portal.search import finding, words
from portal.search.models import Missed

ENOUGH = 5
MOST_TERMS = 20  # that count for one sender in ten minutes
_DAY = 86_400
_TELLING = re.compile(r"@|https?:|www\.", re.IGNORECASE)
_MOST_WORDS, _LONGEST, _MOST_DIGITS = 4, 40, 4


def note(frame: Frame, language: str, text: str, sender: str) -> None:
    """Something was looked for in vain. ``sender``: as ``limits.sender`` names it."""
    term = redacted(text)
    if not term:
        return
    day = frame.today()
    salt = cache.get_or_set(f"search:salt:{day}", lambda: secrets.token_hex(16), _DAY)
    scope = f"{frame.country.pk}:{language}:{term}".encode()
    digest = hmac.new(str(salt).encode(), scope, hashlib.sha256).hexdigest()
    if not limits.allow(f"missed:{digest}", sender, 1) or not limits.allow("missed", sender, MOST_TERMS):
        return
    key = f"search:missed:{day}:{digest}"
    # Slots, not a counter: a file cache would keep an increased counter for ever.
    slot = next((number for number in range(ENOUGH - 1) if cache.add(f"{key}:{number}", 1, _DAY)), None)
    if slot is not None:
        return
    row, created = Missed.objects.get_or_create(
        day=day, country=frame.country, language=language, term=term, defaults={"count": ENOUGH}
    )
    if not created:
        Missed.objects.filter(pk=row.pk).update(count=F("count") + 1)


def redacted(text: str) -> str:
    """The words of a question in their folded form; empty where it might name a person or a number."""
    if len(text) > finding.LONGEST or _TELLING.search(text):
        return ""
    typed = words.tokens(text)
    term = " ".join(typed)
    digits = sum(map(str.isdigit, term))
    return "" if len(typed) > _MOST_WORDS or len(term) > _LONGEST or digits > _MOST_DIGITS else term
