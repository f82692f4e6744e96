"""Translators cannot break a fact inside a sentence: a workaround for what wagtail-localize does not check.

wagtail-localize 1.14 refuses a link that a translation invents, but not one that it leaves out, doubles or fills with other words
(``validate_translation_links``). Here that one function, which it asks whenever a string is saved and whenever its error is shown, also
compares the facts. A string with an error keeps what was typed, shows the message beside it and is not used on the page. A PO file never
puts a broken string in the place of a good one.

Delete the module when wagtail-localize lets a project add a check of its own to strings.
"""

import copy
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _
from wagtail_localize import models
from wagtail_localize.models import StringTranslation, Translation

from portal.countries.fact_marks import MARK

_links_are_known = models.validate_translation_links
_import_po = Translation.import_po
_told: ContextVar[list["BrokenFact"] | None] = ContextVar("told", default=None)


@dataclass(frozen=True)
class BrokenFact:
    """A line of a PO file that was not taken, beside wagtail-localize's own warnings. ``index``: its place in the file, from 0."""

    index: int
    string: str
    message: str


def problem(source: str, translated: str) -> str:
    """What is wrong with the facts of a translated string (HTML as translators get it), for translators; empty where nothing is."""
    if "{fact:" not in source and "{fact:" not in translated:
        return ""
    wanted, found = _facts(source), _facts(translated)
    for fact, times in wanted.items():
        if found[fact] < times:
            return _(
                "The fact %(fact)s is missing or was changed. Keep it in your sentence exactly as it stands in the original."
            ) % {"fact": fact[1]}
        if found[fact] > times:
            return _("The fact %(fact)s stands here more often than in the original.") % {"fact": fact[1]}
    foreign = next((fact for fact in found if fact not in wanted), None)
    if foreign:
        return _("The fact %(fact)s does not stand in the original.") % {"fact": foreign[1]}
    return ""


def _facts(html: str) -> Counter[tuple[str, str]]:
    """How often each fact stands in a string, as (id of its element, mark); the id is empty for a mark outside an element of its own."""
    found: Counter[tuple[str, str]] = Counter()
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.find_all("a"):
        text = element.get_text()
        if MARK.fullmatch(text):
            found[str(element.get("id", "")), text] += 1
            element.decompose()
    for loose in MARK.finditer(soup.get_text()):
        found["", loose[0]] += 1
    return found


def _validate(translation_of: str, data: str) -> None:
    _links_are_known(translation_of, data)
    if message := problem(translation_of, data):
        raise ValueError(message)


def _import_careful(self: Translation, po: Any, *args: Any, **kwargs: Any) -> list[Any]:
    """As wagtail-localize's, but a line that breaks a fact leaves the translation that is there, and is named among the warnings."""
    broken = [
        BrokenFact(index, entry.msgid, message)
        for index, entry in enumerate(po)
        if entry.msgstr and (message := problem(entry.msgid, entry.msgstr))
    ]
    if broken:
        po = copy.copy(po)
        for line in broken:
            po[line.index] = copy.copy(po[line.index])
            good = _good_translation(self, po[line.index])
            if good:
                po[line.index].msgstr = good
    told = _told.get()
    if told is not None:
        told += broken
    return [*_import_po(self, po, *args, **kwargs), *broken]


@contextmanager
def telling() -> Iterator[list[BrokenFact]]:
    """What was not taken from PO files while it lasts: wagtail-localize's view throws the warnings away."""
    told: list[BrokenFact] = []
    token = _told.set(told)
    try:
        yield told
    finally:
        _told.reset(token)


def _good_translation(translation: Translation, entry: Any) -> str:
    found = StringTranslation.objects.filter(
        translation_of__locale=translation.source.locale_id,
        translation_of__data_hash=models.String._get_data_hash(entry.msgid),
        locale=translation.target_locale_id,
        context__object_id=translation.source.object_id,
        context__path=entry.msgctxt,
        has_error=False,
    )
    return found.values_list("data", flat=True).first() or ""


def install() -> None:
    """Called once, when the application starts."""
    models.validate_translation_links = _validate
    Translation.import_po = _import_careful
