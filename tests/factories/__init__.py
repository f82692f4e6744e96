"""Test data, made by the same functions that the admin and the loader use."""

import datetime as dt

from django.contrib.auth import get_user_model

from articles import freshness
from articles.models import ArticlePage
from portal.core import clock
from portal.countries import roles, sites
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
        sources=fields.pop("sources", [("source", {"title": "The law", "url": "", "dated": None})]),
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


def make_person(country: Country, *chosen: roles.Role, name: str = "", languages: tuple[str, ...] = ("uk",)):
    """A person who has these roles in a country; a translator into these languages."""
    name = name or f"{'-'.join(chosen)}.{country.slug}"
    user, _created = get_user_model().objects.get_or_create(username=name, defaults={"email": f"{name}@example.org"})
    for role in chosen:
        for language in languages if role == roles.Role.TRANSLATOR else ("",):
            user.groups.add(roles.group(country, role, language))
    return get_user_model().objects.get(pk=user.pk)  # a user object remembers the groups that it had


def make_programme_staff(name: str = "programme"):
    """A person of the programme, who works over all countries and is no superuser."""
    user = get_user_model().objects.create_user(name)
    user.groups.add(roles.programme())
    return user
