"""What changed: notes that a person writes for readers when an edit matters (docs/adr/0023-freshness-of-articles.md)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from wagtail.models import Locale, Page

from articles.models import ArticlePage, ChangeNote, ChangeNoteText
from portal.core import clock
from portal.core.pages import path_on_site
from portal.countries.frame import Frame
from portal.countries.models import Country
from portal.countries.routing import in_language

Kind = ChangeNote.Kind


@transaction.atomic
def keep(*, article: ArticlePage, kind: str, text: str, user: Any = None) -> ChangeNote | None:
    """Keep what the author of a draft says about the change until it is published; what was said before is replaced.

    ``text``: in the country's source language, empty where it is not written yet. Nothing is kept of an ordinary edit, and for
    a page outside any country.
    """
    country = Country.objects.of_page(article)
    waiting = ChangeNote.objects.waiting().filter(translation_key=article.translation_key)
    if country is None or kind == Kind.ORDINARY:
        waiting.delete()
        return None
    note = waiting.first() or ChangeNote(country=country, translation_key=article.translation_key)
    note.kind, note.user = kind, user
    note.save()
    _word(note, country.source_language, text.strip() if kind == Kind.IMPORTANT else "")
    return note


def waiting(article: ArticlePage) -> tuple[str, str]:
    """What is kept for an article: the kind of the edit, and the words."""
    note = ChangeNote.objects.waiting().filter(translation_key=article.translation_key).first()
    if note is None:
        return Kind.ORDINARY, ""
    text = ChangeNoteText.objects.filter(note=note, locale=note.country.source_language_id).first()
    return note.kind, text.text if text else ""


@transaction.atomic
def published(article: ArticlePage, *, on: dt.date | None = None) -> str:
    """The source was published: what was kept becomes public, dated ``on`` (else today in the country).

    Returns the kind of the edit; an important one without words tells nobody, and counts as ordinary.
    """
    note = ChangeNote.objects.waiting().filter(translation_key=article.translation_key).first()
    if note is None:
        return Kind.ORDINARY
    if note.kind == Kind.IMPORTANT and not ChangeNoteText.objects.filter(note=note).exists():
        note.delete()
        return Kind.ORDINARY
    note.published_on = on or clock.today(note.country.time_zone)
    note.save()
    return note.kind


@transaction.atomic
def announce(
    *, country: Country, text: str, on: dt.date, article: ArticlePage | None = None, user: Any = None
) -> ChangeNote:
    """A public note at once, for a change that is no edit of an article, such as that of a fact. Raises ValueError without words."""
    if not text.strip():
        raise ValueError("a change note needs words")
    key = article.translation_key if article else None
    note = ChangeNote.objects.create(country=country, translation_key=key, published_on=on, user=user)
    _word(note, country.source_language, text.strip())
    return note


def _word(note: ChangeNote, locale: Locale, text: str) -> None:
    if text:
        ChangeNoteText.objects.update_or_create(note=note, locale=locale, defaults={"text": text})
    else:
        ChangeNoteText.objects.filter(note=note).delete()


@dataclass(frozen=True)
class Change:
    """An entry of the log. ``path`` keeps the reader's language and is empty where the change belongs to no article.

    ``language`` is that of the text, ``title_language`` that of the title.
    """

    pk: int
    on: dt.date
    text: str
    language: str
    title: str = ""
    title_language: str = ""
    path: str = ""


def log(frame: Frame, language: str, *, start: int = 0, stop: int) -> list[Change]:
    """The country's notes from ``start`` to before ``stop``, newest first, for a reader of ``language``: three queries."""
    notes = list(ChangeNote.objects.public(frame.country)[start:stop])
    chain = frame.locale_chain(language)
    texts: dict[int, dict[int, str]] = defaultdict(dict)
    for note, locale, text in ChangeNoteText.objects.filter(note__in=notes).values_list("note", "locale", "text"):
        texts[note][locale] = text
    titles = _titles(frame, {note.translation_key for note in notes if note.translation_key})
    return [change for note in notes if (change := _change(note, texts[note.pk], titles, chain, language))]


def _change(
    note: ChangeNote,
    texts: dict[int, str],
    titles: dict[UUID, dict[int, tuple[str, str]]],
    chain: Sequence[tuple[int, str]],
    language: str,
) -> Change | None:
    worded = next(((texts[pk], code) for pk, code in chain if pk in texts), None)
    if worded is None or note.published_on is None:
        return None
    text, code = worded
    pages = titles.get(note.translation_key, {}) if note.translation_key else {}
    titled = next(((*pages[pk], code) for pk, code in chain if pk in pages), None)
    if titled is None:
        return Change(note.pk, note.published_on, text, code)
    title, url_path, title_language = titled
    path = in_language(path_on_site(url_path), language)
    return Change(note.pk, note.published_on, text, code, title, title_language, path)


def _titles(frame: Frame, keys: Iterable[UUID]) -> dict[UUID, dict[int, tuple[str, str]]]:
    """Title and place of each published page of these articles that is not private, by locale."""
    found: dict[UUID, dict[int, tuple[str, str]]] = defaultdict(dict)
    pages = Page.objects.filter(translation_key__in=list(keys), live=True, url_path__startswith=frame.prefix)
    rows = pages.values_list("translation_key", "locale", "title", "url_path", "path")
    for key, locale, title, url_path, path in rows:
        if not frame.restricted(path):
            found[key][locale] = (title, url_path)
    return found
