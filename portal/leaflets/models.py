"""Editions of leaflets, where they were handed out, and the making of many."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.leaflets.layouts import Layout


class EditionQuerySet(models.QuerySet["Edition"]):
    """Verbs over editions."""

    def with_handed_out(self) -> "EditionQuerySet":
        """Adds ``handed_out``: how many copies in all, None where none."""
        return self.annotate(handed_out=models.Sum("handouts__number"))


class Edition(models.Model):
    """A leaflet as it was worded at one time: the same words are the same edition, other words the next one.

    ``subject`` says what it is of (``asking.Ask.key``), ``language`` for readers of which language, ``digest`` what its words were. The
    layout is no part of it: an A4 sheet and a folded one say the same.
    """

    country = models.ForeignKey("countries.Country", on_delete=models.CASCADE, related_name="leaflet_editions")
    subject = models.CharField(max_length=120)
    language = models.CharField(_("language"), max_length=20)
    number = models.PositiveIntegerField(_("edition"))
    digest = models.CharField(max_length=40)
    title = models.CharField(_("title"), max_length=255)
    made_on = models.DateField(_("made on"))
    checked_on = models.DateField(_("checked on"), null=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of a leaflet")
        verbose_name_plural = _("editions of leaflets")
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["country", "subject", "language", "number"], name="leaflet_edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language}, {self.number})"


class Handout(models.Model):
    """Copies of an edition that were handed out: where, when, how many. Nothing about who took one."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="handouts")
    day = models.DateField(_("day"))
    place = models.CharField(
        _("place"), max_length=120, help_text=_("A town, a centre, a crossing point. No names of persons.")
    )
    number = models.PositiveIntegerField(
        _("number of copies"), validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )

    class Meta:
        verbose_name = _("handout of leaflets")
        verbose_name_plural = _("handouts of leaflets")
        ordering = ["-day", "-pk"]
        constraints = [models.CheckConstraint(condition=models.Q(number__gte=1), name="leaflet_handout_of_some")]

    def __str__(self) -> str:
        return f"{self.number}: {self.place}, {self.day}"


class LeafletJob(models.Model):
    """What one person asked for. Its items are made one by one and can be resumed."""

    country = models.ForeignKey("countries.Country", on_delete=models.CASCADE, related_name="leaflet_jobs")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="leaflet_jobs", verbose_name=_("asked by")
    )
    layout = models.CharField(_("paper"), max_length=10, choices=Layout)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("making of leaflets")
        verbose_name_plural = _("makings of leaflets")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_layout_display()} ({self.country})"


class LeafletJobItem(models.Model):
    """One leaflet in one language. ``asked``: an ``asking.Ask``; ``file``: where the PDF is kept, of ``size`` bytes."""

    class Status(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    job = models.ForeignKey(LeafletJob, on_delete=models.CASCADE, related_name="items")
    asked = models.JSONField()
    language = models.CharField(_("language"), max_length=20)
    title = models.CharField(_("title"), max_length=255)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    note = models.CharField(_("note"), max_length=500, blank=True)
    edition = models.ForeignKey(Edition, on_delete=models.SET_NULL, null=True, related_name="+")
    file = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("leaflet to be made")
        verbose_name_plural = _("leaflets to be made")
        ordering = ["pk"]
        indexes = [models.Index(fields=["job", "status"], name="leaflet_job_item_next")]

    def __str__(self) -> str:
        return f"{self.title} ({self.language}): {self.status}"
