"""The glossary: terms found in a text, and writing them down."""

import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Locale

from articles.models import GlossaryTerm, GlossaryWord

# "asylum" is found in "asylum seekers" and "guardian" in "guardians": a term, and an ending of up to three letters.
ENDING = r"\w{0,3}"


@dataclass(frozen=True)
class Term:
    """A term as a translator needs it."""

    term: str
    word: str
    note: str


def terms_in(text: str, source: Locale, target: Locale) -> list[Term]:
    """The terms of the source language that occur in a text, with their translation, in the order of the glossary."""
    if not text:
        return []
    rows = GlossaryWord.objects.filter(term__locale=source, locale=target).select_related("term")
    return [
        Term(row.term.term, row.word, " ".join(filter(None, (row.term.note, row.note))))
        for row in rows.order_by("term__term")
        if occurs(row.term.term, text)
    ]


def occurs(term: str, text: str) -> bool:
    """Whether a term stands in a text, in any case and with a short ending. What is in brackets after it is no part of it."""
    bare = re.sub(r"\s*\(.*?\)", "", term).strip()
    if not bare:
        return False
    words = r"\s+".join(re.escape(part) for part in bare.split())
    return re.search(rf"\b{words}{ENDING}\b", text, re.IGNORECASE) is not None


@transaction.atomic
def write(*, term: GlossaryTerm, words: dict[Locale, str], user: Any = None) -> GlossaryTerm:
    """Save a term with its translations; an empty one is taken away. What was said otherwise before stays in the log, with who changed it.

    Raises ValidationError.
    """
    term.full_clean()
    term.save()
    known = {row.locale_id: row.word for row in term.words.all()}
    before = {
        locale.language_code: known[locale.pk]
        for locale, word in words.items()
        if locale.pk in known and known[locale.pk] != " ".join(word.split())
    }
    if before:
        log(instance=term, action="wagtail.edit", user=user, data={"before": before})
    for locale, word in words.items():
        word = " ".join(word.split())
        if not word:
            GlossaryWord.objects.filter(term=term, locale=locale).delete()
            continue
        row = GlossaryWord.objects.filter(term=term, locale=locale).first() or GlossaryWord(term=term, locale=locale)
        row.word = word
        row.full_clean()
        row.save()
    return term


def read_table(text: str, source: Locale, locales: dict[str, Locale]) -> int:
    """Take over the terms of a Markdown table whose first column is the source language and whose heads are language tags.

    Terms that are known keep what people wrote. How many were new. Raises ValidationError where there is no such table.
    """
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines() if "|" in line]
    if len(rows) < 3:
        raise ValidationError("There is no table of terms in this text.")
    heads, made = rows[0], 0
    for cells in rows[2:]:
        if GlossaryTerm.objects.filter(locale=source, term__iexact=cells[0]).exists():
            continue
        words: dict[Any, str] = {
            locales[head.lower()]: cell
            for head, cell in zip(heads[1:], cells[1:], strict=False)
            if head.lower() in locales
        }
        write(term=GlossaryTerm(locale=source, term=cells[0]), words=words)
        made += 1
    return made
