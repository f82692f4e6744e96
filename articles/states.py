"""Storing the states of things in all languages: what every path ends in, and the rebuild too."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType

from articles.models import TranslationState
from portal.core import clock
from portal.countries import purge
from portal.countries.models import Country, CountryLanguage

BATCH = 500


@dataclass(frozen=True)
class Standing:
    """A translation that exists: the page, where it is one, and whether readers get it. An alias says the source's words: no translation."""

    page: int | None = None
    public: bool = True
    alias: bool = False


Note = Callable[[TranslationState], None]  # writes what a path knows into a state before it is settled


class Ledger:
    """The states of some things of one kind in one country: read once, changed in memory, written at the end by ``write``.

    ``keys``: which things (translation keys of pages, keys of neutral rows); all of the country where none are named.
    """

    def __init__(self, country: Country, content_type: ContentType, keys: Iterable[str] | None = None) -> None:
        self.country, self.content_type = country, content_type
        self.on: dt.date = clock.today(country.time_zone)
        rows = TranslationState.objects.filter(content_type=content_type)
        rows = rows.filter(country=country) if keys is None else rows.filter(subject__in=list(keys))
        self._stored: dict[str, dict[int, TranslationState]] = defaultdict(dict)
        for row in rows:
            self._stored[row.subject][row.locale_id] = row
        languages = CountryLanguage.objects.filter(country=country).exclude(locale=country.source_language_id)
        self._offered = set(languages.values_list("locale_id", flat=True))
        self._new: list[TranslationState] = []
        self._changed: list[TranslationState] = []
        self._readers_see_it = False

    def states(self, key: str) -> dict[int, TranslationState]:
        """What is stored of a thing, by language."""
        return dict(self._stored.get(key, {}))

    def settle(
        self, key: str, standings: Mapping[int, Standing], digest: str, *, listed: bool, notes: Mapping[int, Note]
    ) -> None:
        """Say how a thing stands.

        ``standings``: its translations by language, without the source. ``digest``: the source's words now. ``listed``: whether it is to
        be translated at all (its source is published), so that a language of the country without translation is missing.
        """
        for locale in sorted({*standings, *(self._offered if listed else ())}):
            state = self._stored[key].pop(locale, None) or TranslationState(
                content_type=self.content_type, subject=key, locale_id=locale
            )
            before = state.facts()
            state.country = self.country
            standing = standings.get(locale)
            if standing is None or standing.alias:
                state.miss()
                state.page_id = standing.page if standing else None
            else:
                state.page_id = standing.page
                if locale in notes:
                    notes[locale](state)
                state.settle(digest, self.on, public=standing.public)
            if state.facts() != before:
                self._readers_see_it |= bool(state.page_id)
                (self._changed if state.pk else self._new).append(state)

    def write(self) -> None:
        """Write what changed; what was not settled has no source any more, or stands in a language that nobody wants."""
        left = [state.pk for states in self._stored.values() for state in states.values()]
        for start in range(0, len(left), BATCH):
            TranslationState.objects.filter(pk__in=left[start : start + BATCH]).delete()
        if len(self._changed) == 1:
            self._changed[0].save()
        elif self._changed:
            TranslationState.objects.bulk_update(self._changed, _fields(), batch_size=BATCH)
        TranslationState.objects.bulk_create(self._new, batch_size=BATCH)
        if self._readers_see_it:
            purge.country(self.country)


def _fields() -> list[str]:
    return [field.name for field in TranslationState._meta.concrete_fields if not field.primary_key]
