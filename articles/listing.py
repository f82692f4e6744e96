"""Lists of articles: each in the reader's language or the best fallback, in the order of the source language's tree."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from wagtail.models import Page

from articles import freshness
from articles.models import ArticlePage
from portal.core.pages import path_on_site
from portal.countries.frame import Frame
from portal.countries.routing import Variant, in_language

_FIELDS = ("pk", "title", "summary", "locale_id", "translation_key", "path", "url_path", "live", "sensitive")


@dataclass(frozen=True)
class Listed:
    """An article in a list. ``path`` keeps the reader's language; ``language`` is that of title and summary."""

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


@dataclass(frozen=True)
class Link:
    """An article to go on to. ``path`` keeps the reader's language; ``language`` is that of the title."""

    title: str
    language: str
    path: str


def links(frame: Frame, language: str, keys: Iterable[UUID]) -> dict[UUID, Link]:
    """Articles by translation key, each in the best language for the reader; one that is published in none is left out."""
    chain = frame.chain(language)
    found: dict[UUID, tuple[int, Link]] = {}
    rows = Page.objects.filter(translation_key__in=list(keys), live=True).order_by()
    for key, locale_id, title, url_path in rows.values_list("translation_key", "locale_id", "title", "url_path"):
        code = frame.code(locale_id)
        if code is None or not url_path.startswith(f"{frame.prefix}{code}/"):
            continue
        rank = chain.index(code)
        if key not in found or rank < found[key][0]:
            found[key] = (rank, Link(title, code, in_language(path_on_site(url_path), language)))
    return {key: link for key, (_, link) in found.items()}


def _children(path: str) -> tuple[str, str]:
    # Materialised paths are digits and capitals in steps of four: this range is exactly the subtree, and uses the index.
    return f"{path}0000", f"{path}ZZZZ"


def _listed(frame: Frame, language: str, rows: Iterable[dict[str, Any]], on: dt.date) -> list[Listed]:
    chain = frame.chain(language)
    best: dict[UUID, tuple[int, dict[str, Any]]] = {}
    order: dict[UUID, str] = {}
    for row in rows:
        code = frame.code(row["locale_id"])
        if code is None or not row["url_path"].startswith(f"{frame.prefix}{code}/"):
            continue
        key = row["translation_key"]
        if code == frame.source_language or key not in order:
            order[key] = row["path"]
        rank = chain.index(code)
        if row["live"] and (key not in best or rank < best[key][0]):
            best[key] = (rank, row)
    checks = freshness.newest(best)
    return [
        Listed(
            key=key,
            title=row["title"],
            summary=row["summary"],
            language=chain[rank],
            path=in_language(path_on_site(row["url_path"]), language),
            sensitive=row["sensitive"],
            freshness=freshness.of(checks.get(key), on=on),
        )
        for key, (rank, row) in sorted(best.items(), key=lambda entry: order[entry[0]])
    ]
