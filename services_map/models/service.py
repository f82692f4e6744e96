"""Services: a neutral row each, with words per language below it."""

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import RevisionMixin

from portal.core import clock
from portal.core.fields import CodesField
from services_map.fields import HoursField
from services_map.models.category import LONGEST_INTERVAL, Category
from services_map.vocabulary import (
    Accessibility,
    Capacity,
    Cost,
    Population,
    Referral,
    ReferralBy,
    ReferralMethod,
    StatusNeeded,
    language_choices,
)

if TYPE_CHECKING:
    from services_map.models.parts import ServiceText


# Addresses below /services/ that are no service.
RESERVED_SLUGS = {"map", "confirm"}


class ServiceQuerySet(models.QuerySet["Service"]):
    """Verbs over services."""

    def listed(self) -> "ServiceQuerySet":
        """Those that officers put on the list; whether readers see them depends on their checks too."""
        return self.filter(status=Service.Status.LISTED)


class Service(RevisionMixin, ClusterableModel):
    """What an organization offers (HSDS: service). Revisions keep its history; there is no draft beside the live row.

    Confidential things are nowhere below it: places are referred to by key only (docs/adr/0014-services-are-neutral-rows.md).
    """

    class Status(models.TextChoices):
        """Whether readers see it."""

        DRAFT = "draft", _("draft")
        LISTED = "listed", _("listed")
        ARCHIVED = "archived", _("archived")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    country = models.ForeignKey("countries.Country", on_delete=models.CASCADE, related_name="services")
    organization = models.ForeignKey(
        "services_map.Organization", on_delete=models.PROTECT, related_name="services", verbose_name=_("organization")
    )
    slug = models.SlugField(_("address"), max_length=80, help_text=_("In Latin letters; the same in every language."))
    external_id = models.CharField(
        _("external id"), max_length=100, blank=True, help_text=_("The key of this service in your spreadsheets.")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="services", verbose_name=_("main category")
    )
    other_categories = ParentalManyToManyField(Category, blank=True, verbose_name=_("other categories"))
    populations = CodesField(_("for whom"), codes=Population, help_text=_("Nothing ticked: for everyone."))
    age_from = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("to age"), null=True, blank=True)
    languages = CodesField(_("languages spoken"), codes=language_choices())
    interpretation = models.BooleanField(_("other languages through an interpreter"), default=False)
    accessibility = CodesField(_("accessibility"), codes=Accessibility)
    cost = models.CharField(_("cost"), max_length=15, choices=Cost, default=Cost.FREE)
    status_needed = models.CharField(_("status needed"), max_length=25, choices=StatusNeeded, default=StatusNeeded.NONE)
    capacity = models.CharField(_("capacity"), max_length=10, choices=Capacity, default=Capacity.OPEN)
    capacity_as_of = models.DateField(_("capacity as of"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True, help_text=_("Readers no longer see it after it."))
    funded_until = models.DateField(
        _("funded until"),
        null=True,
        blank=True,
        help_text=_("It must be checked again by then, whatever its interval."),
    )
    referral = CodesField(_("how to get there"), codes=Referral)
    referral_by = CodesField(_("who may refer"), codes=ReferralBy)
    referral_method = CodesField(_("how a referral is made"), codes=ReferralMethod)
    response_days = models.PositiveSmallIntegerField(_("answers within (days)"), null=True, blank=True)
    consent_needed = models.BooleanField(_("asks for written consent"), default=False)
    referral_feedback = models.BooleanField(_("tells the referrer what became of it"), default=False)
    hours = HoursField(_("opening hours"))
    mobile = models.BooleanField(
        _("mobile"), default=False, help_text=_("Comes to several places; each place has its own hours.")
    )
    priority = models.BooleanField(
        _("stands first"), default=False, help_text=_("Carries the load where nobody else does.")
    )
    check_every_days = models.PositiveSmallIntegerField(
        _("check every (days)"), null=True, blank=True, help_text=_("Empty: by its categories.")
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("officer"),
    )
    source_title = models.TextField(_("source"), blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    source_date = models.DateField(_("date of the source"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    listed_on = models.DateField(null=True, editable=False)  # the day it was put on the list; none before
    updated_at = models.DateTimeField(auto_now=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["country", "slug"]
        permissions = [("map_services", "Can keep the service directory of a country")]
        indexes = [models.Index(fields=["country", "status"], name="service_country_status")]
        constraints = [
            models.UniqueConstraint(fields=["country", "slug"], name="service_address_once_per_country"),
            models.UniqueConstraint(
                fields=["country", "external_id"],
                condition=~Q(external_id=""),
                name="service_external_id_once_per_country",
            ),
            models.CheckConstraint(
                condition=Q(check_every_days=None) | Q(check_every_days__range=(1, LONGEST_INTERVAL)),
                name="service_checked_at_least_yearly",
            ),
            models.CheckConstraint(
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_to__gte=F("age_from")),
                name="service_ages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="service_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        text = self.source_text
        return text.name if text else self.slug

    @property
    def source_text(self) -> "ServiceText | None":
        """Its words in the country's source language; any words where these are missing."""
        texts = list(self.texts.all())
        wanted = self.country.source_language_id
        return next((text for text in texts if text.locale_id == wanted), texts[0] if texts else None)

    @property
    def kinds(self) -> "list[Category]":
        """All its categories, the main one first."""
        return [self.category, *self.other_categories.select_related("parent")]

    @property
    def is_confidential(self) -> bool:
        """Whether any of its categories is one of which nothing may be told that is not on the list."""
        return any(item.confidential or (item.parent is not None and item.parent.confidential) for item in self.kinds)

    def save(self, *args: Any, **kwargs: Any) -> None:
        from services_map.models.parts import FormerSlug

        before = Service.objects.filter(pk=self.pk).first() if self.pk else None
        self.date_listing(before)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "listed_on"}
        super().save(*args, **kwargs)
        if before and before.slug != self.slug:  # links that people have keep leading there
            FormerSlug.objects.update_or_create(
                country_id=self.country_id, slug=before.slug, defaults={"service_id": self.pk}
            )

    def date_listing(self, before: "Service | None") -> None:
        """Set the day from which a listing counts that nobody has checked: when it was put on the list, not when it was first drafted.

        ``before``: the row as it is stored, whose day stays while it stays listed: neither an edit nor an earlier revision renews it. Call it
        before writing in bulk; ``save`` does.
        """
        if self.status != self.Status.LISTED:
            self.listed_on = None
        elif before and before.status == self.Status.LISTED:
            self.listed_on = before.listed_on or before.created_at.date()
        elif before or self.listed_on is None:
            self.listed_on = clock.today(self.country.time_zone)

    def clean(self) -> None:
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("This address belongs to other pages. Choose another one.")})
        if self.age_from is not None and self.age_to is not None and self.age_to < self.age_from:
            raise ValidationError({"age_to": _("The end comes before the start.")})
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The end comes before the start.")})
        if self.check_every_days is not None and not 1 <= self.check_every_days <= LONGEST_INTERVAL:
            raise ValidationError({"check_every_days": _("Write a number of days between 1 and 365.")})
        if self.organization_id and self.country_id and self.organization.country_id != self.country_id:
            raise ValidationError({"organization": _("This organization belongs to another country.")})
