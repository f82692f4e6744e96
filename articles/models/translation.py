"""The state of a translation: which revision of the source it was made from, and by what."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale


class TranslationState(models.Model):
    """One page in one language, besides its source. Stored, and rebuilt from wagtail-localize's records by a command."""

    class State(models.TextChoices):
        """The blueprint's words for the states of a translation."""

        MISSING = "missing", _("missing")
        MACHINE = "machine", _("machine")
        IN_PROGRESS = "in_progress", _("in progress")
        CURRENT = "current", _("current")
        OUTDATED = "outdated", _("outdated")

    translation_key = models.UUIDField(editable=False)
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(_("state"), max_length=12, choices=State)
    made_from = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("made from")
    )
    source_digest = models.CharField(max_length=32, help_text=_("Of the source's words that it was made from."))
    machine = models.BooleanField(_("machine translated"), default=False)
    source_changed_on = models.DateField(_("source changed on"), null=True)

    class Meta:
        verbose_name = _("state of a translation")
        verbose_name_plural = _("states of translations")
        constraints = [models.UniqueConstraint(fields=["translation_key", "locale"], name="one_state_per_translation")]

    def __str__(self) -> str:
        return f"{self.locale}: {self.state}"
