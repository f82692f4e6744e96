"""Facts: dated, sourced, typed values, entered once per country and shown in every language's own format."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.core.words import Words


class Fact(index.Indexed, ClusterableModel):
    """A neutral row: the value, its source and its dates. Words stand in FactText."""

    class Type(models.TextChoices):
        """What kind of value it is; exactly the matching value field is filled."""

        DATE = "date", _("date")
        PERIOD = "period", _("period")
        MONEY = "money", _("amount of money")
        PHONE = "phone", _("telephone number")
        TEXT = "text", _("text")

    class Unit(models.TextChoices):
        """The unit of a period."""

        HOUR = "hour", _("hours")
        DAY = "day", _("days")
        WEEK = "week", _("weeks")
        MONTH = "month", _("months")
        YEAR = "year", _("years")

    class Per(models.TextChoices):
        """How often an amount is paid."""

        DAY = "day", _("per day")
        MONTH = "month", _("per month")
        YEAR = "year", _("per year")

    country = models.ForeignKey("countries.Country", on_delete=models.CASCADE, related_name="facts")
    key = models.SlugField(_("key"), max_length=60)
    type = models.CharField(_("type"), max_length=10, choices=Type)
    date_value = models.DateField(_("date"), null=True, blank=True)
    number_value = models.DecimalField(_("number or amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, help_text=_("ISO code, as in EUR."))
    per = models.CharField(_("paid"), max_length=10, choices=Per, blank=True)
    phone_value = models.CharField(_("telephone number"), max_length=40, blank=True)
    source_title = models.TextField(_("source"))
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    source_date = models.DateField(_("date of the source"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The last day. After it readers see that it has run out.")
    )
    checked_on = models.DateField(_("checked on"))
    emergency_order = models.PositiveSmallIntegerField(
        _("place in the emergency block"), null=True, blank=True, help_text=_("Telephone numbers only.")
    )

    panels = [
        FieldRowPanel([FieldPanel("country"), FieldPanel("key"), FieldPanel("type")]),
        MultiFieldPanel(
            [
                FieldPanel("date_value"),
                FieldRowPanel([FieldPanel("number_value"), FieldPanel("unit")]),
                FieldRowPanel([FieldPanel("currency"), FieldPanel("per")]),
                FieldRowPanel([FieldPanel("phone_value"), FieldPanel("emergency_order")]),
            ],
            heading=_("Value"),
        ),
        MultiFieldPanel(
            [FieldPanel("source_title"), FieldPanel("source_url"), FieldPanel("source_date")], heading=_("Source")
        ),
        FieldRowPanel([FieldPanel("checked_on"), FieldPanel("valid_from"), FieldPanel("valid_until")]),
        InlinePanel("texts", heading=_("Words"), min_num=1),
    ]
    search_fields = [index.AutocompleteField("key"), index.FilterField("country")]

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["country", "key"]
        constraints = [
            models.UniqueConstraint(fields=["country", "key"], name="fact_key_once_per_country"),
            models.CheckConstraint(condition=~Q(source_title=""), name="fact_has_a_source"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="fact_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(type="date", date_value__isnull=False)
                | (Q(type="period", number_value__isnull=False) & ~Q(unit=""))
                | (Q(type="money", number_value__isnull=False) & ~Q(currency=""))
                | (Q(type="phone") & ~Q(phone_value=""))
                | Q(type="text"),
                name="fact_has_the_value_of_its_type",
            ),
            models.CheckConstraint(
                condition=Q(emergency_order=None) | Q(type="phone"), name="fact_emergency_is_a_phone"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country.slug}: {self.key}"

    def clean(self) -> None:
        needed = {
            self.Type.DATE: ("date_value",),
            self.Type.PERIOD: ("number_value", "unit"),
            self.Type.MONEY: ("number_value", "currency"),
            self.Type.PHONE: ("phone_value",),
        }.get(self.Type(self.type) if self.type else self.Type.TEXT, ())
        missing = [name for name in needed if getattr(self, name) in (None, "")]
        if missing:
            raise ValidationError({name: _("This type of fact needs a value here.") for name in missing})
        if self.type == self.Type.PERIOD and self.number_value is not None and self.number_value % 1:
            raise ValidationError({"number_value": _("Write a period as a whole number of its unit.")})
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("The end comes before the start.")})

    def expired(self, on: dt.date) -> bool:
        """Whether the fact's last day lies before ``on``."""
        return self.valid_until is not None and self.valid_until < on


class FactText(Words):
    """A fact's words in one language: its label, and its value where that is text."""

    neutral_field = "fact"

    fact = ParentalKey(Fact, on_delete=models.CASCADE, related_name="texts")
    label = models.TextField(_("label"))
    text = models.TextField(_("text"), blank=True, help_text=_("The value of a fact of the type text."))
    note = models.TextField(_("note"), blank=True)

    translatable_fields = [
        TranslatableField("label"),
        TranslatableField("text"),
        TranslatableField("note"),
        SynchronizedField("fact", overridable=False),
    ]
    panels = [FieldPanel("locale"), FieldPanel("label"), FieldPanel("text"), FieldPanel("note")]

    class Meta(Words.Meta):
        verbose_name = _("words of a fact")
        verbose_name_plural = _("words of facts")
        constraints = [models.UniqueConstraint(fields=["fact", "locale"], name="fact_worded_once_per_language")]

    def __str__(self) -> str:
        return self.label
