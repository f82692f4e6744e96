"""Long work on a site, and the copies of it that people take along."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SiteJob(models.Model):
    """What a manager asked for, done in the background. Its file, if it has one, lies outside the public media for a day."""

    class Kind(models.TextChoices):
        """What is made."""

        EXPORT = "export", _("Export")
        COPIES = "copies", _("Copies to take along")
        SENSITIVE = "sensitive", _("Copy with sensitive pages")

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("at work")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    kind = models.CharField(_("action"), max_length=10, choices=Kind)
    country = models.ForeignKey("countries.Country", on_delete=models.CASCADE, related_name="site_jobs")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=20, blank=True)  # of a copy in one language
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    note = models.TextField(_("note"), blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0, help_text=_("Bytes."))
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("work on a site")
        verbose_name_plural = _("work on sites")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.country})"

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def path(self) -> Path:
        """Where its file lies: outside the public media. There may be none."""
        return Path(settings.EXPORT_ROOT) / f"{self.country.slug}-{self.pk}.zip"


class TakeAlong(models.Model):
    """A file with the pages of a country in one language, to be read without a network: public, without sensitive pages.

    ``name``: in the storage of uploaded files. ``before``: the file that it replaced, kept until the next one is made, so that nobody's
    download ends in the middle.
    """

    class Form(models.TextChoices):
        """ZIP opens on every computer and phone; ZIM in Kiwix, on phones and on hotspots without a network."""

        ZIP = "zip", "ZIP"
        ZIM = "zim", "ZIM"

    country = models.ForeignKey("countries.Country", on_delete=models.CASCADE, related_name="take_along")
    locale = models.ForeignKey("wagtailcore.Locale", on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=3, choices=Form)
    recordings = models.BooleanField()
    name = models.CharField(max_length=200)
    before = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField()  # bytes
    pages = models.PositiveIntegerField()
    made_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["country", "locale", "form", "recordings"], name="take_along_once_per_language_and_form"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Held(models.Model):
    """What the copies of a country may hold (``portal.lifecycle.withdrawals``), and how often something of it was withdrawn."""

    country = models.OneToOneField("countries.Country", on_delete=models.CASCADE, related_name="+")
    what = models.JSONField(default=list)  # words, as in "page 12"
    withdrawals = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.country)
