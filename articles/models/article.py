"""Articles."""

from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageManager, Revision
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from articles.blocks import Body, Sources
from articles.credits import CreditsPanel, ListWidget
from articles.editing import ArticleForm, ChecklistPanel
from articles.models.change import ChangeNote
from articles.models.translation import TranslationState
from portal.core.fields import BodyField
from portal.core.pages import BasePage
from services_map.vocabulary import Population

# For whom an article is written especially, in the words of the directory. Everyone may read everything; who lived through violence is
# not singled out in public.
AUDIENCES = (
    Population.WOMEN,
    Population.CHILDREN,
    Population.YOUNG_PEOPLE,
    Population.FAMILIES,
    Population.OLDER_PEOPLE,
    Population.DISABLED_PEOPLE,
    Population.ROMA,
    Population.LGBTQI,
    Population.NEWLY_ARRIVED,
)


class AudienceWidget(ListWidget):
    """Whom an article is for."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, choices=[(item.value, item.label) for item in AUDIENCES])


class ArticleQuerySet(PageQuerySet["ArticlePage"]):
    """Verbs over articles."""

    def with_translation_state(self) -> "ArticleQuerySet":
        """Joins the state of each page as a translation, for ``ArticlePage.state``."""
        return self.select_related("translation_state")

    def with_last_change(self) -> "ArticleQuerySet":
        """Adds ``changed_on``: the day of the last change of the article that mattered, in whatever language."""
        notes = ChangeNote.objects.published().filter(translation_key=OuterRef("translation_key"))
        return self.annotate(changed_on=Subquery(notes.values("published_on")[:1]))


# What a page in front of a reader needs; half of Wagtail's columns are about editing.
_FOR_READERS = (
    "title",
    "summary",
    "body",
    "sources",
    "audience",
    "sensitive",
    "credits",
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

    # Blank: a draft may lack it. The checklist asks for it when the page is published.
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("One or two sentences: what this page helps to do. Shown in lists.")
    )
    body = BodyField(Body(), verbose_name=_("body"))
    sources = BodyField(Sources(), verbose_name=_("sources"), blank=True)
    audience = models.JSONField(_("audience"), default=list, blank=True)
    credits = models.JSONField(
        _("partners and donors"),
        default=list,
        blank=True,
        help_text=_("Named at the end of the page, in every language."),
    )
    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("About violence, trafficking or the like."),
    )
    needs_legal_check = models.BooleanField(
        _("needs a legal check"),
        default=False,
        help_text=_("The workflow then asks for one between review and publication."),
    )

    parent_page_types = ["countries.TopicPage"]
    subpage_types: list[str] = []
    base_form_class = ArticleForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("sources"),
        MultiFieldPanel(
            [FieldPanel("change_kind", disable_comments=True), FieldPanel("change_text", disable_comments=True)],
            heading=_("What this edit changes"),
        ),
        ChecklistPanel(heading=_("Before you publish")),
    ]
    settings_panels = [
        MultiFieldPanel([FieldPanel("audience", widget=AudienceWidget), FieldPanel("sensitive")], heading=_("Readers")),
        MultiFieldPanel([FieldPanel("needs_legal_check")], heading=_("Workflow")),
        CreditsPanel("credits"),
        *Page.settings_panels,
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        TranslatableField("summary"),
        TranslatableField("body"),
        SynchronizedField("sources", overridable=False),
        SynchronizedField("audience", overridable=False),
        SynchronizedField("sensitive", overridable=False),
        SynchronizedField("needs_legal_check", overridable=False),
        SynchronizedField("credits", overridable=False),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    template = "articles/article.html"

    objects = ArticleManager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    neutral: "ArticlePage"
    change_written: tuple[str, str] | None = None  # by the form: kind and words of the change note

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """With the revision goes what its author says about the change."""
        from articles import changes  # a domain function above this model

        revision = super().save_revision(*args, **kwargs)
        if self.change_written:
            changes.keep(article=self, kind=self.change_written[0], text=self.change_written[1], user=revision.user)
            self.change_written = None
        return revision

    @property
    def state(self) -> TranslationState | None:
        """The page's state as a translation; None for the source language."""
        found: TranslationState | None = getattr(self, "translation_state", None)
        return found

    @classmethod
    def load_for_reader(cls, pk: int, source_pk: int | None) -> "ArticlePage":
        wanted = cls.objects.filter(pk__in={pk, source_pk or pk}).order_by().with_translation_state().with_last_change()
        pages = {page.pk: page for page in wanted.only(*_FOR_READERS)}
        page = pages[pk]
        page.neutral = pages.get(source_pk or pk, page)
        return page

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from articles.reading import article_context  # a domain function above this model

        return {**super().get_context(request, *args, **kwargs), **article_context(request, self)}
