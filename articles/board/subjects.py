"""What stands in the rows of a board: pages and words, their names and where they are edited."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.text import capfirst
from wagtail.models import Page

from articles.models import ArticlePage, TranslationState
from portal.core.pages import BasePage
from portal.core.words import Words, words_of_countries
from portal.countries.models import Country, HomePage, Topic, TopicPage

PAGES: tuple[type[BasePage], ...] = (ArticlePage, TopicPage, HomePage)
LONGEST_TITLE = 120
Key = tuple[int, str]  # content type and subject, as in TranslationState


@dataclass(frozen=True)
class Kind:
    """A kind of thing that is translated."""

    content_type: ContentType
    model: Any
    label: str

    @property
    def name(self) -> str:
        """Its name in addresses."""
        return str(self.model._meta.model_name)

    @property
    def is_page(self) -> bool:
        return issubclass(self.model, Page)


def kinds() -> list[Kind]:
    """All kinds, pages first."""
    models: list[Any] = [*PAGES, *words_of_countries()]
    types = ContentType.objects.get_for_models(*models)
    return [Kind(types[model], model, _label(model)) for model in models]


def _label(model: Any) -> str:
    named = model.neutral_model() if issubclass(model, Words) else model
    return str(capfirst(named._meta.verbose_name))


def titles(country: Country, keys: Iterable[Key]) -> dict[Key, str]:
    """The names in the source language; a query for each kind among them."""
    by_kind: dict[int, list[str]] = defaultdict(list)
    for content_type, subject in keys:
        by_kind[content_type].append(subject)
    found: dict[Key, str] = {}
    of_pages = [UUID(subject) for kind in kinds() if kind.is_page for subject in by_kind.get(kind.content_type.pk, ())]
    if of_pages:
        pages = Page.objects.filter(translation_key__in=of_pages, locale=country.source_language_id)
        for content_type, key, title in pages.values_list("content_type", "translation_key", "title"):
            found[content_type, str(key)] = title
    for kind in kinds():
        wanted = by_kind.get(kind.content_type.pk)
        if wanted and not kind.is_page:
            rows = _sources(kind, country).filter(**{f"{kind.model.neutral_field}__in": wanted})
            for neutral, title in rows.values_list(f"{kind.model.neutral_field}_id", kind.model.word_fields()[0]):
                found[kind.content_type.pk, str(neutral)] = " ".join(title.split())[:LONGEST_TITLE]
    return found


def matching(country: Country, text: str) -> dict[int, list[str]]:
    """By kind the keys of what has these words in its name in the source language."""
    found: dict[int, list[str]] = defaultdict(list)
    pages = Page.objects.filter(url_path__startswith=f"/{country.slug}/", locale=country.source_language_id)
    for content_type, key in pages.filter(title__icontains=text).values_list("content_type", "translation_key"):
        found[content_type].append(str(key))
    for kind in kinds():
        if not kind.is_page:
            rows = _sources(kind, country).filter(**{f"{kind.model.word_fields()[0]}__icontains": text})
            found[kind.content_type.pk] += [str(key) for key in rows.values_list(kind.model.neutral_field, flat=True)]
    return found


def topics(country: Country) -> list[tuple[str, str]]:
    """The country's topics in order: short name, and name in the source language."""
    pages = TopicPage.objects.filter(url_path__startswith=f"/{country.slug}/", locale=country.source_language_id)
    return list(pages.order_by("topic__sort_order", "topic__slug").values_list("topic__slug", "title").distinct())


def of_topic(country: Country, topic: Topic) -> list[str]:
    """The keys of a topic's page and of its articles."""
    above = TopicPage.objects.filter(
        topic=topic, url_path__startswith=f"/{country.slug}/", locale=country.source_language_id
    )
    keys: list[str] = []
    for page in above:
        below = Page.objects.descendant_of(page, inclusive=True).filter(locale=country.source_language_id)
        keys += [str(key) for key in below.values_list("translation_key", flat=True)]
    return keys


def depths(country: Country) -> dict[str, int]:
    """How deep in the tree the country's pages of the source language stand, by translation key."""
    pages = Page.objects.filter(url_path__startswith=f"/{country.slug}/", locale=country.source_language_id)
    return {str(key): depth for key, depth in pages.values_list("translation_key", "depth")}


def source_page(state: Any) -> BasePage | None:
    """The source-language page of a state or of a job's item with a ``country``; None for words, and where it is gone."""
    page = Page.objects.filter(
        translation_key=state.subject, locale=state.country.source_language_id, content_type=state.content_type_id
    ).first()
    return page.specific if page else None


def is_page(content_type: ContentType) -> bool:
    """Whether states of this kind are about pages."""
    model = content_type.model_class()
    return model is not None and issubclass(model, Page)


def edit_url(state: TranslationState) -> str:
    """Where the translation is written; empty where a page has none yet."""
    if not is_page(state.content_type):
        return reverse("translation_words", args=[state.pk])
    return reverse("wagtailadmin_pages:edit", args=[state.page_id]) if state.page_id else ""


def _sources(kind: Kind, country: Country) -> Any:
    path = kind.model.country_path()
    return kind.model._default_manager.filter(**{path: country}, locale=country.source_language_id)
