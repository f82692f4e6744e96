"""The state of a translation: which words of the source it was made from, by what, and who works on it."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class TranslationState(models.Model):
    """One thing in one language besides its source: a page, or the words of a service, fact, alert ...

    ``content_type`` and ``subject`` say which: the type of the page and its translation key, or the model of the words and the key of
    their neutral row. What has no translation has a row too (missing). ``manage.py rebuild_translation_states`` makes the rows anew.
    """

    class State(models.TextChoices):
        """The blueprint's words for the states of a translation."""

        MISSING = "missing", _("missing")
        MACHINE = "machine", _("machine")
        IN_PROGRESS = "in_progress", _("in progress")
        CURRENT = "current", _("current")
        OUTDATED = "outdated", _("outdated")

    country = models.ForeignKey("countries.Country", on_delete=models.CASCADE, related_name="translation_states")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=36)
    locale = models.ForeignKey(
        "wagtailcore.Locale", on_delete=models.CASCADE, related_name="+", verbose_name=_("language")
    )
    page = models.OneToOneField(
        "wagtailcore.Page", on_delete=models.SET_NULL, null=True, related_name="translation_state"
    )
    state = models.CharField(_("state"), max_length=12, choices=State)
    made_from = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("made from")
    )
    source_digest = models.CharField(max_length=32, blank=True)  # of the source's words that it was made from
    source_words = models.JSONField(null=True)  # those words by field, where it is no page: pages keep revisions
    own_digest = models.CharField(max_length=32, blank=True)  # of words that are no page: to see when they change
    complete = models.BooleanField(default=True)  # no string was left in the source language
    machine = models.BooleanField(_("machine translated"), default=False)
    source_changed_on = models.DateField(_("source changed on"), null=True)
    # What a draft was made from, until it is published: revision, made_from, digest, machine, complete.
    pending = models.JSONField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("settled by")
    )
    settled_at = models.DateTimeField(_("settled at"), null=True)  # a person said that no change is needed
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("assigned to")
    )
    due_on = models.DateField(_("due on"), null=True)

    class Meta:
        verbose_name = _("state of a translation")
        verbose_name_plural = _("states of translations")
        indexes = [models.Index(fields=["country", "locale", "state"], name="translation_state_board")]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "subject", "locale"], name="translation_state_once_per_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.locale_id}): {self.state}"

    def settle(self, source_digest: str, on: dt.date, *, public: bool) -> None:
        """Say what the state is, given the fingerprint of the source's words as they are published now."""
        changed = self.source_digest != source_digest
        if not self.complete or not public:
            self.state = self.State.IN_PROGRESS
        elif changed:
            self.state = self.State.OUTDATED
        else:
            self.state = self.State.MACHINE if self.machine else self.State.CURRENT
        self.source_changed_on = (self.source_changed_on or on) if changed else None

    def miss(self) -> None:
        """There is no translation: nothing is known of one."""
        self.state = self.State.MISSING
        self.page = self.made_from = self.pending = self.settled_by = self.settled_at = self.source_changed_on = None
        self.source_words = None
        self.source_digest = self.own_digest = ""
        self.complete, self.machine = True, False

    def adopt(self, *, made_from: int | None, digest: str, machine: bool, complete: bool) -> None:
        """The translation is one made from these words of the source; what was said of an earlier one no longer counts."""
        self.made_from_id, self.source_digest, self.machine, self.complete = made_from, digest, machine, complete
        self.pending = self.settled_by = self.settled_at = None

    def facts(self) -> dict[str, Any]:
        """All that is stored, to see whether it changed."""
        return {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}
