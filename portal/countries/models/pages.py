"""The pages of a country site: an unrouted container, a home page per language, topic pages below."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.models import Locale, Page
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.core.pages import BasePage, OwnField
from portal.countries.models.topics import Topic


class CountryContainer(Page):
    """Holds a country's home pages, one per language. Has no address and no language of its own.

    Page permissions given here cover every language of the country. Being its own translation in every language makes Wagtail put a
    translated home page beside its source.
    """

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["countries.HomePage"]
    is_creatable = False

    class Meta:
        verbose_name = _("country")

    def get_translation(self, locale: Locale) -> "CountryContainer":
        return self

    def get_translation_or_none(self, locale: Locale) -> "CountryContainer":
        return self

    def has_translation(self, locale: Locale) -> bool:
        return True

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        return None

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        raise Http404


class HomePage(BasePage):
    """A country's home page in one language; its slug is the language code."""

    welcome = models.TextField(_("welcome"), blank=True, help_text=_("One or two sentences."))

    parent_page_types = ["countries.CountryContainer"]
    subpage_types = ["countries.TopicPage"]
    content_panels = [*Page.content_panels, FieldPanel("welcome")]
    override_translatable_fields = [OwnField("slug"), TranslatableField("welcome")]
    template = "countries/home.html"

    class Meta:
        verbose_name = _("home page")

    def copy_for_translation(self, locale: Locale, *args: Any, **kwargs: Any) -> "HomePage":
        page: HomePage = super().copy_for_translation(locale, *args, **kwargs)
        page.slug = locale.language_code
        page.save()
        return page

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return _with_contents(self, request, super().get_context(request, *args, **kwargs), "portal_home_contents")


class TopicPage(BasePage):
    """The entry to what a country says about a topic."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="pages", verbose_name=_("topic"))
    summary = models.TextField(_("summary"), blank=True)

    parent_page_types = ["countries.HomePage"]
    subpage_types = ["articles.ArticlePage"]
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("topic")]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        TranslatableField("summary"),
        SynchronizedField("topic", overridable=False),
    ]
    template = "countries/topic.html"

    class Meta:
        verbose_name = _("topic page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return _with_contents(self, request, super().get_context(request, *args, **kwargs), "portal_topic_contents")


def _with_contents(page: BasePage, request: HttpRequest, context: dict[str, Any], hook: str) -> dict[str, Any]:
    """Rooms above add what they have to a home or topic page through a hook: ``(screen, page) -> context``."""
    from portal.countries import screen  # above the models

    context["screen"] = screen.of(request, page)
    for contents in hooks.get_hooks(hook):
        context |= contents(context["screen"], page)
    return context
