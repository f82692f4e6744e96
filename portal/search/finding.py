"""What is found for a question: in the reader's language first, then in the others that the country offers.

A ladder for every typed word (portal.search.vocabulary) gives the stems that it may mean; one query then weighs the entries in which they stand,
the same on SQLite and PostgreSQL. The index's tables are asked by their names: Django's ORM cannot join a list of values.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count

from portal.countries.frame import Frame
from portal.search import vocabulary, words
from portal.search.models import Entry, Posting
from portal.search.vocabulary import SURE, Meant, Vocabulary

LONGEST = 80  # characters that are looked at; people type a few words
_MOST_WORDS = 8
_MOST_HITS = 120
_MOST_READINGS = 6  # of a question, by its synonyms
_SYNONYM = 0.8  # how sure we are of them
_ENOUGH = 0.6  # of the best share: what has fewer of the words is left out
_FULL = 0.99
_COMMON = 0.4  # a word that stands in more of the entries says little, unless nothing else was typed

_GAPS = re.compile(r"(?<=\d)[ ().\u00a0-]+(?=\d)")  # within a telephone number

_SQL = """
WITH wanted (shelf, stem, slot, sure) AS (VALUES {values})
SELECT entry_id, COUNT(*), SUM(best) FROM (
    SELECT p.entry_id AS entry_id, w.slot AS slot, MAX(p.weight * w.sure) AS best
    FROM wanted w CROSS JOIN portal_search_posting p
    WHERE p.shelf_id = w.shelf AND p.stem = w.stem{narrowed}
    GROUP BY p.entry_id, w.slot
) AS slots
GROUP BY entry_id ORDER BY 2 DESC, 3 DESC, 1 LIMIT {limit}
"""
# Where words stand in thousands of entries: only those that are most about the rarest of them.
_NARROWED = """ AND p.entry_id IN (SELECT entry_id FROM (
    SELECT entry_id, SUM(weight) AS about FROM portal_search_posting
    WHERE shelf_id = %s AND stem IN ({marks}) GROUP BY entry_id ORDER BY about DESC, entry_id LIMIT {most}
) AS rarest)"""
_MANY, _MOST_NARROWED = 6000, 1000


@dataclass(frozen=True)
class Hit:
    """An article or a service that was found. ``language``: that of the text in which it was; ``stems``: what to point at in it."""

    kind: str
    key: str
    target: int
    language: str
    text: str
    score: float
    share: float  # of the words that were looked for
    stems: frozenset[str]


@dataclass(frozen=True)
class Answer:
    """What was found, best first; ``words``: what was typed, as it was compared; ``full``: whether every word was found together."""

    hits: tuple[Hit, ...]
    words: tuple[str, ...]
    full: bool


def find(frame: Frame, language: str, text: str) -> Answer:
    """Look for a text among everything that a country has in any of its languages."""
    typed = typed_words(text)
    shelves = vocabulary.of(frame)
    rank = {code: place for place, code in enumerate(frame.chain(language))}
    best: dict[tuple[str, str], Hit] = {}
    meanings = _meanings(typed, [shelves[code] for code in rank if code in shelves])
    for shelf, meant in meanings:
        readings = [
            (meant, 1.0),
            *(([shelf.forms(word) for word in other], _SYNONYM) for other in _others(typed, shelf)),
        ]
        for reading, sure in readings:
            for hit in _ask(shelf, reading, sure):
                kept = best.get((hit.kind, hit.key))
                if kept is None or _order(hit, rank) < _order(kept, rank):
                    best[hit.kind, hit.key] = hit
    hits = sorted(best.values(), key=lambda hit: _order(hit, rank))
    most = max((hit.share for hit in hits), default=0.0)
    return Answer(tuple(hit for hit in hits if hit.share >= _ENOUGH * most), tuple(typed), full=most > _FULL)


def typed_words(text: str) -> list[str]:
    """The words of a question as they are compared; the groups of a telephone number are one word."""
    return list(dict.fromkeys(words.tokens(_GAPS.sub("", text[:LONGEST]))))[:_MOST_WORDS]


def _order(hit: Hit, rank: dict[str, int]) -> tuple[float, bool, float, int]:
    return -hit.share, rank[hit.language] > 0, -hit.score, hit.target


def _meanings(typed: list[str], shelves: list[Vocabulary]) -> list[tuple[Vocabulary, list[Meant]]]:
    """What each word may mean on each shelf. A word that stands on none is guessed, on the first shelf where that gives something."""
    found = [(shelf, [shelf.forms(word) for word in typed]) for shelf in shelves]
    for slot, word in enumerate(typed):
        if any(max(meant[slot].values(), default=0.0) >= SURE for _shelf, meant in found):
            continue
        for shelf, meant in found:
            guessed = shelf.alike(word)
            if guessed:
                meant[slot] = guessed | meant[slot]
                break
    return found


def _others(typed: list[str], shelf: Vocabulary) -> list[list[str]]:
    """The question with a phrase replaced by each of its synonyms that stands in the texts."""
    found: list[list[str]] = []
    for group in shelf.synonyms:
        at, size = next(((at, len(item)) for item in group if (at := _position(typed, item)) is not None), (None, 0))
        if at is not None:
            others = (other for other in group if all(word in shelf.stems for word in other))
            found += [[*typed[:at], *other, *typed[at + size :]] for other in others]
    return [reading for reading in found if reading != typed][:_MOST_READINGS]


def _position(typed: Sequence[str], phrase: tuple[str, ...]) -> int | None:
    size = len(phrase)
    return next((at for at in range(len(typed) - size + 1) if tuple(typed[at : at + size]) == phrase), None)


def _ask(shelf: Vocabulary, reading: list[Meant], sure: float) -> list[Hit]:
    """The entries of a shelf for the words of one reading."""
    telling = _telling(shelf, [item for item in reading if item])
    rows = [(stem, slot, value) for slot, item in enumerate(telling) for stem, value in item.items()]
    if not rows:
        return []
    wanted = len(telling) + sum(not item for item in reading)
    narrowed, rarest = _narrowed(shelf, telling)
    one = "(CAST(%s AS bigint), CAST(%s AS varchar(32)), CAST(%s AS integer), CAST(%s AS double precision))"
    values = [value for stem, slot, weight in rows for value in (shelf.shelf, stem, slot, weight)]
    sql = _SQL.format(values=", ".join([one] * len(rows)), narrowed=narrowed, limit=_MOST_HITS)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *rarest])
        found = {pk: (matched / wanted, float(score) * sure) for pk, matched, score in cursor.fetchall()}
    stems = frozenset(stem for stem, _slot, _value in rows)
    entries = Entry.objects.filter(pk__in=found).values_list("pk", "kind", "key", "target", "text")
    return [
        Hit(kind, key, target, shelf.language, text, found[pk][1], found[pk][0], stems)
        for pk, kind, key, target, text in entries
    ]


def _narrowed(shelf: Vocabulary, telling: list[Meant]) -> tuple[str, list[Any]]:
    """A condition with its parameters where the words stand in very many entries."""
    totals = [sum(shelf.counts[stem] for stem in item) for item in telling]
    if sum(totals) <= _MANY:
        return "", []
    rarest = list(telling[totals.index(min(totals))])
    marks = ", ".join(["%s"] * len(rarest))
    return _NARROWED.format(marks=marks, most=_MOST_NARROWED), [shelf.shelf, *rarest]


def _telling(shelf: Vocabulary, meant: list[Meant]) -> list[Meant]:
    """Weigh each stem by how rare it is; what stands nearly everywhere counts only where nothing else was typed."""
    _count(shelf, {stem for item in meant for stem in item})
    weighed = [
        {
            stem: sure * math.log(1 + shelf.entries / count)
            for stem, sure in item.items()
            if (count := shelf.counts[stem])
        }
        for item in meant
    ]
    weighed = [item for item in weighed if item]
    rare = [item for item in weighed if max(shelf.counts[stem] for stem in item) <= _COMMON * shelf.entries]
    return rare or weighed


def _count(shelf: Vocabulary, stems: set[str]) -> None:
    """In how many entries stems stand, remembered until the index changes."""
    unknown = sorted(stems - shelf.counts.keys())
    if unknown:
        rows = Posting.objects.filter(shelf=shelf.shelf, stem__in=unknown).order_by()
        counted = dict(rows.values_list("stem").annotate(number=Count("pk")))
        shelf.counts.update({stem: counted.get(stem, 0) for stem in unknown})
