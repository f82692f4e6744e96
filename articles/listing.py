"""Lists of articles: each in the reader's language or the best fallback, in the order of the source language's tree."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from articles import freshness
from articles.models import ArticleCheck, ArticlePage
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


def of_wanted(
    frame: Frame, language: str, wanted: Q, *, on: dt.date
) -> tuple[dict[UUID, Listed], dict[int, tuple[str, UUID]]]:
    """Articles by a condition on their source-language pages, in one query and without their checks.

    Returns the articles by translation key, and for each page found its place in the tree and its key.
    """
    keys = ArticlePage.objects.filter(wanted).order_by().values("translation_key")
    rows = list(ArticlePage.objects.filter(translation_key__in=keys).order_by("path").values(*_FIELDS))
    listed = _listed(frame, language, rows, on, with_checks=False)
    return {item.key: item for item in listed}, {row["pk"]: (row["path"], row["translation_key"]) for row in rows}


def _children(path: str) -> tuple[str, str]:
    # Materialised paths are digits and capitals in steps of four: this range is exactly the subtree, and uses the index.
    return f"{path}0000", f"{path}ZZZZ"


def _listed(
    frame: Frame, language: str, rows: Iterable[dict[str, Any]], on: dt.date, *, with_checks: bool = True
) -> list[Listed]:
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
    checks = _newest_checks(list(best)) if with_checks else {}
    return [
        _item(row, chain[rank], language, checks.get(key), on)
        for key, (rank, row) in sorted(best.items(), key=lambda entry: order[entry[0]])
    ]


def _newest_checks(keys: list[UUID]) -> dict[UUID, ArticleCheck]:
    checks = ArticleCheck.objects.filter(translation_key__in=keys).newest_first()
    newest: dict[UUID, ArticleCheck] = {}
    for check in checks:
        newest.setdefault(check.translation_key, check)
    return newest


def _item(row: dict[str, Any], code: str, language: str, check: ArticleCheck | None, on: dt.date) -> Listed:
    return Listed(
        key=row["translation_key"],
        title=row["title"],
        summary=row["summary"],
        language=code,
        path=in_language(path_on_site(row["url_path"]), language),
        sensitive=row["sensitive"],
        freshness=freshness.of(
            check.checked_on if check else None,
            check.checked_by if check else None,
            check.next_check_on if check else None,
            on=on,
        ),
    )
