"""Change notes: what a person wrote for readers when an article, or what it refers to, changed in a way that matters."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.core.words import Words
from portal.countries.models import Country

LONGEST_NOTE = 300  # characters: one or two sentences


class ChangeNoteQuerySet(models.QuerySet["ChangeNote"]):
    """Verbs over change notes."""

    def waiting(self) -> "ChangeNoteQuerySet":
        """Those whose change is not published yet; one an article at most."""
        return self.filter(published_on=None)

    def published(self) -> "ChangeNoteQuerySet":
        """Notes on changes that matter, newest first."""
        found = self.filter(kind=ChangeNote.Kind.IMPORTANT, published_on__isnull=False)
        return found.order_by("-published_on", "-pk")

    def public(self, country: Country) -> "ChangeNoteQuerySet":
        """What the country's readers may see: the notes on articles that are published in some language."""
        live = Page.objects.filter(
            translation_key=OuterRef("translation_key"), live=True, url_path__startswith=f"/{country.slug}/"
        )
        return self.published().filter(Q(translation_key=None) | Exists(live), country=country)


class ChangeNote(ClusterableModel):
    """A neutral row: which article changed, when, and whether it matters. Its words stand in ChangeNoteText.

    ``published_on`` is None while the change waits for its publication. ``translation_key`` is that of the article in all
    its languages; None for a change of the country as a whole.
    """

    class Kind(models.TextChoices):
        """What an edit means to readers."""

        ORDINARY = "ordinary", _("Ordinary edit: no note. Translations of changed sentences are outdated.")
        MINOR = "minor", _("Minor edit: spelling or layout. No note, translations stay as they are.")
        IMPORTANT = "important", _("Important change: readers are told what changed.")

    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="+", editable=False)
    translation_key = models.UUIDField(null=True, db_index=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.IMPORTANT, editable=False)
    published_on = models.DateField(_("published on"), null=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = ChangeNoteQuerySet.as_manager()

    panels = [InlinePanel("texts", heading=_("Words"))]

    class Meta:
        verbose_name = _("change note")
        verbose_name_plural = _("change notes")
        constraints = [
            models.CheckConstraint(condition=~Q(kind="ordinary"), name="change_note_says_something"),
            models.UniqueConstraint(
                fields=["translation_key"], condition=Q(published_on=None), name="change_note_waits_once_per_article"
            ),
        ]
        indexes = [models.Index(fields=["country", "-published_on"], name="change_note_newest")]

    def __str__(self) -> str:
        text = self.texts.filter(locale=self.country.source_language_id).first() or self.texts.first()
        return f"{self.published_on or '…'} {text.text if text else self.get_kind_display()}"


class ChangeNoteText(Words):
    """What changed, in one language."""

    neutral_field = "note"

    note = ParentalKey(ChangeNote, on_delete=models.CASCADE, related_name="texts")
    text = models.TextField(_("what changed"), max_length=LONGEST_NOTE, help_text=_("One or two sentences."))

    translatable_fields: list[Any] = [TranslatableField("text"), SynchronizedField("note", overridable=False)]
    panels = [FieldPanel("locale"), FieldPanel("text")]

    class Meta(Words.Meta):
        verbose_name = _("words of a change note")
        verbose_name_plural = _("words of change notes")
        constraints = [
            models.UniqueConstraint(fields=["note", "locale"], name="change_note_worded_once_per_language"),
            models.CheckConstraint(condition=~Q(text=""), name="change_note_text_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.text
