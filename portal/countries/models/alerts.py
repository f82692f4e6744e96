"""Alerts: what people must know now, with a beginning and an end; words per language."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Page, PreviewableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from locales import languages
from portal.core.words import Words
from portal.countries.models.country import Country
from portal.countries.models.topics import Topic


class AlertQuerySet(models.QuerySet["Alert"]):
    """Verbs over alerts."""

    def lasting(self, at: dt.datetime) -> "AlertQuerySet":
        """Published alerts that have not ended, begun or not."""
        return self.filter(status=Alert.Status.PUBLISHED, ends_at__gt=at)


class Alert(PreviewableMixin, ClusterableModel):
    """A neutral row: where it shows, from when until when, and its source. Words stand in AlertText.

    Shown from ``starts_at`` until right before ``ends_at``, on every page of the country, or on those of ``topic``.
    """

    class Kind(models.TextChoices):
        """How bad it is; in the order in which alerts are shown."""

        DANGER = "danger", _("danger")
        WARNING = "warning", _("warning")
        INFORMATION = "information", _("information")

    class Status(models.TextChoices):
        """Whether readers see it in its time."""

        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="alerts", verbose_name=_("country"))
    topic = models.ForeignKey(
        Topic,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("topic"),
        help_text=_("Only on the pages of this topic. Leave empty for all pages of the country."),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    starts_at = models.DateTimeField(_("from"), help_text=_("In the time of the country."))
    ends_at = models.DateTimeField(
        _("until"), db_index=True, help_text=_("In the time of the country. Then it is gone from all pages.")
    )
    dismissable = models.BooleanField(
        _("can be closed"), default=True, help_text=_("Readers can close it; on the next page it is open again.")
    )
    page = models.ForeignKey(
        Page,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page to read more on"),
    )
    url = models.URLField(_("or an address elsewhere"), max_length=500, blank=True)
    source_title = models.TextField(_("source"), help_text=_("Who says so."))
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = AlertQuerySet.as_manager()

    panels = [
        FieldRowPanel([FieldPanel("country"), FieldPanel("kind"), FieldPanel("status")]),
        InlinePanel("texts", heading=_("Words"), label=_("Language"), min_num=1),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]), FieldPanel("dismissable")],
            heading=_("Time"),
        ),
        MultiFieldPanel([FieldPanel("topic"), FieldPanel("page"), FieldPanel("url")], heading=_("Where, and more")),
        MultiFieldPanel([FieldPanel("source_title"), FieldPanel("source_url")], heading=_("Source")),
    ]

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="alert_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(source_title=""), name="alert_has_a_source"),
            models.CheckConstraint(condition=Q(page=None) | Q(url=""), name="alert_leads_to_one_place"),
        ]

    def __str__(self) -> str:
        words = {text.locale_id: text.title for text in self.texts.all()}
        return words.get(self.country.source_language_id) or next(iter(words.values()), str(self.pk))

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """One for each language that has words."""
        codes = [text.locale.language_code for text in self.texts.all() if text.locale_id]
        return [(code, languages.get(code).endonym) for code in codes] or PreviewableMixin.DEFAULT_PREVIEW_MODES

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "countries/alert_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from portal.countries.alerts import preview  # above the models

        return preview(self, mode_name)

    def clean(self) -> None:
        problems = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            problems["ends_at"] = _("The end comes before the start.")
        if self.page_id and self.url:
            problems["url"] = _("Choose a page, or write an address: not both.")
        if self.page and self.country_id and not self.page.url_path.startswith(f"/{self.country.slug}/"):
            problems["page"] = _("This page belongs to another country.")
        if problems:
            raise ValidationError(problems)


class AlertText(Words):
    """An alert's words in one language."""

    neutral_field = "alert"

    alert = ParentalKey(Alert, on_delete=models.CASCADE, related_name="texts")
    title = models.TextField(_("title"), help_text=_("What happened, in a few words."))
    text = models.TextField(_("text"), blank=True, help_text=_("What to do. One to three sentences."))
    region = models.TextField(
        _("area"), blank=True, help_text=_("Where it matters, such as the name of a town. Empty: everywhere.")
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("text"),
        TranslatableField("region"),
        SynchronizedField("alert", overridable=False),
    ]
    panels = [FieldPanel("locale"), FieldPanel("title"), FieldPanel("text"), FieldPanel("region")]

    LONGEST = {"title": 100, "text": 500, "region": 80}  # an alert stands on every page, on the smallest telephone

    class Meta(Words.Meta):
        verbose_name = _("words of an alert")
        verbose_name_plural = _("words of alerts")
        constraints = [models.UniqueConstraint(fields=["alert", "locale"], name="alert_worded_once_per_language")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        problems = {
            name: _("At most %(most)s characters; these are %(count)s.")
            % {"most": most, "count": len(getattr(self, name) or "")}
            for name, most in self.LONGEST.items()
            if len(getattr(self, name) or "") > most
        }
        if problems:
            raise ValidationError(problems)
