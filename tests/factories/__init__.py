"""Test data, made by the same functions that the admin and the loader use."""

import datetime as dt

from articles import freshness
from articles.models import ArticlePage
from portal.core import clock
from portal.countries import sites
from portal.countries.models import Country, Fact, FactText, Topic, TopicPage


def make_country(slug: str = "testland", code: str = "XT", languages: tuple[str, ...] = ("en", "uk", "ar")) -> Country:
    """A country site with two topics and no article."""
    return sites.create(
        code=code,
        slug=slug,
        time_zone="Europe/Prague",
        team="Test team",
        source_language="en",
        language_codes=languages,
        topics=Topic.objects.filter(slug__in=["housing", "health"]),
    )


def topic_page(country: Country, topic: str = "housing", language: str = "en") -> TopicPage:
    return TopicPage.objects.get(
        topic__slug=topic, locale__language_code=language, url_path__startswith=f"/{country.slug}/"
    )


def make_article(
    country: Country, slug: str = "a-guide", *, topic: str = "housing", body=None, **fields
) -> ArticlePage:
    """A published article in the source language, checked today unless ``checked_on`` says otherwise (None: never)."""
    parent = topic_page(country, topic)
    checked_on = fields.pop("checked_on", clock.today(country.time_zone))
    page = ArticlePage(
        title=fields.pop("title", "A guide"),
        slug=slug,
        summary=fields.pop("summary", "What it helps to do."),
        body=body if body is not None else [("text", "<p>First words.</p>")],
        locale=parent.locale,
        live=False,
        **fields,
    )
    parent.add_child(instance=page)
    page.save_revision().publish()
    if checked_on:
        freshness.record_check(article=page, country=country, checked_on=checked_on)
    return ArticlePage.objects.get(pk=page.pk)


def make_fact(country: Country, key: str, *, label: str = "A fact", **fields) -> Fact:
    """A fact of type date unless told otherwise, worded in English."""
    values = {"type": "date", "date_value": dt.date(2027, 3, 4)} if "type" not in fields else {}
    fact = Fact.objects.create(
        country=country, key=key, source_title="A source", checked_on=dt.date(2026, 11, 1), **values, **fields
    )
    FactText.objects.create(fact=fact, locale=sites.locale("en"), label=label)
    return fact
