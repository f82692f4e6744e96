"""Coverage: how much of each country is there, and how fresh, told by each room through the hook ``portal_coverage``.

A room registers ``function(countries) -> Iterable[Measure]`` and costs a fixed number of queries whatever the size of the site. A measure
holds numbers alone: it names no person, and nothing that anybody wrote.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wagtail import hooks

from locales import languages
from portal.core.formulas import guard
from portal.countries.models import Country, CountryLanguage

CSV_COLUMNS = ("measure", "country", "language", "state", "number")


@dataclass(frozen=True)
class State:
    """A state that things can be in. ``code`` never changes (files hold it); ``tone``: good, soon, doing, bad or none, for the chart."""

    code: str
    title: str
    tone: str


@dataclass(frozen=True)
class Measure:
    """Things of one kind, counted by state. ``states``: the best first.

    ``counts``: by primary key of a country and code of a language ("" where language plays no part) the number in each state.
    """

    name: str
    title: str
    states: tuple[State, ...]
    counts: Mapping[tuple[int, str], Mapping[str, int]]
    order: int = 100


@dataclass(frozen=True)
class Bar:
    """A part of a bar of the chart: from where and how far, in thousandths, as text for an attribute."""

    start: str
    length: str
    tone: str


@dataclass(frozen=True)
class Row:
    """The numbers of a country, in a language or (``language`` "") in all of them, in the order of the measure's states."""

    country: Country
    language: str
    numbers: tuple[int, ...]
    bars: tuple[Bar, ...]

    @property
    def endonym(self) -> str:
        """The language's own name."""
        return languages.get(self.language).endonym

    @property
    def total(self) -> int:
        return sum(self.numbers)

    @property
    def percent(self) -> int:
        """How much of it is in the best state; 100 % means all, never nearly all."""
        return self.numbers[0] * 100 // self.total if self.total else 0


def measures(countries: Iterable[Country]) -> list[Measure]:
    """What the rooms count in these countries."""
    countries = list(countries)
    found = [measure for told in hooks.get_hooks("portal_coverage") for measure in told(countries)]
    return sorted(found, key=lambda measure: (measure.order, measure.title))


def translated_into(countries: Iterable[Country]) -> dict[int, list[str]]:
    """By country the codes of the languages that it translates into, in order of offer: none that is more spoken than read."""
    sources = {country.pk: country.source_language_id for country in countries}
    found: dict[int, list[str]] = {pk: [] for pk in sources}
    rows = CountryLanguage.objects.filter(country__in=list(sources), audio_first=False).order_by("sort_order")
    for country, locale, code in rows.values_list("country", "locale", "locale__language_code"):
        if locale != sources[country]:
            found[country].append(code)
    return found


def rows(measure: Measure, countries: Sequence[Country]) -> list[Row]:
    """A country's sum first, then its languages where the measure has some. A country without any number has a row of zeros."""
    found = []
    for country in countries:
        parts = {code: counts for (pk, code), counts in measure.counts.items() if pk == country.pk}
        numbers = {code: tuple(counts.get(state.code, 0) for state in measure.states) for code, counts in parts.items()}
        summed = tuple(map(sum, zip(*numbers.values(), strict=True))) or (0,) * len(measure.states)
        found.append(Row(country, "", summed, _bars(measure, summed)))
        found += [Row(country, code, own, _bars(measure, own)) for code, own in numbers.items() if code]
    return found


def as_csv(found: Iterable[Measure], countries: Sequence[Country]) -> bytes:
    """One line for each number, in codes: the same in every language of the admin. UTF-8 with a byte order mark, by which Excel knows it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    slugs = {country.pk: country.slug for country in countries}
    for measure in found:
        for (pk, language), counts in measure.counts.items():
            for state in measure.states:
                cells = (measure.name, slugs[pk], language, state.code, str(counts.get(state.code, 0)))
                writer.writerow([guard(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _bars(measure: Measure, numbers: Sequence[int]) -> tuple[Bar, ...]:
    total, before, found = sum(numbers), 0, []
    for state, number in zip(measure.states, numbers, strict=True):
        if number:
            start, end = before * 1000 // total, (before + number) * 1000 // total
            found.append(Bar(str(start), str(end - start), state.tone))
        before += number
    return tuple(found)
