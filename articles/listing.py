"""Lists of articles: each in the reader's language or the best fallback, in the order of the source language's tree."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from wagtail.models import Page

from articles import freshness
from articles.models import ArticlePage
from portal.core.pages import path_on_site
from portal.countries.frame import Frame
from portal.countries.routing import Variant, in_language

_FIELDS = ("pk", "title", "summary", "locale_id", "translation_key", "path", "url_path", "live", "sensitive")
_PLACE_FIELDS = ("pk", "path", "live", "translation_key", "locale_id", "title", "url_path")


@dataclass(frozen=True)
class Listed:
    """An article in a list. ``path`` keeps the reader's language; ``language`` is that of title and summary.

    ``sensitive``: by the source-language page, published or not, like the article itself.
    """

    key: UUID
    title: str
    summary: str
    language: str
    path: str
    sensitive: bool
    freshness: freshness.Freshness


def of_topic(frame: Frame, language: str, topics: Iterable[Variant], *, on: dt.date) -> list[Listed]:
    """The articles below a topic, given the topic's page in each language."""
    below = Q()
    for topic in topics:
        below |= Q(path__range=_children(topic.tree_path))
    rows = ArticlePage.objects.filter(below).order_by("path").values(*_FIELDS) if below else []
    return _listed(frame, language, rows, on)


def of_keys(frame: Frame, language: str, keys: Collection[UUID], *, on: dt.date) -> dict[UUID, Listed]:
    """Articles by translation key, each in the best language for the reader; what is not public in any is left out. Two queries."""
    rows = ArticlePage.objects.filter(translation_key__in=keys, url_path__startswith=frame.prefix).order_by()
    return {item.key: item for item in _listed(frame, language, rows.values(*_FIELDS), on)}


@dataclass(frozen=True)
class Link:
    """An article to go on to. ``path`` keeps the reader's language; ``language`` is that of the title."""

    title: str
    language: str
    path: str


@dataclass
class Article:
    """A published article without its content."""

    titles: dict[str, tuple[str, str]] = field(default_factory=dict)  # by language: title and ``url_path``

    def link(self, frame: Frame, language: str) -> Link | None:
        """In the best language for the reader; None where it is published in none."""
        best = next((code for code in frame.chain(language) if code in self.titles), None)
        if best is None:
            return None
        title, url_path = self.titles[best]
        return Link(title, best, in_language(path_on_site(url_path), language))


@dataclass(frozen=True)
class Around:
    """Where to go on from an article: before and after it within its topic, and the articles it names, by the pages' primary keys."""

    previous: Link | None
    next: Link | None
    named: dict[int, Link]


def around(frame: Frame, language: str, path: str, named: Collection[int]) -> Around:
    """From the place ``path`` of the source language's tree. One query at most, none for what the frame remembers.

    ``named``: pages in whatever language; an article that is published in none is left out.
    """
    topic = path[: -Page.steplen]
    topics: dict[str, Ordered] = frame.keep("articles by topic", dict)
    pages: dict[int, Article] = frame.keep("articles by page", dict)
    unknown = set(named) - pages.keys()
    if topic not in topics or unknown:
        wanted = Q(pk__in=unknown)
        if topic not in topics:
            wanted |= Q(path__range=_children(topic), depth=len(path) // Page.steplen, live=True)
        places = _places(frame, Page.objects.filter(wanted))
        if topic not in topics:
            ordered = sorted(
                (place for place in places if place.live and place.path.startswith(topic)), key=attrgetter("path")
            )
            topics[topic] = Ordered([place.path for place in ordered], [place.article for place in ordered])
        pages.update({pk: Article() for pk in unknown})
        pages.update({place.pk: place.article for place in places if place.pk in unknown})
    before, after = topics[topic].beside(path)
    links = {pk: pages[pk].link(frame, language) for pk in named}
    return Around(
        previous=before.link(frame, language) if before else None,
        next=after.link(frame, language) if after else None,
        named={pk: link for pk, link in links.items() if link},
    )


class Ordered(NamedTuple):
    """The articles of a topic that are published in the source language, and their places in its tree, in order."""

    paths: list[str]
    articles: list[Article]

    def beside(self, path: str) -> tuple[Article | None, Article | None]:
        before, after = bisect_left(self.paths, path), bisect_right(self.paths, path)
        return self.articles[before - 1] if before else None, self.articles[after] if after < len(self.paths) else None


class Place(NamedTuple):
    """A page of an article."""

    pk: int
    path: str
    live: bool
    article: Article


def _places(frame: Frame, pages: QuerySet[Page]) -> list[Place]:
    """``pages`` and all their translations, in one query."""
    rows = Page.objects.filter(translation_key__in=pages.order_by().values("translation_key")).order_by()
    found: dict[UUID, Article] = defaultdict(Article)
    places = []
    for pk, path, live, key, locale_id, title, url_path in rows.values_list(*_PLACE_FIELDS):
        code = frame.code(locale_id)
        if live and code and url_path.startswith(f"{frame.prefix}{code}/") and not frame.restricted(path):
            found[key].titles[code] = (title, url_path)
        places.append(Place(pk, path, live, found[key]))
    return places


def _children(path: str) -> tuple[str, str]:
    # Materialised paths are digits and capitals in steps of four: this range is exactly the subtree, and uses the index.
    return f"{path}0000", f"{path}ZZZZ"


def _listed(frame: Frame, language: str, rows: Iterable[dict[str, Any]], on: dt.date) -> list[Listed]:
    chain = frame.chain(language)
    best: dict[UUID, tuple[int, dict[str, Any]]] = {}
    order: dict[UUID, str] = {}
    sensitive: dict[UUID, bool] = {}
    for row in rows:
        code = frame.code(row["locale_id"])
        if code is None or not row["url_path"].startswith(f"{frame.prefix}{code}/"):
            continue
        key = row["translation_key"]
        if code == frame.source_language or key not in order:
            order[key], sensitive[key] = row["path"], row["sensitive"]
        rank = chain.index(code)
        public = row["live"] and not frame.restricted(row["path"])
        if public and (key not in best or rank < best[key][0]):
            best[key] = (rank, row)
    checks = freshness.newest(best)
    ends = freshness.fact_ends(frame)
    return [
        Listed(
            key=key,
            title=row["title"],
            summary=row["summary"],
            language=chain[rank],
            path=in_language(path_on_site(row["url_path"]), language),
            sensitive=sensitive[key],
            freshness=freshness.of(checks.get(key), on=on, ends=ends.get(key, ())),
        )
        for key, (rank, row) in sorted(best.items(), key=lambda entry: order[entry[0]])
    ]
