"""Phrase cards: a sentence in the country's language to hold up to an official, a doctor or a driver, with the same sentence small in the
reader's own, so that nobody shows what they do not understand.

Both come from the catalogs of the interface. Sentences are in plain words, polite, and right whoever says them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop, override

from locales import formats, languages
from portal.countries.frame import Frame


@dataclass(frozen=True)
class Phrase:
    """A sentence in English, as the catalogs know it, and its picture."""

    slug: str
    icon: str
    text: str


@dataclass(frozen=True)
class Card:
    """A phrase for one reader: ``own`` in the language of the interface, ``local`` in ``local_language``."""

    slug: str
    icon: str
    own: str
    local: str
    local_language: str


EMERGENCY = "112"  # where the country names no number of its own
PHRASES = (
    Phrase("help", "siren", gettext_noop("I need help. Please call %(number)s.")),
    Phrase("doctor", "stethoscope", gettext_noop("I need a doctor.")),
    Phrase("child-ill", "baby", gettext_noop("My child is ill.")),
    Phrase("asylum", "shield", gettext_noop("I want to ask for asylum.")),
    Phrase("protection", "shield-plus", gettext_noop("I want to ask for temporary protection.")),
    Phrase("interpreter", "languages", gettext_noop("I need an interpreter. I speak this language: %(language)s.")),
    Phrase("write", "pencil", gettext_noop("I do not understand. Please write it down for me.")),
    Phrase("alone", "hand-helping", gettext_noop("I am a child and I am alone here. Please help me.")),
    Phrase("danger", "shield-alert", gettext_noop("I am in danger. Please let me speak to a woman, in private.")),
    Phrase("sleep", "bed", gettext_noop("I have no place to sleep tonight.")),
    Phrase("lawyer", "scale", gettext_noop("I want to speak to a lawyer.")),
)
DRIVER = gettext_noop("Please take me to this address:")


def title() -> str:
    """The name of the page with all cards, in the active language."""
    return gettext("Cards to show")


def interface(language: str) -> str:
    """The language in which the interface speaks to readers of another."""
    return languages.get(language).catalog_code


def all_of(frame: Frame, language: str) -> list[Card]:
    """Every card for a reader of ``language``."""
    return frame.keep_today(("phrase cards", language), lambda: _all_of(frame, language))


def driver(frame: Frame) -> tuple[str, str]:
    """What to say to a driver above an address, and the language that it is in."""
    local = interface(frame.local_language)
    return _say(DRIVER, local, {}), local


def _all_of(frame: Frame, language: str) -> list[Card]:
    local, own = interface(frame.local_language), interface(language)
    lines = frame.emergency_lines(language)
    number = lines[0].value if lines else EMERGENCY

    def values(code: str) -> dict[str, str]:
        return {"number": number, "language": formats.language_name(language, code)}

    return [
        Card(item.slug, item.icon, _say(item.text, own, values(own)), _say(item.text, local, values(local)), local)
        for item in PHRASES
    ]


def _say(text: str, code: str, values: Mapping[str, str]) -> str:
    with override(code):
        return gettext(text) % values
