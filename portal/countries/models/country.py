"""A country and the languages that it offers."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Collection, Locale, Orderable, Page, Site

from locales import formats
from portal.countries.models.stage import STAGE_RULES, Stage

if TYPE_CHECKING:
    from portal.countries.models.pages import CountryContainer

_CODE = RegexValidator(r"^[A-Z]{2}$", _("Two capital letters, as in MD (ISO 3166-1)."))


_HTTPS = URLValidator(schemes=["https"], message=_("An address that begins with https://."))


def check_leave_to(value: str) -> None:
    """Raises ValidationError for an address that is no good place to go when somebody comes into the room: one of this portal, one
    that names a person, one that a browser may refuse."""
    _HTTPS(value)
    parts = urlsplit(value)
    host = parts.hostname or ""
    if parts.username is not None or host == settings.PORTAL_DOMAIN or host.endswith(f".{settings.PORTAL_DOMAIN}"):
        raise ValidationError(
            _("Choose a page of another website that everyone reads: weather, news, an encyclopedia.")
        )


def check_time_zone(value: str) -> None:
    """Raises ValidationError for a name that is no IANA time zone."""
    if value not in available_timezones():
        raise ValidationError(_("No such time zone. Write for example Europe/Chisinau."))


class CountryQuerySet(models.QuerySet["Country"]):
    """Verbs over countries."""

    def public(self) -> "CountryQuerySet":
        """Those with a site, in the order of their names."""
        return self.filter(site__isnull=False, container__isnull=False).order_by("slug")

    def of_page(self, page: Page) -> "Country | None":
        """The country that a page belongs to, found by its path (``/moldova/...``); None outside any country."""
        slug = page.url_path.split("/")[1] if page.url_path else ""
        return self.filter(slug=slug).select_related("site", "source_language").first()


class Country(ClusterableModel):
    """A country with a site of its own. ``container``, ``site`` and ``collection`` are made by ``sites.build``."""

    code = models.CharField(_("country code"), max_length=2, unique=True, validators=[_CODE])
    slug = models.SlugField(_("short name"), max_length=40, unique=True, help_text=_("The country's English name."))
    time_zone = models.CharField(_("time zone"), max_length=40, validators=[check_time_zone])
    team = models.CharField(_("country team"), max_length=120, help_text=_("As readers see it on every page."))
    responsible = models.CharField(
        _("responsible organization"),
        max_length=200,
        blank=True,
        help_text=_("Its full name, for the privacy notice; left empty, the country team."),
    )
    contact_email = models.EmailField(
        _("contact e-mail"), blank=True, help_text=_("Readers write here about mistakes and about their data.")
    )
    contact_address = models.CharField(_("contact address"), max_length=300, blank=True)
    source_language = models.ForeignKey(
        Locale,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("source language"),
        help_text=_("The language in which the team writes."),
    )
    leave_to = models.URLField(
        _("where people go who leave quickly"),
        max_length=300,
        blank=True,
        validators=[check_leave_to],
        help_text=_(
            "A page that everyone reads and that says nothing about the reader: weather, news. "
            "Empty: the encyclopedia in the country's language."
        ),
    )
    demonstration = models.BooleanField(_("demonstration content"), default=False)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.ACTIVE, editable=False)
    stage_since = models.DateField(_("since"), null=True, blank=True, editable=False)
    closes_on = models.DateField(_("last day"), null=True, blank=True, editable=False)
    successor = models.URLField(_("address to turn to instead"), max_length=300, blank=True, editable=False)
    keep_paths = models.BooleanField(_("the same pages are there"), default=True, editable=False)
    container: "models.OneToOneField[CountryContainer | None, CountryContainer | None]" = models.OneToOneField(
        "countries.CountryContainer", on_delete=models.PROTECT, null=True, editable=False, related_name="country"
    )
    site = models.OneToOneField(Site, on_delete=models.SET_NULL, null=True, editable=False, related_name="country")
    collection = models.OneToOneField(
        Collection, on_delete=models.PROTECT, null=True, editable=False, related_name="country"
    )

    objects = CountryQuerySet.as_manager()

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["slug"]
        constraints = [
            *STAGE_RULES,
            models.CheckConstraint(
                condition=models.Q(leave_to="") | models.Q(leave_to__startswith="https://"),
                name="country_left_over_https",
            ),
        ]

    def __str__(self) -> str:
        return self.name_in("en")

    def name_in(self, language: str) -> str:
        """The country's name in a language."""
        return formats.territory(self.code, language)

    @property
    def default_host(self) -> str:
        """The host name that the site gets when it is made: ``moldova.localhost``."""
        return f"{self.slug}.{settings.PORTAL_DOMAIN}"


class CountryLanguageQuerySet(models.QuerySet["CountryLanguage"]):
    """Verbs over the languages of countries."""

    def at_host(self, host: str) -> "CountryLanguageQuerySet":
        """Those of the country whose site answers at this host name (without port), in order of offer, with the country."""
        rows = self.filter(country__site__hostname=host, country__container__isnull=False)
        return rows.select_related("locale", "country__site", "country__source_language").order_by("sort_order")


class CountryLanguage(Orderable):
    """A language that a country offers; the order of rows is the order of offer."""

    country = ParentalKey(Country, on_delete=models.CASCADE, related_name="languages")
    locale = models.ForeignKey(Locale, on_delete=models.PROTECT, related_name="+", verbose_name=_("language"))
    audio_first = models.BooleanField(
        _("audio first"), default=False, help_text=_("More spoken than read: recordings come first.")
    )

    objects = CountryLanguageQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        constraints = [models.UniqueConstraint(fields=["country", "locale"], name="country_offers_a_language_once")]

    def __str__(self) -> str:
        return self.locale.language_code
