"""The frame around every page of a country site: its languages, topics and emergency lines.

A snapshot per host, kept in memory under the host's stamp: it costs queries only after something in it has changed.
"""

import datetime as dt
import threading
from dataclasses import dataclass, field
from functools import cached_property

from wagtail.models import PageViewRestriction, Site

from locales import languages
from portal.core import clock, stamps
from portal.core.pages import path_on_site
from portal.countries import facts
from portal.countries.facts import ShownFact
from portal.countries.models import Country, CountryLanguage, FactText, Topic, TopicPage


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
    _kept: dict[tuple[str, str, dt.date | None], object] = field(default_factory=dict, repr=False)

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
        return self._keep(("topics", code, None), lambda: self._topics(code))  # type: ignore[return-value]

    def facts(self, code: str) -> dict[int, ShownFact]:
        """All facts of the country by primary key, in the best words for a reader of ``code``, as of today."""
        today = self.today()
        return self._keep(("facts", code, today), lambda: self._facts(code, today))  # type: ignore[return-value]

    def emergency_lines(self, code: str) -> list[ShownFact]:
        """The telephone numbers of the emergency block, in their order; one that has run out is left away."""
        lines = [fact for fact in self.facts(code).values() if fact.emergency_order is not None and not fact.expired]
        return sorted(lines, key=lambda line: (line.emergency_order or 0, line.pk))

    def restricted(self, tree_path: str) -> bool:
        """Whether Wagtail's privacy settings cover the page at this place in the tree."""
        kept: tuple[str, ...] = self._keep(("restricted", "", None), self._restricted_paths)  # type: ignore[assignment]
        return any(tree_path.startswith(path) for path in kept)

    def _keep(self, key: tuple[str, str, dt.date | None], make: object) -> object:
        if key not in self._kept:
            made = make()  # type: ignore[operator]
            with self._lock:
                self._kept[key] = made
        return self._kept[key]

    def _topics(self, code: str) -> list[TopicLink]:
        chain = self.chain(code)
        best: dict[object, TopicPage] = {}
        order: dict[object, str] = {}
        pages = TopicPage.objects.filter(url_path__startswith=self.prefix, live=True).select_related("topic")
        for page in pages.order_by("path"):
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

    def _facts(self, code: str, today: dt.date) -> dict[int, ShownFact]:
        chain = self.locale_chain(code)
        words = FactText.objects.filter(fact__country=self.country, locale__in=[pk for pk, _ in chain])
        texts = list(words.select_related("fact"))
        unique = {text.fact_id: text.fact for text in texts}
        shown = facts.show(unique.values(), texts, chain, today, self.country.code)
        return {fact.pk: fact for fact in shown}

    def _restricted_paths(self) -> tuple[str, ...]:
        return tuple(PageViewRestriction.objects.values_list("page__path", flat=True))


_frames: dict[str, tuple[str, Frame]] = {}


def at_host(host: str) -> Frame | None:
    """The frame of the country whose site answers at ``host`` (a name without port), or None."""
    kept = _frames.get(host)
    stamp = stamps.peek(host)
    if kept and kept[0] == stamp:
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
    _frames[host] = (stamp, frame)
    return frame
