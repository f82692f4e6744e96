"""What every page's template needs besides the page itself: language, direction, the way to the other languages."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import cast
from uuid import UUID, uuid5

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page

from locales import formats, languages
from locales.languages import Language
from portal.core import clock, stylesheet
from portal.core.pagecache import mark_public, mark_sensitive
from portal.countries import alerts, front_door, routing, short_links
from portal.countries.alerts import Box
from portal.countries.facts import ShownFact
from portal.countries.frame import Frame
from portal.countries.links import TopicLink
from portal.countries.models import Topic
from portal.countries.partners import Credit
from portal.countries.request import PortalRequest
from portal.media import recordings
from portal.media.models import Recording

_NAMESPACE = UUID("6f1d7c1e-52f4-4c3b-9f0e-0d5c6f3e7a10")  # of pages outside the tree


@dataclass(frozen=True)
class LanguageLink:
    """A language of the country in the language menu. ``available``: the page exists in it; else its fallback is shown there."""

    language: Language
    path: str
    available: bool
    current: bool


@dataclass(frozen=True)
class Crumb:
    """A page above the one shown."""

    path: str
    title: str
    language: str


@dataclass
class Screen:
    """A page of a country site in front of a reader."""

    request: PortalRequest
    frame: Frame
    found: routing.Found
    sensitive: bool = False  # a page that somebody may have to leave quickly; whoever fills the page says so
    outside: str = ""  # the code of a page outside Wagtail's tree, where it can be handed on

    @cached_property
    def language(self) -> Language:
        """The reader's language: that of the address."""
        return languages.get(self.found.language)

    @cached_property
    def interface(self) -> Language:
        """The language in which the interface speaks to this reader (Romanian for the Romani dialects)."""
        return languages.get(self.language.catalog_code)

    @cached_property
    def content(self) -> Language:
        """The language of what is shown."""
        return languages.get(self.found.shown.language)

    @cached_property
    def language_links(self) -> list[LanguageLink]:
        """All languages of the country in order of offer."""
        return [
            LanguageLink(
                language=languages.get(code),
                path=routing.in_language(self.found.path, code),
                available=code in self.found.variants,
                current=code == self.found.language,
            )
            for code in self.frame.codes
        ]

    @cached_property
    def alternates(self) -> list[tuple[str, str]]:
        """(language tag, address) of each published language, for hreflang."""
        return [(code, self.absolute(variant.path)) for code, variant in self.found.variants.items()]

    @property
    def canonical(self) -> str:
        """The address of what is shown: for a fallback, that of the original."""
        return self.absolute(self.found.shown.path)

    @property
    def country_name(self) -> str:
        return self.frame.name(self.found.language)

    @cached_property
    def lines(self) -> list[ShownFact]:
        """The emergency block, worded for the language of the interface."""
        return self.frame.emergency_lines(self.found.language)

    @property
    def stage_notice(self) -> tuple[str, str] | None:
        """What the team says about the stage of its site, and in which language."""
        return self.frame.stage_notice(self.found.language)

    @cached_property
    def alerts(self) -> Box:
        """What stands at the top of this page now."""
        found = self.frame.alerts(self.found.language)
        return alerts.box(found, clock.now(), self.frame.topic_at(self.found.path) if found else None)

    @cached_property
    def home_topics(self) -> list[TopicLink]:
        return [topic for topic in self.frame.topics(self.found.language) if topic.place == Topic.Place.HOME]

    @cached_property
    def footer_topics(self) -> list[TopicLink]:
        return [topic for topic in self.frame.topics(self.found.language) if topic.place == Topic.Place.FOOTER]

    @cached_property
    def credits(self) -> list[Credit]:
        """The partners and donors of the site."""
        return self.frame.credits(self.found.language)

    @property
    def credits_everywhere(self) -> list[Credit]:
        """Those whose credit line stands at the foot of every page."""
        return [credit for credit in self.credits if credit.everywhere]

    @property
    def audio_first(self) -> bool:
        return self.frame.language(self.found.language).audio_first

    @cached_property
    def recordings(self) -> list[Recording]:
        """What can be listened to in the reader's language."""
        locale_id = self.frame.language(self.found.language).locale_id
        return recordings.in_language(self.frame.country.collection_id, locale_id)

    @property
    def topic_icon(self) -> str:
        """The icon of the topic page that is shown."""
        shown = self.found.shown.url_path
        topics = self.frame.topics(self.found.shown.language)
        return next((topic.icon for topic in topics if shown.endswith(topic.path)), "info")

    @cached_property
    def crumbs(self) -> list[Crumb]:
        """The pages above, at their addresses in the reader's language."""
        return [
            Crumb(routing.in_language(parent.path, self.found.language), parent.title, parent.language)
            for parent in self.found.parents
        ]

    @property
    def language_name(self) -> str:
        """The reader's language by its name in the language of the interface."""
        return formats.language_name(self.language.code, self.interface.code)

    @property
    def content_name(self) -> str:
        return formats.language_name(self.content.code, self.interface.code)

    @property
    def source_name(self) -> str:
        return formats.language_name(self.frame.source_language, self.interface.code)

    @property
    def source_path(self) -> str:
        """Where the original stands."""
        return routing.in_language(self.found.path, self.frame.source_language)

    @property
    def other_variants(self) -> list[routing.Variant]:
        """The languages in which the page exists, besides the one shown."""
        return [variant for code, variant in self.found.variants.items() if code != self.found.shown.language]

    @property
    def front_door(self) -> str:
        return front_door.address(self.request, settings.PORTAL_DOMAIN, f"/{self.found.language}/")

    @property
    def css(self) -> str:
        return stylesheet.load().css

    def mark(self, response: HttpResponse, *, seconds: int | None = None) -> HttpResponse:
        """Let caches keep this page as far as it allows that. ``seconds``: see ``mark_public``."""
        return (mark_sensitive if self.sensitive else mark_public)(response, seconds=seconds)

    @property
    def view(self) -> str:
        """The reading view: "" as usual, ``large`` or ``text``."""
        return getattr(self.request, "view", "")

    @property
    def light(self) -> bool:
        """Whether pictures are left out."""
        return getattr(self.request, "light", False)

    @property
    def ref(self) -> str:
        """The code under which this page can be handed on; empty where it cannot be."""
        if self.outside or not self.found.shown.content_type_id or self.frame.restricted(self.found.shown.tree_path):
            return self.outside
        return short_links.page_ref(self.found.shown.translation_key)

    @property
    def share_path(self) -> str:
        """The page with the ways to pass this page on."""
        return f"/{self.found.language}/share/{self.ref}/"

    @property
    def short_url(self) -> str:
        """The short address of this page, which carries the language."""
        return self.absolute(short_links.path(self.ref, self.found.language))

    @property
    def address(self) -> str:
        """The address of this page in the reader's language, whatever is shown at it."""
        return self.absolute(self.found.path)

    def absolute(self, path: str) -> str:
        """An address with the scheme, host and port of this request."""
        return self._origin + path

    @cached_property
    def _origin(self) -> str:
        return front_door.address(self.request, self.frame.site.hostname, "")

    def part(self, name: str, render: Callable[[], SafeString]) -> SafeString:
        """A piece of HTML that is the same on every page of the country in this language today, for ``{% kept %}``."""
        return self.frame.keep_today(("part", name, self.found.language, get_language()), render)


