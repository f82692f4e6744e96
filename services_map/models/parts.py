"""What stands below a service: its words, places, contact points and exceptions of hours."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.core.fields import CodesField
from portal.core.words import Words
from services_map import contacts
from services_map.fields import HoursField
from services_map.models.service import Service
from services_map.vocabulary import ContactKind, ExceptionReason, language_choices


class ServiceText(Words):
    """A service's words in one language.

    ``made_from`` is the fingerprint of the source's words that a translation was made from: another one now means outdated.
    """

    WORDS = ("name", "description", "eligibility", "bring", "directions", "cost")
    neutral_field = "service"
    tells_machine = True

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="texts")
    name = models.TextField(_("name"))
    description = models.TextField(_("what it is"), blank=True)
    eligibility = models.TextField(_("who can use it"), blank=True)
    bring = models.TextField(_("what to bring"), blank=True)
    directions = models.TextField(_("how to get there"), blank=True, help_text=_("Never for a hidden place."))
    cost = models.TextField(_("what it costs"), blank=True)
    made_from = models.CharField(max_length=32, blank=True, editable=False)
    machine = models.BooleanField(_("machine translated"), default=False, editable=False)

    translatable_fields = [
        *(TranslatableField(name) for name in WORDS),
        SynchronizedField("service", overridable=False),
    ]
    panels = [FieldPanel(name) for name in WORDS]

    class Meta(Words.Meta):
        verbose_name = _("words of a service")
        verbose_name_plural = _("words of services")
        constraints = [models.UniqueConstraint(fields=["service", "locale"], name="service_worded_once_per_language")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse words that give away a place that is not shown, by whatever form or translation tool they come."""
        from services_map import places  # a domain function above this model

        if not self.service_id:
            return
        service = Service.objects.filter(pk=self.service_id).first()
        given = [name for name in self.WORDS if service and places.mentions_true_place(service, getattr(self, name))]
        if given:
            problem = _("These words give away the address of a place that is not shown.")
            raise ValidationError(dict.fromkeys(given, problem))

    def save(self, *args: Any, by_machine: bool = False, **kwargs: Any) -> None:
        """Changed words were made from the source's words of now, and by a person unless ``by_machine``."""
        before = ServiceText.objects.filter(pk=self.pk).first() if self.pk else None
        if before is None or before.digest != self.digest:
            source = ServiceText.objects.filter(
                service=self.service_id, locale=self.service.country.source_language_id
            ).first()
            if source and source.pk != self.pk:
                self.made_from = source.digest
            if before is not None:
                self.machine = by_machine
        super().save(*args, **kwargs)


class ServiceAtLocation(Orderable):
    """A service given at a place, with hours of its own where they differ (HSDS: service at location)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="places")
    location = models.ForeignKey(
        "services_map.Location", on_delete=models.PROTECT, related_name="services", verbose_name=_("location")
    )
    hours = HoursField(_("opening hours here"), help_text=_("Empty: as the service."))

    panels = [FieldPanel("location"), FieldPanel("hours")]
    objects = models.Manager["ServiceAtLocation"]()

    class Meta(Orderable.Meta):
        verbose_name = _("place of a service")
        verbose_name_plural = _("places of services")

    def __str__(self) -> str:
        return str(self.location)


class ContactPoint(Orderable):
    """A way to reach a service; they stand in the order in which to try them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=12, choices=ContactKind)
    value = models.CharField(_("number or address"), max_length=300)
    languages = CodesField(_("languages"), codes=language_choices(), help_text=_("Nothing ticked: as the service."))
    hours = HoursField(_("opening hours"), help_text=_("Empty: as the service."))

    panels = [FieldPanel("kind"), FieldPanel("value"), FieldPanel("languages"), FieldPanel("hours")]

    class Meta(Orderable.Meta):
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")

    def __str__(self) -> str:
        return self.value

    def clean(self) -> None:
        try:
            self.value = contacts.check(self.kind, self.value, self.service.country.code)
        except contacts.BadContact as error:
            raise ValidationError({"value": str(error)}) from error


class HoursException(models.Model):
    """Days on which a service keeps other hours, or none (HSDS: schedule with valid_from and valid_to)."""

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="exceptions")
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    hours = HoursField(
        _("opening hours"), default="off", blank=False, help_text=_("off: closed. Else as in 10:00-14:00.")
    )
    reason = models.CharField(_("reason"), max_length=10, choices=ExceptionReason, default=ExceptionReason.OTHER)
    batch = models.UUIDField(null=True, editable=False)  # entered for many services at once

    panels = [FieldPanel("first"), FieldPanel("last"), FieldPanel("hours"), FieldPanel("reason")]

    class Meta:
        verbose_name = _("exception of hours")
        verbose_name_plural = _("exceptions of hours")
        ordering = ["first", "pk"]
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="exception_ends_after_it_begins")]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}: {self.hours}"

    def clean(self) -> None:
        if self.first and self.last and self.last < self.first:
            raise ValidationError({"last": _("The end comes before the start.")})


class FormerSlug(models.Model):
    """An address that a service had, or that a duplicate had before it was merged: it leads on."""

    country = models.ForeignKey("countries.Country", on_delete=models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=80)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="former_slugs")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["country", "slug"], name="former_slug_leads_to_one_service")]

    def __str__(self) -> str:
        return self.slug
