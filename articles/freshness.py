"""How fresh an article is: computed from its checks and the day, never from edits."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from articles.models import ArticleCheck, ArticlePage
from portal.countries import purge
from portal.countries.models import Country


@dataclass(frozen=True)
class Freshness:
    """When a person last checked the article. ``checked_on`` is None where nobody has yet."""

    checked_on: dt.date | None
    checked_by: str
    next_check_on: dt.date | None
    overdue: bool


def of(check: ArticleCheck | None, *, on: dt.date) -> Freshness:
    """Overdue from the day after the next check was due; never checked counts as overdue."""
    if check is None:
        return Freshness(None, "", None, overdue=True)
    return Freshness(check.checked_on, check.checked_by, check.next_check_on, overdue=check.next_check_on < on)


def newest(keys: Iterable[UUID]) -> dict[UUID, ArticleCheck]:
    """The check that counts for each article, by translation key, in one query."""
    found: dict[UUID, ArticleCheck] = {}
    checks = ArticleCheck.objects.filter(translation_key__in=list(keys)).newest_first()
    for check in checks.only("translation_key", "checked_on", "checked_by", "next_check_on"):
        found.setdefault(check.translation_key, check)
    return found


@transaction.atomic
def record_check(
    *,
    article: ArticlePage,
    country: Country,
    checked_on: dt.date,
    next_check_on: dt.date | None = None,
    note: str = "",
    user: Any = None,
) -> ArticleCheck:
    """Write down that the country's team confirmed an article, in all its languages. Due again by the topic's interval unless told."""
    if next_check_on is None:
        topic = article.get_parent().specific.topic
        next_check_on = checked_on + dt.timedelta(days=topic.check_every_days)
    check = ArticleCheck.objects.create(
        translation_key=article.translation_key,
        checked_on=checked_on,
        checked_by=country.team,
        next_check_on=next_check_on,
        note=note,
        user=user,
    )
    purge.country(country)
    return check
