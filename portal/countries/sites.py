"""Making and completing country sites. Everything here can be run again: what exists is left as it is."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from wagtail import hooks
from wagtail.models import Collection, Locale, Page, Site

from locales import languages
from portal.countries import purge, roles
from portal.countries.models import (
    Country,
    CountryContainer,
    CountryLanguage,
    HomePage,
    Topic,
    TopicPage,
    TopicText,
)


@transaction.atomic
def create(
    *,
    code: str,
    slug: str,
    time_zone: str,
    team: str,
    source_language: str,
    language_codes: Sequence[str],
    audio_first: Iterable[str] = (),
    topics: Iterable[Topic] = (),
    demonstration: bool = False,
    contact_email: str = "",
) -> Country:
    """A new country with its site, its home page in every language and its topic pages.

    ``language_codes`` stand in the order of offer and include the source language. Raises KeyError for a language that the registry
    does not know and ValidationError for a bad value.
    """
    country = Country(
        code=code,
        slug=slug,
        time_zone=time_zone,
        team=team,
        source_language=locale(source_language),
        demonstration=demonstration,
        contact_email=contact_email,
    )
    country.full_clean(exclude=["container", "site", "collection"])
    country.save()
    spoken = set(audio_first)
    for position, item in enumerate(language_codes):
        CountryLanguage.objects.create(
            country=country, locale=locale(item), sort_order=position, audio_first=item in spoken
        )
    build(country, topics)
    return country


@transaction.atomic
def build(country: Country, topics: Iterable[Topic] = ()) -> None:
    """Give a country what it lacks: container, media collection, home pages, site, groups of its roles, topic pages in each language.

    Rooms above add what they have (a workflow) through the hook ``portal_country_built``: ``(country) -> None``.
    """
    if country.collection is None:
        country.collection = Collection.get_first_root_node().add_child(name=str(country))
    if country.container is None:
        root = Page.get_first_root_node()
        country.container = root.add_child(
            instance=CountryContainer(title=str(country), slug=country.slug, locale=country.source_language)
        )
    offered = list(CountryLanguage.objects.filter(country=country).select_related("locale"))
    source_home = _source_home(country)
    homes = {item.locale_id: _home(country, source_home, item.locale) for item in offered}
    if country.site is None:
        country.site = Site.objects.create(
            hostname=country.default_host,
            port=443 if settings.ENVIRONMENT.https else settings.ENVIRONMENT.public_port,
            site_name=str(country),
            root_page=source_home,
        )
    country.save()
    roles.apply(country)
    for topic in topics:
        source = _source_topic(source_home, topic)
        for item in offered:
            if item.locale_id != source.locale_id:
                _translated_topic(source, topic, homes[item.locale_id])
    for complete in hooks.get_hooks("portal_country_built"):
        complete(country)
    purge.country(country)


def locale(code: str) -> Locale:
    """Wagtail's locale for a language of the registry, made where it is new. Raises KeyError for an unknown language."""
    return Locale.objects.get_or_create(language_code=languages.get(code).code)[0]


def _source_home(country: Country) -> HomePage:
    assert country.container is not None  # noqa: S101  (made by the caller)
    home = HomePage.objects.child_of(country.container).filter(locale=country.source_language).first()
    if home is None:
        code = country.source_language.language_code
        home = country.container.add_child(
            instance=HomePage(title=country.name_in(code), slug=code, locale=country.source_language)
        )
        home.save_revision().publish()
    return home


def _home(country: Country, source: HomePage, wanted: Locale) -> HomePage:
    """The home page in one language. Its title, the country's name, needs no translator, so it is published."""
    home = HomePage.objects.filter(translation_key=source.translation_key, locale=wanted).first()
    if home is None:
        home = source.copy_for_translation(wanted)
        home.title = home.draft_title = country.name_in(wanted.language_code)
        home.welcome = ""
        home.save_revision().publish()
        home.refresh_from_db()
    return home


def _source_topic(home: HomePage, topic: Topic) -> TopicPage:
    page = TopicPage.objects.child_of(home).filter(topic=topic).first()
    if page is None:
        text = _text(topic, home.locale)
        page = home.add_child(
            instance=TopicPage(title=text.name, summary=text.summary, slug=topic.slug, topic=topic, locale=home.locale)
        )
        page.save_revision().publish()
    return page


def _translated_topic(source: TopicPage, topic: Topic, home: HomePage) -> None:
    """A topic page in one more language: published where the shared list has its name, a draft to translate where not."""
    if TopicPage.objects.filter(translation_key=source.translation_key, locale=home.locale).exists():
        return
    page = source.copy_for_translation(home.locale)
    text = topic.texts.filter(locale=home.locale).first()
    if text:
        page.title, page.draft_title, page.summary = text.name, text.name, text.summary
        page.save_revision().publish()


def _text(topic: Topic, wanted: Locale) -> TopicText:
    """The topic's words in a language, else in English, else in any."""
    texts = {text.locale.language_code: text for text in topic.texts.select_related("locale")}
    fallback = TopicText(topic=topic, name=topic.slug.replace("-", " ").capitalize())
    return texts.get(wanted.language_code) or texts.get("en") or next(iter(texts.values()), fallback)
