"""Short codes of things that have a UUID: ``p7k2m9q4x``, a letter for the kind and eight of Crockford's base32 letters.

A code is computed from the UUID's first 40 bits, so it needs no table, and lives as long as the thing: through renames and moves, and in
another installation that took the content over. Forty bits: in a country of 10,000 things two share a code once in 20,000 countries.
"""

import re
from uuid import UUID

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # without i, l, o, u
_LOOKS_LIKE = str.maketrans("ilo", "110")
_BITS = 40
_LENGTH = _BITS // 5
_REST = 128 - _BITS


def encode(kind: str, key: UUID) -> str:
    """The code of a thing; ``kind`` is one letter."""
    number = key.int >> _REST
    return kind + "".join(_ALPHABET[(number >> shift) & 31] for shift in range(_BITS - 5, -1, -5))


def as_written(code: str) -> str:
    """A code (without its kind) as ``encode`` writes it, however it was typed."""
    return code.lower().translate(_LOOKS_LIKE)


def span(code: str) -> tuple[UUID, UUID] | None:
    """The first and the last UUID that a code (without its kind) can stand for; None where it is no code.

    A code that was written by hand is understood: ``O`` is 0, ``I`` and ``L`` are 1.
    """
    letters = as_written(code)
    if not re.fullmatch(f"[{_ALPHABET}]{{{_LENGTH}}}", letters):
        return None
    number = 0
    for letter in letters:
        number = number << 5 | _ALPHABET.index(letter)
    return UUID(int=number << _REST), UUID(int=(number << _REST) | ((1 << _REST) - 1))
