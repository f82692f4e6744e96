"""The state of a translation: which revision of the source it was made from, and by what."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _


class TranslationState(models.Model):
    """One page in one language, besides its source. Stored, and rebuilt from wagtail-localize's records by a command."""

    class State(models.TextChoices):
        """The blueprint's words for the states of a translation."""

        MISSING = "missing", _("missing")
        MACHINE = "machine", _("machine")
        IN_PROGRESS = "in_progress", _("in progress")
        CURRENT = "current", _("current")
        OUTDATED = "outdated", _("outdated")

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, related_name="translation_state")
    state = models.CharField(_("state"), max_length=12, choices=State)
    made_from = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("made from")
    )
    source_digest = models.CharField(max_length=32)  # of the source's words that it was made from
    complete = models.BooleanField(default=True)  # no string was left in the source language
    machine = models.BooleanField(_("machine translated"), default=False)
    source_changed_on = models.DateField(_("source changed on"), null=True)

    class Meta:
        verbose_name = _("state of a translation")
        verbose_name_plural = _("states of translations")

    def __str__(self) -> str:
        return f"{self.page}: {self.state}"

    def settle(self, source_digest: str, on: dt.date) -> None:
        """Say what the state is, given the fingerprint of the source's words as they are published now."""
        changed = self.source_digest != source_digest
        if not self.complete:
            self.state = self.State.IN_PROGRESS
        elif changed:
            self.state = self.State.OUTDATED
        else:
            self.state = self.State.MACHINE if self.machine else self.State.CURRENT
        if changed:
            self.source_changed_on = self.source_changed_on or on
        else:
            self.source_changed_on = None
