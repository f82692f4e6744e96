"""Long work on translations, done in pieces: what is asked, and what became of each piece."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class TranslationJob(models.Model):
    """What one person asked for, over many things and languages of a country. Its items are done one by one and can be resumed."""

    class Kind(models.TextChoices):
        """What is done to each item."""

        SEND = "send", _("send for translation")
        MACHINE = "machine", _("translate by machine")
        PUBLISH = "publish", _("publish what is complete")
        SETTLE = "settle", _("No change needed")
        IMPORT = "import", _("import")

    kind = models.CharField(_("action"), max_length=10, choices=Kind)
    country = models.ForeignKey("countries.Country", on_delete=models.CASCADE, related_name="translation_jobs")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="translation_jobs", verbose_name=_("asked by")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("work on translations")
        verbose_name_plural = _("work on translations")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.country})"


class TranslationJobItem(models.Model):
    """One thing in one language."""

    class Status(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        SKIPPED = "skipped", _("unchanged")
        FAILED = "failed", _("failed")

    job = models.ForeignKey(TranslationJob, on_delete=models.CASCADE, related_name="items")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=36)
    locale = models.ForeignKey("wagtailcore.Locale", on_delete=models.CASCADE, related_name="+")
    title = models.TextField()
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    note = models.TextField(_("note"), blank=True)
    payload = models.JSONField(null=True)  # what an import brings

    class Meta:
        verbose_name = _("piece of work on translations")
        verbose_name_plural = _("pieces of work on translations")
        constraints = [
            models.UniqueConstraint(
                fields=["job", "content_type", "subject", "locale"], name="translation_job_item_once"
            )
        ]
        indexes = [models.Index(fields=["job", "status"], name="translation_job_item_next")]

    def __str__(self) -> str:
        return f"{self.title} ({self.locale_id}): {self.status}"
