"""Where services are given. What the public may not know is not in these tables but sealed in ConfidentialPlace."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.core.words import Words
from services_map.vocabulary import Visibility


class Town(ClusterableModel):
    """A town of a country with its own point: what readers measure distances from, and all that an area says."""

    country = models.ForeignKey("countries.Country", on_delete=models.CASCADE, related_name="towns")
    slug = models.SlugField(_("short name"), max_length=60)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    population = models.PositiveIntegerField(_("inhabitants"), default=0, help_text=_("For the order in lists."))

    panels = [
        FieldRowPanel([FieldPanel("country"), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude"), FieldPanel("population")]),
        InlinePanel("texts", heading=_("Names"), min_num=1),
    ]

    class Meta:
        verbose_name = _("town")
        verbose_name_plural = _("towns")
        ordering = ["country", "-population", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["country", "slug"], name="town_once_per_country"),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)), name="town_is_on_earth"
            ),
        ]

    def __str__(self) -> str:
        return self.slug.replace("-", " ").title()

    @property
    def point(self) -> tuple[float, float]:
        return self.latitude, self.longitude


class TownText(Words):
    """A town's name in one language."""

    neutral_field = "town"

    town = ParentalKey(Town, on_delete=models.CASCADE, related_name="texts")
    name = models.TextField(_("name"))

    translatable_fields = [TranslatableField("name"), SynchronizedField("town", overridable=False)]
    panels = [FieldPanel("locale"), FieldPanel("name")]

    class Meta(Words.Meta):
        verbose_name = _("name of a town")
        verbose_name_plural = _("names of towns")
        constraints = [models.UniqueConstraint(fields=["town", "locale"], name="town_named_once_per_language")]

    def __str__(self) -> str:
        return self.name


class Location(models.Model):  # type: ignore[django-manager-missing]
    """A place. The columns hold only what everyone may know: constraints keep address and point of an area or a hidden place out.

    Change it through ``services_map.places``, which seals what must be sealed and asks for a second person where one is needed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    country = models.ForeignKey("countries.Country", on_delete=models.CASCADE, related_name="locations")
    organization = models.ForeignKey(
        "services_map.Organization",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="locations",
        verbose_name=_("organization"),
    )
    name = models.CharField(_("name"), max_length=200, blank=True, help_text=_("As on the door, if it has one."))
    visibility = models.CharField(_("visibility"), max_length=10, choices=Visibility, default=Visibility.HIDDEN)
    loosening_approved = models.BooleanField(default=False, editable=False)  # two persons agreed to show it
    town = models.ForeignKey(
        Town, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("town")
    )
    address = models.CharField(
        _("street address"), max_length=300, blank=True, help_text=_("In the country's language, to show to a driver.")
    )
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    visibility="exact", latitude__range=(-90, 90), longitude__range=(-180, 180), town__isnull=False
                )
                | Q(visibility__in=["area", "hidden"], latitude=None, longitude=None, address="", postal_code=""),
                name="location_point_and_address_only_where_exact",
            ),
            models.CheckConstraint(
                condition=~Q(visibility="hidden") | Q(name="", town=None), name="location_hidden_says_nothing"
            ),
            models.CheckConstraint(
                condition=~Q(visibility="area") | Q(town__isnull=False), name="location_area_has_a_town"
            ),
        ]

    def __str__(self) -> str:
        if self.visibility == Visibility.HIDDEN:
            return str(_("Hidden place %(number)s") % {"number": self.pk or ""}).strip()
        return ", ".join(part for part in (self.name, self.address, str(self.town or "")) if part)

    @property
    def point(self) -> tuple[float, float] | None:
        """What the public may know: the exact point, the town's own point, or nothing."""
        if self.latitude is not None and self.longitude is not None:
            return self.latitude, self.longitude
        return self.town.point if self.town else None


class ConfidentialPlace(models.Model):
    """The true place behind an area or a hidden location, sealed (``services_map.sealing``).

    Apart from pages, revisions, search and exports. Only officers of the location's country read it, and each reading is recorded.
    """

    location = models.OneToOneField(Location, on_delete=models.CASCADE, related_name="confidential")
    sealed = models.TextField()

    class Meta:
        verbose_name = _("confidential place")
        verbose_name_plural = _("confidential places")
        default_permissions = ()

    def __str__(self) -> str:
        return str(_("Hidden place %(number)s") % {"number": self.location_id})


class ConfidentialRead(models.Model):
    """Somebody looked at a confidential place."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="confidential_reads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    read_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.location_id} {self.read_at}"


class VisibilityRequest(models.Model):
    """One person asks to show more of a place, another one decides."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="visibility_requests")
    wanted = models.CharField(_("wanted visibility"), max_length=10, choices=Visibility)
    town = models.ForeignKey(Town, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.TextField(_("reason"))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    approved = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("request to show a place")
        verbose_name_plural = _("requests to show places")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")), name="visibility_takes_two_persons"
            )
        ]

    def __str__(self) -> str:
        return f"{self.location}: {self.wanted}"
