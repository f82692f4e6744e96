"""Facts as readers see them: the value in the format of a language, with its label, or marked when it has run out."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from locales import formats
from portal.core.phones import dial
from portal.countries.models import Fact, FactText


@dataclass(frozen=True)
class ShownFact:
    """A fact ready to be shown in ``language``.

    ``words_language`` is the language of label, text and note: another one where the fact is not worded in the reader's.
    ``value`` is plain text; ``dial`` is the number for a ``tel:`` link, empty for other types.
    """

    pk: int
    key: str
    type: str
    label: str
    note: str
    words_language: str
    value: str
    value_language: str
    iso: str
    per: str
    dial: str
    emergency_order: int | None
    expired: bool
    valid_until: str
    checked_on: str
    source_title: str
    source_url: str


def show(
    facts: Iterable[Fact], texts: Iterable[FactText], chain: Sequence[tuple[int, str]], on: dt.date, region: str
) -> list[ShownFact]:
    """Facts in the first language of ``chain`` that words them.

    ``chain``: (locale id, language code), best first; its first language formats values. ``on``: the day for which to say what has
    run out. ``region``: the country's code, for telephone numbers. A fact that no language of the chain words is left out.
    """
    language = chain[0][1]
    worded: dict[int, dict[int, FactText]] = defaultdict(dict)
    for text in texts:
        worded[text.fact_id][text.locale_id] = text
    shown = []
    for fact in facts:
        best = next(((worded[fact.pk][pk], code) for pk, code in chain if pk in worded[fact.pk]), None)
        if best:
            shown.append(_shown(fact, *best, language, on, region))
    return shown


def _shown(fact: Fact, text: FactText, words_language: str, language: str, on: dt.date, region: str) -> ShownFact:
    return ShownFact(
        pk=fact.pk,
        key=fact.key,
        type=fact.type,
        label=text.label,
        note=text.note,
        words_language=words_language,
        value=value(fact, text, language),
        value_language=words_language if fact.type == Fact.Type.TEXT else language,
        iso=fact.date_value.isoformat() if fact.date_value else "",
        per=fact.per,
        dial=dial(fact.phone_value, region) if fact.type == Fact.Type.PHONE else "",
        emergency_order=fact.emergency_order,
        expired=fact.expired(on),
        valid_until=formats.date(fact.valid_until, language) if fact.valid_until else "",
        checked_on=formats.date(fact.checked_on, language),
        source_title=fact.source_title,
        source_url=fact.source_url,
    )


def value(fact: Fact, text: FactText | None, language: str) -> str:
    """The value as the language writes it."""
    if fact.type == Fact.Type.DATE and fact.date_value:
        return formats.date(fact.date_value, language)
    if fact.type == Fact.Type.MONEY and fact.number_value is not None:
        return formats.money(fact.number_value, fact.currency, language)
    if fact.type == Fact.Type.PERIOD and fact.number_value is not None:
        return formats.period(fact.number_value, fact.unit, language)
    if fact.type == Fact.Type.PHONE:
        return fact.phone_value
    return text.text if text else ""
