"""Facts: dated, sourced, typed values, entered once per country and shown in every language's own format."""

import datetime as dt
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel
from wagtail.models import RevisionMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.core.words import Words

ENDS_SOON = dt.timedelta(days=30)  # so long before its end a fact asks for its successor


class Interval(models.IntegerChoices):
    """How often a person compares a fact with its source, in days."""

    MONTH = 30, _("every month")
    QUARTER = 90, _("every three months")
    HALF_YEAR = 180, _("every half-year")
    YEAR = 365, _("every year")


class FactQuerySet(models.QuerySet["Fact"]):
    """Verbs over facts; ``on``: the day for which to ask."""

    def run_out(self, on: dt.date) -> "FactQuerySet":
        """Their last day is over: readers see them struck out."""
        return self.filter(valid_until__lt=on)

    def ending(self, on: dt.date) -> "FactQuerySet":
        """Their last day is near."""
        return self.filter(valid_until__gte=on, valid_until__lte=on + ENDS_SOON)

    def due(self, on: dt.date) -> "FactQuerySet":
        """Not compared with their source for too long. What has run out needs more than a check, and is not among them."""
        late = [Q(check_every_days=days, checked_on__lt=on - dt.timedelta(days=days)) for days in Interval.values]
        return self.exclude(valid_until__lt=on).filter(reduce(or_, late))

    def in_order(self, on: dt.date) -> "FactQuerySet":
        """Those that ask for nothing."""
        return self.exclude(valid_until__lte=on + ENDS_SOON).exclude(pk__in=self.model.objects.due(on).values("pk"))


class Fact(RevisionMixin, index.Indexed, ClusterableModel):
    """A neutral row: the value, its source and its dates. Words stand in FactText, and who checked it when in FactCheck."""

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
    check_every_days = models.PositiveSmallIntegerField(_("to be checked"), choices=Interval, default=Interval.QUARTER)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
        help_text=_("Who of the team looks after it."),
    )
    remark = models.TextField(_("note"), blank=True, help_text=_("For the team only."))
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="fact")

    objects = FactQuerySet.as_manager()

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
            models.CheckConstraint(condition=Q(check_every_days__in=Interval.values), name="fact_interval_is_known"),
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

    @property
    def revisions(self) -> Any:
        """The states that it has had."""
        return self._revisions

    @property
    def next_check_on(self) -> dt.date:
        """Until when somebody should compare it with its source again."""
        return self.checked_on + dt.timedelta(days=self.check_every_days)

    def due(self, on: dt.date) -> bool:
        """Whether that day lies before ``on``, and the fact has not run out."""
        return self.next_check_on < on and not self.expired(on)

    def ending(self, on: dt.date) -> bool:
        """Whether its last day is near."""
        return self.valid_until is not None and on <= self.valid_until <= on + ENDS_SOON

    def expired(self, on: dt.date) -> bool:
        """Whether the fact's last day lies before ``on``."""
        return self.valid_until is not None and self.valid_until < on


class FactCheck(models.Model):
    """A record that a person compared a fact with its source. Only ever added to: a wrong record is answered by another one."""

    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="checks")
    checked_on = models.DateField(_("checked on"))
    value = models.TextField(_("value"), help_text=_("As it stood then, in the source language."))
    source_title = models.TextField(_("source"))
    note = models.TextField(_("note"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("check of a fact")
        verbose_name_plural = _("checks of facts")
        default_permissions = ("view",)
        ordering = ["-checked_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.checked_on}: {self.value}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValidationError(_("A check is never changed. Record another one."))
        super().save(*args, **kwargs)


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
