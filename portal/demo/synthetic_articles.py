"""Many invented articles for measurements, in a country's source language."""

import datetime as dt
import random
import uuid
from typing import Any

from django.db import transaction

from articles import rebuilding
from articles.models import ArticleCheck, ArticlePage
from portal.core import clock
from portal.countries import purge
from portal.countries.models import Country, Fact, TopicPage

PREFIX = "load-test-"
_SENTENCES = (
    "You can go there without an appointment.",
    "Take your passport and every letter that you have.",
    "Nobody may ask you for money for this.",
    "Ask for an interpreter if you need one.",
    "You get the answer by post within a month.",
    "Keep a copy of everything that you sign.",
)


class NoTopics(Exception):
    """The country has no topic page to put articles below."""


@transaction.atomic
def fill_up(country: Country, total: int) -> int:
    """Make published articles below the country's topics until there are ``total`` of them; how many were made."""
    assert country.container is not None  # noqa: S101  (made with the country)
    topics = TopicPage.objects.descendant_of(country.container).filter(
        locale=country.source_language, topic__place="home"
    )
    parents = list(topics.order_by("path"))
    if not parents:
        raise NoTopics
    pages = ArticlePage.objects.descendant_of(country.container).filter(slug__startswith=PREFIX)
    known = set(pages.values_list("slug", flat=True))
    missing = [number for number in range(1, total + 1) if f"{PREFIX}{number:05d}" not in known]
    facts = list(Fact.objects.filter(country=country).order_by("pk").values_list("pk", flat=True)[:2])
    today = clock.today(country.time_zone)
    checks = []
    for position, parent in enumerate(parents):
        for number in (number for number in missing if number % len(parents) == position):
            page = _article(country, number, facts)
            parent.add_child(instance=page)
            checks.append(_check(country, page, number, parent.topic.check_every_days, today))
    ArticleCheck.objects.bulk_create(checks)
    if missing:
        rebuilding.rebuild(country)
        purge.country(country)
    return len(missing)


def _article(country: Country, number: int, facts: list[int]) -> ArticlePage:
    """An article as long as a real one: about 300 words."""
    rng = random.Random(f"{country.code} article {number}")  # noqa: S311  (the same article every time)

    def words(sentences: int) -> str:
        return " ".join(rng.choices(_SENTENCES, k=sentences))

    def items(values: list[Any]) -> list[dict[str, Any]]:
        return [block("item", value) for value in values]

    def block(kind: str, value: Any) -> dict[str, Any]:
        return {"type": kind, "value": value, "id": str(uuid.UUID(int=rng.getrandbits(128), version=4))}

    body = [block("text", f"<p>{words(6)}</p><p>{words(6)}</p>")]
    if facts:
        body.append(block("facts", items(facts)))
    body += [
        block("heading", "What to do"),
        block("steps", items([{"title": words(1), "text": f"<p>{words(3)}</p>"} for _step in range(3)])),
        block("note", {"title": "Good to know", "text": f"<p>{words(4)}</p>"}),
        block("heading", "Questions"),
        block("questions", items([{"question": words(1), "answer": f"<p>{words(3)}</p>"} for _question in range(3)])),
    ]
    title = f"Load test {number:05d}: {words(1).rstrip('.')}"
    page = ArticlePage(
        title=title,
        draft_title=title,
        slug=f"{PREFIX}{number:05d}",
        summary=words(2),
        translation_key=uuid.UUID(int=rng.getrandbits(128), version=4),
        locale=country.source_language,
    )
    page.body = ArticlePage._meta.get_field("body").stream_block.to_python(body)
    return page


def _check(country: Country, page: ArticlePage, number: int, every_days: int, today: dt.date) -> ArticleCheck:
    """Nine of ten are within their interval."""
    checked_on = today - dt.timedelta(days=number % every_days if number % 10 else every_days + 10)
    return ArticleCheck(
        translation_key=page.translation_key,
        checked_on=checked_on,
        checked_by=country.team,
        next_check_on=checked_on + dt.timedelta(days=every_days),
    )
