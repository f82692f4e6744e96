"""What officers, organizations and readers do with listings: checks, notes, links, proposals, reports."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from services_map.models.organization import Organization
from services_map.models.service import Service
from services_map.vocabulary import Method, Outcome, ReportReason


class ServiceCheckQuerySet(models.QuerySet["ServiceCheck"]):
    """Verbs over checks."""

    def newest_by_outcome(self) -> "models.QuerySet[ServiceCheck, Any]":
        """For each service and outcome the newest record: ``service_id, outcome, checked_on, until, pk``; at most four rows a service.

        Newest by the day of the check: one that is written down later, as by an import or a merge, does not hide it.
        """
        place = Window(RowNumber(), partition_by=["service", "outcome"], order_by=["-checked_on", "-pk"])
        rows = self.annotate(place=place).filter(place=1).order_by("pk")
        return rows.values("service_id", "outcome", "checked_on", "until", "pk")


class ServiceCheck(models.Model):
    """A record that somebody checked a listing. Only ever added to: a wrong record is answered by another one."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="checks")
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    method = models.CharField(_("method"), max_length=15, choices=Method, default=Method.PHONE)
    checked_on = models.DateField(_("checked on"))
    until = models.DateField(_("closed until"), null=True, blank=True)
    checked_by = models.CharField(_("checked by"), max_length=120, help_text=_("The team, as readers see it."))
    note = models.TextField(_("note"), blank=True, help_text=_("For officers only."))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ServiceCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of a service")
        verbose_name_plural = _("checks of services")
        default_permissions = ("view",)
        indexes = [models.Index(fields=["service", "outcome"], name="check_service_outcome")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="temporarily-closed", until__isnull=False)
                | (~Q(outcome="temporarily-closed") & Q(until=None)),
                name="check_until_goes_with_a_closure",
            )
        ]

    def __str__(self) -> str:
        return f"{self.checked_on} {self.outcome}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValidationError(_("A check is never changed. Record another one."))
        super().save(*args, **kwargs)


class OfficerNote(models.Model):
    """A remark among officers. Never public."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="officer_notes")
    text = models.TextField(_("note"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("note of an officer")
        verbose_name_plural = _("notes of officers")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text[:60]


class ConfirmLink(models.Model):
    """A link by which an organization confirms or corrects its listings without an account. Only a hash of it is kept."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="confirm_links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("link for an organization")
        verbose_name_plural = _("links for organizations")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.organization}: {self.expires_at:%Y-%m-%d}"


class Proposal(models.Model):
    """A correction by an organization: nothing changes until an officer accepts this field of it."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="proposals")
    link = models.ForeignKey(ConfirmLink, on_delete=models.SET_NULL, null=True, related_name="proposals")
    field = models.CharField(max_length=60)  # services_map.proposals.FIELDS
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    proposed_on = models.DateField(_("proposed on"))
    accepted = models.BooleanField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.service}: {self.field}"


class Report(models.Model):
    """A reader says that a listing is wrong. No identity, and the day only."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(_("reason"), max_length=10, choices=ReportReason)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    reported_on = models.DateField(_("reported on"))
    handled_on = models.DateField(_("handled on"), null=True, blank=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("report of a reader")
        verbose_name_plural = _("reports of readers")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["service", "handled_on"], name="report_service_handled")]

    def __str__(self) -> str:
        return f"{self.service}: {self.reason}"
