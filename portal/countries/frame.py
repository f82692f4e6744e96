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

from django.conf import settings
from django.db.models import Exists, OuterRef
from wagtail.models import PageViewRestriction, Site

from locales import formats, languages
from portal.core import clock, stamps
from portal.core.pages import path_on_site
from portal.countries import alerts, facts, partners
from portal.countries.alerts import ShownAlert
from portal.countries.facts import ShownFact
from portal.countries.links import OfferedLanguage, TopicLink
from portal.countries.models import (
    Alert,
    AlertText,
    Country,
    CountryLanguage,
    FactText,
    Partner,
    Stage,
    StageText,
    Topic,
    TopicPage,
)
from portal.countries.partners import Credit

T = TypeVar("T")


@dataclass
class Frame:
    """Everything that all pages of one country share."""

    country: Country
    site: Site
    languages: tuple[OfferedLanguage, ...]
    # What most countries have none of costs no query of its own.
    has_alerts: bool = True
    has_partners: bool = True
    has_restrictions: bool = True
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
    def local_language(self) -> str:
        """The language of the country's officials, in which addresses stand and cards are shown."""
        return formats.local_language(self.country.code, self.codes)

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

    @property
    def stage(self) -> str:
        """``active`` for most; else every page says what it is."""
        return self.country.stage

    @property
    def archived(self) -> bool:
        return self.country.stage == Stage.ARCHIVED

    def as_of(self) -> dt.date:
        """The day as of which content is judged: today, for an archived site the day on which it was archived."""
        since = self.country.stage_since
        return since if self.archived and since else self.today()

    def stage_notice(self, code: str) -> tuple[str, str] | None:
        """What the team says about the stage: the words, and the language they are in; None where it says nothing of its own."""
        words = self.keep("stage notice", self._stage_texts) if self.stage != Stage.ACTIVE else {}
        return next(((words[item], item) for item in self.chain(code) if item in words), None)

    def topics(self, code: str) -> list[TopicLink]:
        """The country's topics in their order, each in the best language for a reader of ``code``."""
        return self.keep(("topics", code), lambda: self._topics(code))

    def facts(self, code: str) -> dict[int, ShownFact]:
        """All facts of the country by primary key, in the best words for a reader of ``code``, as of today."""
        return self.keep_today(("facts", code), lambda: self._facts(code))

    def fact_ends(self) -> dict[int, dt.date]:
        """The last day of each fact of the country that has one, by primary key."""
        texts = self.keep("fact texts", self._fact_texts)
        return {text.fact_id: text.fact.valid_until for text in texts if text.fact.valid_until}

    def emergency_lines(self, code: str) -> list[ShownFact]:
        """The telephone numbers of the emergency block, in their order; one that has run out is left away."""
        lines = [fact for fact in self.facts(code).values() if fact.emergency_order is not None and not fact.expired]
        return sorted(lines, key=lambda line: (line.emergency_order or 0, line.pk))

    def alerts(self, code: str) -> list[ShownAlert]:
        """The published alerts that have not ended, begun or not, in the best words for a reader of ``code``."""
        return self.keep(
            ("alerts", code), lambda: alerts.show(self._alert_texts(), self.locale_chain(code), self.country)
        )

    def next_alert_change(self, after: dt.datetime) -> dt.datetime | None:
        """The first moment after ``after`` at which pages look different because an alert begins or ends."""
        return alerts.next_change(self._alert_texts(), after)

    def credits(self, code: str) -> list[Credit]:
        """The country's partners and donors in their order, with credit lines for a reader of ``code``."""
        if not self.has_partners:
            return []
        rows = self.keep("partners", lambda: partners.of_country(self.country))
        return self.keep(("credits", code), lambda: partners.credits_in(rows, self.locale_chain(code)))

    def topic_at(self, path: str) -> int | None:
        """The topic to which a page belongs, by its path (``/uk/housing/...``); None for a page of no topic."""
        slugs = self.keep("topics by slug", self._topics_by_slug)
        return slugs.get(path.split("/")[2]) if path.count("/") > 2 else None

    def topic_slug(self, topic: int) -> str | None:
        """The address of a topic by its key; None for one that the country does not have."""
        slugs = self.keep("topics by slug", self._topics_by_slug)
        return next((slug for slug, pk in slugs.items() if pk == topic), None)

    def restricted(self, tree_path: str) -> bool:
        """Whether Wagtail's privacy settings cover the page at this place in the tree."""
        return tree_path.startswith(self.restricted_paths)

    @property
    def restricted_paths(self) -> tuple[str, ...]:
        """The places in the tree that Wagtail's privacy settings close, with all below."""
        return self.keep("restricted", self._restricted_paths)

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

    def _topics_by_slug(self) -> dict[str, int]:
        pages = self.keep("topic pages", self._topic_pages)
        return {path_on_site(page.url_path).split("/")[2]: page.topic_id for page in pages}

    def _alert_texts(self) -> list[AlertText]:
        """In all languages, with their alerts."""
        offered = [language.locale_id for language in self.languages]
        if not self.has_alerts:
            return []
        return self.keep("alert texts", lambda: alerts.lasting(self.country, offered, clock.now()))

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

    def _stage_texts(self) -> dict[str | None, str]:
        rows = StageText.objects.filter(country=self.country).values_list("locale_id", "text")
        return {self.code(locale_id): text for locale_id, text in rows}

    def _restricted_paths(self) -> tuple[str, ...]:
        if not self.has_restrictions:
            return ()
        return tuple(PageViewRestriction.objects.values_list("page__path", flat=True))


_frames: dict[str, tuple[tuple[str | None, int], Frame]] = {}


def at_host(host: str) -> Frame | None:
    """The frame of the country whose site answers at ``host`` (a name without port), or None."""
    if host == settings.PORTAL_DOMAIN:  # the front door and the admin, which are of no country
        return None
    kept = _frames.get(host)
    stamp = stamps.peek(host)
    state = (stamp, int(time.time() // 3600))  # the hour, like the page cache: what no signal tells of shows within one
    if kept and kept[0] == state:
        return kept[1]
    offered = list(
        CountryLanguage.objects.at_host(host).annotate(
            has_alerts=Exists(Alert.objects.lasting(clock.now()).filter(country=OuterRef("country"))),
            has_partners=Exists(Partner.objects.filter(country=OuterRef("country"))),
            has_restrictions=Exists(PageViewRestriction.objects.all()),
        )
    )
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
        has_alerts=offered[0].has_alerts,
        has_partners=offered[0].has_partners,
        has_restrictions=offered[0].has_restrictions,
    )
    _frames[host] = (state, frame)
    return frame


def last_known(host: str) -> Frame | None:
    """The frame that was made last for a host, however old: for the page that says that the database does not answer."""
    kept = _frames.get(host)
    return kept[1] if kept else None
