"""Articles."""

import json
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from articles.blocks import Body, Sources
from articles.models.translation import TranslationState
from portal.core.fields import BodyField
from portal.core.pages import BasePage


class Audience(models.TextChoices):
    """For whom an article is written especially. Everyone may read everything."""

    WOMEN = "women", _("women")
    CHILDREN = "children", _("children")
    YOUNG_PEOPLE = "young-people", _("young people")
    FAMILIES = "families", _("families")
    OLDER_PEOPLE = "older-people", _("older people")
    DISABLED_PEOPLE = "disabled-people", _("people with disabilities")
    ROMA = "roma", _("Roma")
    LGBTQI = "lgbtqi", _("LGBTQI+ people")
    NEWLY_ARRIVED = "newly-arrived", _("people who have just arrived")


class AudienceWidget(forms.CheckboxSelectMultiple):
    """Checkboxes over a JSON list."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, choices=Audience.choices)

    def format_value(self, value: Any) -> list[str]:
        return [str(item) for item in (forms.JSONField().to_python(value) or [])]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return json.dumps(data.getlist(name) if hasattr(data, "getlist") else data.get(name, []))


class ArticleQuerySet(PageQuerySet["ArticlePage"]):
    """Verbs over articles."""

    def with_translation_state(self) -> "ArticleQuerySet":
        """Joins the state of each page as a translation, for ``ArticlePage.state``."""
        return self.select_related("translation_state")


# What a page in front of a reader needs; half of Wagtail's columns are about editing.
_FOR_READERS = (
    "title",
    "summary",
    "body",
    "sources",
    "audience",
    "sensitive",
    "slug",
    "path",
    "depth",
    "url_path",
    "live",
    "locale",
    "translation_key",
    "content_type",
    "first_published_at",
    "last_published_at",
    "translation_state__state",
    "translation_state__machine",
    "translation_state__source_changed_on",
)

ArticleManager = PageManager.from_queryset(ArticleQuerySet)


class ArticlePage(BasePage):
    """A guide in one language.

    Title, summary and body are words. Sources, audience and sensitivity are not: the source-language page holds them for all languages
    (``neutral``), so that a translation can never carry an old one.
    """

    summary = models.TextField(
        _("summary"), help_text=_("One or two sentences: what this page helps to do. Shown in lists.")
    )
    body = BodyField(Body(), verbose_name=_("body"))
    sources = BodyField(Sources(), verbose_name=_("sources"), blank=True)
    audience = models.JSONField(_("audience"), default=list, blank=True)
    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("About violence, trafficking or the like."),
    )

    parent_page_types = ["countries.TopicPage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body"), FieldPanel("sources")]
    settings_panels = [
        MultiFieldPanel([FieldPanel("audience", widget=AudienceWidget), FieldPanel("sensitive")], heading=_("Readers")),
        *Page.settings_panels,
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        TranslatableField("summary"),
        TranslatableField("body"),
        SynchronizedField("sources", overridable=False),
        SynchronizedField("audience", overridable=False),
        SynchronizedField("sensitive", overridable=False),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    template = "articles/article.html"

    objects = ArticleManager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    neutral: "ArticlePage"

    @property
    def state(self) -> TranslationState | None:
        """The page's state as a translation; None for the source language."""
        found: TranslationState | None = getattr(self, "translation_state", None)
        return found

    @classmethod
    def load_for_reader(cls, pk: int, source_pk: int | None) -> "ArticlePage":
        wanted = cls.objects.filter(pk__in={pk, source_pk or pk}).order_by().with_translation_state()
        pages = {page.pk: page for page in wanted.only(*_FOR_READERS)}
        page = pages[pk]
        page.neutral = pages.get(source_pk or pk, page)
        return page

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from articles.reading import article_context  # a domain function above this model

        return {**super().get_context(request, *args, **kwargs), **article_context(request, self)}
