"""Alerts in the admin: editors write drafts, publishers and managers publish, translators word them in their languages."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import EditView

from portal.core import clock
from portal.countries import roles
from portal.countries.desk import Item, Section
from portal.countries.models import Alert, AlertText, Country, CountryLanguage
from portal.countries.roles import Role
from portal.countries.walls import CountryPolicy, WalledForm, WalledViewSet
from portal.countries.words_admin import check_languages

WRITERS = (Role.EDITOR, Role.PUBLISHER, Role.MANAGER)
PUBLISHERS = (Role.PUBLISHER, Role.MANAGER)
POLICIES = (
    CountryPolicy(Alert, *WRITERS, readers=(Role.TRANSLATOR, Role.REVIEWER)),
    CountryPolicy(AlertText, *WRITERS, Role.TRANSLATOR, path="alert__country", readers=(Role.REVIEWER,)),
)
SOON = dt.timedelta(hours=48)
_TIMES = ("starts_at", "ends_at")
_SHOWN_ITEMS = 5


class AlertForm(WalledForm):
    """An alert with its words. Its times are those of the country's clocks."""

    roles = WRITERS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            zone = ZoneInfo(self.instance.country.time_zone)
            for name in _TIMES:
                self.initial[name] = timezone.make_naive(getattr(self.instance, name), zone)
        if self.for_user is not None and "status" in self.fields and not self._publishes(self._known_country()):
            self.fields["status"].choices = [(self.instance.status, self.instance.get_status_display())]  # type: ignore[attr-defined]
            self.fields["status"].help_text = _("A publisher or manager publishes it.")

    def _known_country(self) -> Country | None:
        return self.instance.country if self.instance.pk else None

    def _publishes(self, country: Country | None) -> bool:
        """Whether the user publishes in a country; before one is chosen, in any."""
        own = roles.countries_of(self.for_user, *PUBLISHERS)
        return bool((own.filter(pk=country.pk) if country else own).exists())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        country: Country | None = self._known_country() or data.get("country")
        if country is None:
            return data
        self.instance.country = country
        for name in _TIMES:
            if data.get(name):
                data[name] = timezone.make_naive(data[name]).replace(tzinfo=ZoneInfo(country.time_zone))
        self._check_publishing(country, data)
        self._check_words(country)
        return data

    def _check_publishing(self, country: Country, data: dict[str, Any]) -> None:
        if self.for_user is None or self._publishes(country):
            return
        stored = Alert.objects.filter(pk=self.instance.pk).values_list("status", flat=True).first()
        if stored == Alert.Status.PUBLISHED:
            self.add_error(
                None, _("Readers see this alert: a publisher or manager can change it, or make it a draft for you.")
            )
        elif data.get("status") == Alert.Status.PUBLISHED:
            self.add_error("status", _("Save it as a draft: a publisher or manager publishes it."))

    def _check_words(self, country: Country) -> None:
        formset = self.formsets.get("texts")
        if formset is None:
            return
        seen = check_languages(self, country)
        if country.source_language_id not in seen and formset.is_valid():
            self.add_error(
                None,
                _("Write the alert in %(language)s too: the others are translated from it.")
                % {"language": country.source_language.get_display_name()},
            )


class AlertTextForm(WalledForm):
    """The words of an alert in one language, for whoever may translate into it."""

    roles = (*WRITERS, Role.TRANSLATOR)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("alert", "locale"):
                if name in self.fields:
                    self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        alert, locale = data.get("alert"), data.get("locale")
        if self.for_user is None or alert is None or locale is None:
            return data
        if locale.language_code not in roles.languages_of(self.for_user, alert.country):
            self.add_error("locale", _("You do not translate into this language."))
        elif (
            locale.pk == alert.country.source_language_id
            and alert.status == Alert.Status.PUBLISHED
            and not roles.may(self.for_user, alert.country, *PUBLISHERS)
        ):
            self.add_error(None, _("Readers see this alert: a publisher or manager changes its original words."))
        return data


class _AlertTextEditView(EditView):
    """Words in a language that somebody does not translate into are not theirs to open."""

    def get_object(self, *args: Any, **kwargs: Any) -> AlertText:
        text: AlertText = super().get_object(*args, **kwargs)
        if text.locale.language_code not in roles.languages_of(self.request.user, text.alert.country):
            raise PermissionDenied
        return text


