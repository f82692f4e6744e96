"""The frame around every page of a country site: its languages, topics and emergency lines.

A snapshot per host, kept in memory under the host's stamp: it costs queries only after something in it has changed, and once an hour.
"""

import datetime as dt
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

from wagtail.models import PageViewRestriction, Site

from locales import languages
from portal.core import clock, stamps
from portal.core.pages import path_on_site
from portal.countries import facts
from portal.countries.facts import ShownFact
from portal.countries.models import Country, CountryLanguage, FactText, Topic, TopicPage

T = TypeVar("T")


@dataclass(frozen=True)
class OfferedLanguage:
    """A language of the country, as a language menu shows it."""

    code: str
    locale_id: int
    audio_first: bool

    @property
    def endonym(self) -> str:
        return languages.get(self.code).endonym

    @property
    def direction(self) -> str:
        return languages.get(self.code).direction


@dataclass(frozen=True)
class TopicLink:
    """A topic in the reader's language, or in a fallback (``language`` says which)."""

    pk: int
    path: str
    title: str
    summary: str
    language: str
    icon: str
    place: str


@dataclass
class Frame:
    """Everything that all pages of one country share."""

    country: Country
    site: Site
    languages: tuple[OfferedLanguage, ...]
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _kept: dict[Hashable, object] = field(default_factory=dict, repr=False)
    _kept_today: tuple[dt.date, dict[Hashable, object]] = field(default_factory=lambda: (dt.date.min, {}), repr=False)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(language.code for language in self.languages)

    @cached_property
    def _by_code(self) -> dict[str, OfferedLanguage]:
        return {language.code: language for language in self.languages}

    @cached_property
    def _code_of(self) -> dict[int, str]:
        return {language.locale_id: language.code for language in self.languages}

    @property
    def source_language(self) -> str:
        return self.country.source_language.language_code

    @property
    def prefix(self) -> str:
        """The beginning of the ``url_path`` of every page of the country: ``/moldova/``."""
        return f"/{self.country.slug}/"

    def language(self, code: str) -> OfferedLanguage:
        """Raises KeyError for a language that the country does not offer."""
        return self._by_code[code]

    def code(self, locale_id: int) -> str | None:
        """The language code of a locale, None where the country does not offer it."""
        return self._code_of.get(locale_id)

    def chain(self, code: str) -> list[str]:
        """The languages in which to look for content for a reader of ``code``, best first."""
        return languages.fallback_chain(code, self.codes, self.source_language)

    def locale_chain(self, code: str) -> list[tuple[int, str]]:
        """The chain as (locale id, code)."""
        return [(self._by_code[item].locale_id, item) for item in self.chain(code)]

    def name(self, code: str) -> str:
        """The country's name in a language."""
        return self.country.name_in(code)

    def today(self) -> dt.date:
        """The day in the country."""
        return clock.today(self.country.time_zone)

    def topics(self, code: str) -> list[TopicLink]:
        """The country's topics in their order, each in the best language for a reader of ``code``."""
        return self.keep(("topics", code), lambda: self._topics(code))

    def facts(self, code: str) -> dict[int, ShownFact]:
        """All facts of the country by primary key, in the best words for a reader of ``code``, as of today."""
        return self.keep_today(("facts", code), lambda: self._facts(code))

    def emergency_lines(self, code: str) -> list[ShownFact]:
        """The telephone numbers of the emergency block, in their order; one that has run out is left away."""
        lines = [fact for fact in self.facts(code).values() if fact.emergency_order is not None and not fact.expired]
        return sorted(lines, key=lambda line: (line.emergency_order or 0, line.pk))

    def restricted(self, tree_path: str) -> bool:
        """Whether Wagtail's privacy settings cover the page at this place in the tree."""
        return tree_path.startswith(self.keep("restricted", self._restricted_paths))

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` gives, made once and kept until something of the country changes.

        For what many pages share; ``key`` must not hold anything that a visitor can choose, or memory fills.
        """
        return self._keep(self._kept, key, make)

    def keep_today(self, key: Hashable, make: Callable[[], T]) -> T:
        """The same for what depends on the day."""
        today = self.today()
        if self._kept_today[0] != today:
            self._kept_today = (today, {})
        return self._keep(self._kept_today[1], key, make)

    def _keep(self, kept: dict[Hashable, object], key: Hashable, make: Callable[[], T]) -> T:
        if key not in kept:
            made = make()
            with self._lock:
                kept[key] = made
        return cast(T, kept[key])

    def _topics(self, code: str) -> list[TopicLink]:
        chain = self.chain(code)
        best: dict[object, TopicPage] = {}
        order: dict[object, str] = {}
        for page in self.keep("topic pages", self._topic_pages):
            language = self.code(page.locale_id)
            if language is None or language not in chain:
                continue
            key = page.translation_key
            if language == self.source_language or key not in order:
                order[key] = page.path
            known = best.get(key)
            if known is None or chain.index(language) < chain.index(self._code_of[known.locale_id]):
                best[key] = page
        return [self._link(best[key], code) for key in sorted(best, key=lambda key: order[key])]

    def _topic_pages(self) -> list[TopicPage]:
        """In all languages."""
        pages = TopicPage.objects.filter(url_path__startswith=self.prefix, live=True)
        return list(pages.select_related("topic").order_by("path"))

    def _link(self, page: TopicPage, code: str) -> TopicLink:
        topic: Topic = page.topic
        rest = path_on_site(page.url_path).split("/", 2)[2]
        return TopicLink(
            pk=page.pk,
            path=f"/{code}/{rest}",
            title=page.title,
            summary=page.summary,
            language=self._code_of[page.locale_id],
            icon=topic.icon,
            place=topic.place,
        )

    def _facts(self, code: str) -> dict[int, ShownFact]:
        chain = self.locale_chain(code)
        texts = self.keep("fact texts", self._fact_texts)
        unique = {text.fact_id: text.fact for text in texts}
        shown = facts.show(unique.values(), texts, chain, self.today(), self.country.code)
        return {fact.pk: fact for fact in shown}

    def _fact_texts(self) -> list[FactText]:
        """In all languages, with their facts."""
        offered = [language.locale_id for language in self.languages]
        return list(FactText.objects.filter(fact__country=self.country, locale__in=offered).select_related("fact"))

    def _restricted_paths(self) -> tuple[str, ...]:
        return tuple(PageViewRestriction.objects.values_list("page__path", flat=True))


_frames: dict[str, tuple[tuple[str | None, int], Frame]] = {}


def at_host(host: str) -> Frame | None:
    """The frame of the country whose site answers at ``host`` (a name without port), or None."""
    kept = _frames.get(host)
    stamp = stamps.peek(host)
    state = (stamp, int(time.time() // 3600))  # the hour, like the page cache: what no signal tells of shows within one
    if kept and kept[0] == state:
        return kept[1]
    offered = list(CountryLanguage.objects.at_host(host))
    if not offered:
        return None  # nothing is kept: a stranger could fill the memory with host names
    if stamp is None:
        stamps.current(host)
        return at_host(host)  # read again under the stamp, so that a change in between is seen
    country = offered[0].country
    frame = Frame(
        country=country,
        site=country.site,
        languages=tuple(
            OfferedLanguage(item.locale.language_code, item.locale_id, item.audio_first) for item in offered
        ),
    )
    _frames[host] = (state, frame)
    return frame
