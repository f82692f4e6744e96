"""What changed in a source since a translation was made, word by word."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from django.utils.html import strip_tags
from wagtail.models import Page
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

Kind = Literal["same", "new", "gone"]
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """Some words: kept, added or taken away."""

    kind: Kind
    text: str


def between(old: Page, new: Page) -> list[list[Piece]]:
    """The texts that differ, in the order of the new page, each as pieces."""
    before, after = _texts(old), _texts(new)
    found: list[list[Piece]] = []
    for kind, start, end, begin, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        pairs = min(end - start, stop - begin)
        for was, now in zip(before[start : start + pairs], after[begin : begin + pairs], strict=True):
            found.append(pieces(was, now))
        found += [[Piece("gone", text)] for text in before[start + pairs : end]]
        found += [[Piece("new", text)] for text in after[begin + pairs : stop]]
    return found


def of_words(old: Mapping[str, str], new: Mapping[str, str]) -> list[list[Piece]]:
    """The fields that differ, in the order of the new words, each as pieces."""
    return [pieces(old.get(name, ""), said) for name, said in new.items() if old.get(name, "") != said]


def pieces(old: str, new: str) -> list[Piece]:
    """One text, word by word."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    found: list[Piece] = []
    for kind, start, end, begin, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(before[start:end])))
            continue
        if end > start:
            found.append(Piece("gone", "".join(before[start:end])))
        if stop > begin:
            found.append(Piece("new", "".join(after[begin:stop])))
    return found


def _texts(page: Page) -> list[str]:
    segments = [item for item in extract_segments(page) if isinstance(item, StringSegmentValue)]
    return [strip_tags(item.string.data) for item in sorted(segments, key=lambda item: (item.order or 0, item.path))]