def _when(alert: Alert, name: str) -> str:
    zone = ZoneInfo(alert.country.time_zone)
    return f"{getattr(alert, name).astimezone(zone):%Y-%m-%d %H:%M}"


class AlertViewSet(WalledViewSet):
    """Alerts of the own countries."""

    model = Alert
    icon = "warning"
    menu_label = gettext_lazy("Alerts")
    menu_name = "alerts"
    add_to_admin_menu = True
    menu_order = 130
    admin_url_namespace = "countries_alert"
    chooser_admin_url_namespace = "countries_alert_chooser"
    base_url_path = "alerts"
    list_display = [
        "__str__",
        "country",
        "kind",
        "status",
        Column("starts_at", label=gettext_lazy("From"), accessor=lambda alert: _when(alert, "starts_at")),
        Column("ends_at", label=gettext_lazy("Until"), accessor=lambda alert: _when(alert, "ends_at")),
    ]
    list_filter = ["kind", "status"]
    search_fields = ["texts__title"]
    edit_handler = ObjectList(Alert.panels, base_form_class=AlertForm)

    def get_queryset(self, request: Any) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("country").prefetch_related("texts")


class AlertTextViewSet(WalledViewSet):
    """Words of alerts, for translators."""

    model = AlertText
    icon = "language"
    menu_label = gettext_lazy("Words of alerts")
    admin_url_namespace = "countries_alert_text"
    chooser_admin_url_namespace = "countries_alert_text_chooser"
    base_url_path = "alert-words"
    edit_view_class = _AlertTextEditView
    list_display = ["title", "alert", "locale"]
    search_fields = ["title"]
    edit_handler = ObjectList([FieldPanel("alert"), *AlertText.panels], base_form_class=AlertTextForm)

    def get_queryset(self, request: Any) -> "QuerySet[Any]":
        rows = super().get_queryset(request).select_related("alert__country", "locale")
        return rows.prefetch_related("alert__texts")


def sections(user: Any, countries: Iterable[Country]) -> list[Section]:
    """For the desk: alerts that end soon, lack a language, or wait to be published. Three queries at most."""
    mine = roles.countries_of(user, *WRITERS, Role.TRANSLATOR).filter(pk__in=[country.pk for country in countries])
    names = {country.pk: str(country) for country in mine}
    if not names:
        return []
    at = clock.now()
    rows = Alert.objects.filter(country__in=names, ends_at__gt=at).select_related("country").prefetch_related("texts")
    alerts = list(rows.order_by("ends_at", "pk"))
    offered: dict[int, set[int]] = {pk: set() for pk in names}
    for country, locale in CountryLanguage.objects.filter(country__in=names).values_list("country", "locale"):
        offered[country].add(locale)
    published = [alert for alert in alerts if alert.status == Alert.Status.PUBLISHED]
    ending = [alert for alert in published if alert.ends_at <= at + SOON]
    partial = [
        alert for alert in published if offered[alert.country_id] - {text.locale_id for text in alert.texts.all()}
    ]
    drafts = [alert for alert in alerts if alert.status == Alert.Status.DRAFT]
    found = (
        ("alerts-ending", _("Alerts that end within two days"), ending, 200, "?status=published"),
        ("alerts-untranslated", _("Alerts that lack a language"), partial, 200, "?status=published"),
        ("alerts-drafts", _("Alerts to publish"), drafts, 300, "?status=draft"),
    )
    return [
        Section(
            name=name,
            title=title,
            count=len(waiting),
            url=reverse("countries_alert:list") + query,
            items=tuple(_item(alert, names) for alert in waiting[:_SHOWN_ITEMS]),
            order=order,
            icon="warning",
        )
        for name, title, waiting, order, query in found
        if waiting
    ]


def _item(alert: Alert, names: dict[int, str]) -> Item:
    end = alert.ends_at.astimezone(ZoneInfo(alert.country.time_zone))
    return Item(
        title=str(alert),
        url=reverse("countries_alert:edit", args=[alert.pk]),
        country=names[alert.country_id],
        note=_("Until %(moment)s") % {"moment": f"{end:%Y-%m-%d %H:%M}"},
        day=end.date(),
    )
