"""Partners and donors of a country site, with a credit line per language."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.core.words import Words
from portal.countries.models.country import Country
from portal.media.models import PortalImage


class Partner(ClusterableModel):
    """A neutral row: who works with the country team or pays for its work. Its own name is the same in every language."""

    class Kind(models.TextChoices):
        """What it does for the site; in the order in which the page of partners shows them."""

        PARTNER = "partner", _("partner")
        DONOR = "donor", _("donor")

    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="partners", verbose_name=_("country"))
    key = models.SlugField(_("key"), max_length=60, help_text=_("A short name, by which articles name it."))
    name = models.TextField(_("name"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    url = models.URLField(_("address"), max_length=500, blank=True)
    logo = models.ForeignKey(
        PortalImage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    everywhere = models.BooleanField(
        _("on every page"),
        default=False,
        help_text=_("The credit line stands at the foot of every page; else on the page of partners, and where named."),
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [
        FieldRowPanel([FieldPanel("country"), FieldPanel("kind"), FieldPanel("sort_order")]),
        FieldRowPanel([FieldPanel("name"), FieldPanel("key")]),
        FieldPanel("url"),
        FieldPanel("logo"),
        FieldPanel("everywhere"),
        InlinePanel("texts", heading=_("Credit lines"), label=_("Language")),
    ]

    class Meta:
        verbose_name = _("partner or donor")
        verbose_name_plural = _("partners and donors")
        ordering = ["country", "sort_order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["country", "key"], name="partner_key_once_per_country"),
            models.CheckConstraint(condition=~Q(name=""), name="partner_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class PartnerText(Words):
    """What is said of a partner in one language, such as "With the support of the Example Fund"."""

    neutral_field = "partner"

    partner = ParentalKey(Partner, on_delete=models.CASCADE, related_name="texts")
    credit = models.TextField(
        _("credit line"),
        validators=[MaxLengthValidator(200)],
        help_text=_("As agreed with the partner or donor. At most 200 characters."),
    )

    translatable_fields = [TranslatableField("credit"), SynchronizedField("partner", overridable=False)]
    panels = [FieldPanel("locale"), FieldPanel("credit")]

    class Meta(Words.Meta):
        verbose_name = _("credit line")
        verbose_name_plural = _("credit lines")
        constraints = [
            models.UniqueConstraint(fields=["partner", "locale"], name="partner_credited_once_per_language"),
        ]

    def __str__(self) -> str:
        return self.credit