def of(plain: HttpRequest, page: Page) -> Screen:
    """The screen for a page that is being served or previewed. Raises Http404 away from the country's host."""
    request = cast(PortalRequest, plain)
    if not hasattr(request, "screen") or request.screen.found.shown.pk != page.pk:
        if request.frame is None:
            raise Http404  # a page shows on its country's host only
        found = getattr(request, "found", None) or routing.around(request.frame, page)
        if found is None:
            raise Http404
        request.screen = Screen(request, request.frame, found)
    return request.screen


def at(
    plain: HttpRequest,
    parts: str,
    title: str,
    *,
    crumbs: Iterable[Crumb] = (),
    titles: Mapping[str, str] | None = None,
    language: str | None = None,
    ref: str = "",
) -> Screen:
    """The screen for the address ``/<language>/<parts>``, which is no page of Wagtail's tree (``parts`` ends with a slash).

    ``titles``: the languages in which the page exists with its title in each; without it, all of the country's. ``language``: that of
    what is shown, where it is not the reader's. ``crumbs``: the pages above. ``ref``: its code, where it can be handed on. Raises Http404
    at the front door.
    """
    request = cast(PortalRequest, plain)
    frame = request.frame
    if frame is None:
        raise Http404
    variant = partial(_variant, frame, parts)
    variants = {
        code: variant(code, (titles or {}).get(code, title)) for code in frame.codes if not titles or code in titles
    }
    above = [
        routing.Variant(
            pk=0,
            language=crumb.language,
            url_path=f"/{frame.country.slug}{crumb.path}",
            tree_path="",
            title=crumb.title,
            translation_key=uuid5(_NAMESPACE, crumb.path),
            content_type_id=0,
            live=True,
        )
        for crumb in crumbs
    ]
    found = routing.Found(request.language, variant(language or request.language, title), variants, None, above)
    request.screen = Screen(request, frame, found, outside=ref)
    return request.screen


def _variant(frame: Frame, parts: str, code: str, title: str) -> routing.Variant:
    return routing.Variant(0, code, f"{frame.prefix}{code}/{parts}", "", title, uuid5(_NAMESPACE, parts), 0, True)
