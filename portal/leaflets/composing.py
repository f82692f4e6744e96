"""What a leaflet says: articles or services of a country in a language, with everything that holds for them today."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.models import Page

from articles.models import ArticlePage
from portal.core.pages import path_on_site
from portal.countries import routing, screen, views
from portal.countries.frame import Frame
from portal.leaflets import codes, unread, written
from portal.leaflets.asking import Ask
from portal.leaflets.editions import Worded
from portal.leaflets.problems import NotThere, TooMany
from portal.leaflets.services import Chosen, choose, service_pieces

MOST_ARTICLES = 12  # in one leaflet


@dataclass(frozen=True)
class Piece:
    """One article, or all services of one category, as finished HTML."""

    title: str
    html: str
    checked_on: dt.date | None
    overdue: bool


@dataclass(frozen=True)
class Composed:
    """A leaflet without paper and number. ``checked_on``: the day of the oldest check in it, None where something was never checked."""

    frame: Frame
    ask: Ask
    language: str
    title: str
    title_language: str
    pieces: tuple[Piece, ...]
    address: str
    checked_on: dt.date | None
    overdue: bool
    screen: screen.Screen

    @property
    def digest(self) -> str:
        """Of all words in it, the emergency numbers too, but not of the day of the check."""
        lines = [f"{line.value} {line.label}" for line in self.screen.lines]
        return written.digest_of([self.title, *(piece.html for piece in self.pieces), *lines])

    @property
    def worded(self) -> Worded:
        """By which its edition is known."""
        return Worded(self.frame.country, self.ask.key, self.language, self.digest)


def compose(frame: Frame, language: str, ask: Ask) -> Composed:
    """Raises NotThere where there is nothing that the public may read, TooMany for more than a leaflet holds.

    Nothing is asked here that a reader would not get: pages behind a password, drafts and hidden places are not found.
    """
    if language not in frame.codes:
        raise NotThere
    with translation.override(language):
        return _of_articles(frame, language, ask) if ask.articles else _of_services(frame, language, ask)


def paths(frame: Frame, keys: Iterable[str]) -> dict[str, str]:
    """Where articles stand on the site, in whatever language, by translation key."""
    rows = Page.objects.filter(translation_key__in=list(keys), live=True, url_path__startswith=frame.prefix)
    return {str(key): path_on_site(path) for key, path in rows.values_list("translation_key", "url_path")}


def _of_articles(frame: Frame, language: str, ask: Ask) -> Composed:
    if len(ask.articles) > MOST_ARTICLES:
        raise TooMany(MOST_ARTICLES)
    at = paths(frame, ask.articles)
    found = [_article(frame, language, at[key]) for key in ask.articles if key in at]
    if not found:
        raise NotThere
    pieces, screens = [piece for piece, _screen in found], [shown for _piece, shown in found]
    first = screens[0]
    alone = len(found) == 1
    return Composed(
        frame=frame,
        ask=ask,
        language=language,
        title=" · ".join(piece.title for piece in pieces),
        title_language=first.content.code,
        pieces=tuple(pieces),
        address=codes.address_of(frame, first.found.path, first.found.shown.translation_key)
        if alone
        else codes.address_of(frame, f"/{language}/"),
        checked_on=_oldest(piece.checked_on for piece in pieces),
        overdue=any(piece.overdue for piece in pieces),
        screen=first,
    )


def _article(frame: Frame, language: str, path: str) -> tuple[Piece, screen.Screen]:
    components = [part for part in path.split("/") if part][1:]
    found = routing.find(frame, language, components)
    if found is None or frame.restricted(found.shown.tree_path):
        raise NotThere
    try:
        page = views.load(found)
    except Http404 as error:
        raise NotThere from error
    if not isinstance(page, ArticlePage):
        raise NotThere
    request = unread.request(frame, language)
    request.found = found
    context: dict[str, Any] = page.get_context(request)
    shown = screen.of(request, page)
    html = written.plain(render_to_string("leaflets/article.html", context), codes.origin(frame))
    fresh = context["freshness"]
    return Piece(page.title, html, fresh.checked_on, fresh.overdue), shown


def _of_services(frame: Frame, language: str, ask: Ask) -> Composed:
    chosen: Chosen = choose(frame, language, ask)
    shown = screen.at(unread.request(frame, language), "services/", chosen.title)
    pieces = tuple(
        Piece(title, written.plain(html, codes.origin(frame)), checked_on, overdue)
        for title, html, checked_on, overdue in service_pieces(frame, shown, chosen)
    )
    return Composed(
        frame=frame,
        ask=ask,
        language=language,
        title=chosen.title,
        title_language=language,
        pieces=pieces,
        address=codes.address_of(frame, chosen.path),
        checked_on=_oldest(piece.checked_on for piece in pieces),
        overdue=any(piece.overdue for piece in pieces),
        screen=shown,
    )


def _oldest(days: Iterable[dt.date | None]) -> dt.date | None:
    found = list(days)
    return None if None in found else min((day for day in found if day), default=None)
