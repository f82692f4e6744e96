"""The passage of a text in which the words that were looked for stand."""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from portal.search import words

_WORD = re.compile(r"[\w’'ʼ\u0300-\u036f\u064b-\u065f\u200c]+")
_AROUND = 90  # characters before and after the first word found
_FURTHEST = 20_000  # characters of a text that are looked through


class Piece(NamedTuple):
    """A piece of a passage; ``found`` says whether it is a word that was looked for."""

    text: str
    found: bool


def cut(text: str, stems: Collection[str], language: str) -> list[Piece]:
    """Pieces around the place where most of the stems stand together; empty where none stands in the text."""
    places = [match.span() for match in _WORD.finditer(text[:_FURTHEST]) if _is(match[0], stems, language)]
    if not places:
        return []
    first = max(places, key=lambda span: sum(0 <= other[0] - span[0] <= 2 * _AROUND for other in places))
    start, end = _edge(text, first[0] - _AROUND, -1), _edge(text, first[1] + _AROUND, 1)
    pieces, at = [Piece("… " if start else "", False)], start
    for begin, stop in places:
        if begin >= start and stop <= end:
            pieces += [Piece(text[at:begin], False), Piece(text[begin:stop], True)]
            at = stop
    pieces += [Piece(text[at:end], False), Piece(" …" if end < len(text) else "", False)]
    return [piece for piece in pieces if piece.text]


def _is(word: str, stems: Collection[str], language: str) -> bool:
    return not _forms(word, language).isdisjoint(stems)


@lru_cache(maxsize=20_000)
def _forms(word: str, language: str) -> frozenset[str]:
    """A written word as it is compared, and its stem. Texts say the same words again and again; folding them each time was most of a search."""
    tokens = words.tokens(word)
    return frozenset([*tokens, *(words.stem(token, language) for token in tokens)])


def _edge(text: str, at: int, step: int) -> int:
    """The nearest gap between words towards the outside."""
    at = max(0, min(len(text), at))
    while 0 < at < len(text) and not text[at - 1 if step < 0 else at].isspace():
        at += step
    return at
