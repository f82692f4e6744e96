"""Lists of facts in the admin: the register, and the chooser, which forms and texts use."""

import datetime as dt
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.snippets.views.snippets import IndexView

from locales.languages import LANGUAGES
from portal.core import clock
from portal.countries import fact_register
from portal.countries.fact_marks import mark
from portal.countries.fact_register import State
from portal.countries.models import Fact, FactText
from portal.countries.roles import countries_of
from portal.countries.walls import (
    Inside,
    WalledChooseResultsView,
    WalledChooserViewSet,
    WalledChooseView,
    WalledChosenView,
)

STATES = {
    State.RUN_OUT: gettext_lazy("has run out"),
    State.ENDING: gettext_lazy("ends soon"),
    State.DUE: gettext_lazy("to be checked"),
    State.IN_ORDER: gettext_lazy("in order"),
}


def admin_language() -> str:
    """The language of the admin's interface, as far as the registry of languages knows it."""
    code = get_language() or "en"
    return code if code in LANGUAGES else "en"


def today() -> dt.date:
    """The day for lists over several countries."""
    return clock.today(settings.TIME_ZONE)


class FactFilterSet(WagtailFilterSet):
    """By country, type and state."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=list(STATES.items()),
        method="filter_state",
        empty_label=gettext_lazy("All"),
    )

    class Meta:
        model = Fact
        fields = ["country", "type"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["country"].queryset = countries_of(self.request.user)

    def filter_state(self, found: Any, name: str, wanted: str) -> Any:
        return fact_register.in_state(found, wanted, today())


def label(fact: Fact) -> str:
    """What people call it, and its key."""
    words = fact_register.worded(fact)
    return f"{words.label} ({fact.key})" if words else fact.key


def matching(found: Any, words: str) -> Any:
    """Facts whose key, source, number, label or text holds the words."""
    named = FactText.objects.filter(Q(label__icontains=words) | Q(text__icontains=words)).values("fact")
    own = Q(key__icontains=words) | Q(source_title__icontains=words) | Q(phone_value__icontains=words)
    return found.filter(own | Q(pk__in=named))


class FactIndexView(IndexView):
    """The register. It costs the same number of queries however long it is."""

    filterset_class = FactFilterSet
    default_ordering = ("country", "key")
    page_title = gettext_lazy("Facts")

    def get_base_queryset(self) -> Any:
        found = super().get_base_queryset().select_related("country__source_language", "owner")
        return fact_register.with_uses(found).prefetch_related("texts")

    def search_queryset(self, queryset: Any) -> Any:
        return matching(queryset, self.search_query) if self.search_query else queryset

    @property
    def columns(self) -> list[Column]:
        day, language = today(), admin_language()
        return [
            TitleColumn(
                "key",
                label=_("Fact"),
                accessor=label,
                get_url=lambda fact: reverse("portal_fact_overview", args=[fact.pk]),
                sort_key="key",
            ),
            Column("country", label=_("Country"), accessor=lambda fact: fact.country.slug),
            Column("value", label=_("Value"), accessor=lambda fact: fact_register.value(fact, language)),
            Column("state", label=_("State"), accessor=lambda fact: STATES[fact_register.state(fact, day)]),
            Column("valid_until", label=_("Valid until"), sort_key="valid_until"),
            Column("checked_on", label=_("Checked on"), sort_key="checked_on"),
            Column("used", label=_("Pages"), accessor="used"),
            Column("owner", label=_("Owner"), accessor="owner"),
        ]


class FactSearchForm(BaseFilterForm):
    """Looks for a fact by its words."""

    q = forms.CharField(
        label=gettext_lazy("Search term"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Search")}),
    )

    def filter(self, objects: Any) -> Any:
        self.search_query = words = self.cleaned_data.get("q")
        self.is_searching = bool(words)
        return matching(objects, words) if words else objects


class _Listed(Inside):
    """In the chooser a fact shows its label and value."""

    filter_form_class = FactSearchForm

    def get_object_list(self) -> Any:
        return super().get_object_list().select_related("country__source_language").prefetch_related("texts")

    @property
    def columns(self) -> list[Column]:
        language = admin_language()
        return [
            *super().columns,  # type: ignore[misc]
            Column("label", label=_("Label"), accessor=label),
            Column("value", label=_("Value"), accessor=lambda fact: fact_register.value(fact, language)),
        ]


class FactChooseView(_Listed, WalledChooseView):
    """The chooser's window."""


class FactChooseResultsView(_Listed, WalledChooseResultsView):
    """The list in it, also when searched."""


class FactChosenView(WalledChosenView):
    """What was chosen, with the mark that stands for it in a text."""

    def get_chosen_response_data(self, item: Fact) -> dict[str, Any]:
        return {**super().get_chosen_response_data(item), "mark": mark(item.key)}


class FactChooserViewSet(WalledChooserViewSet):
    """Chooses a fact of the user's countries."""

    choose_view_class = FactChooseView
    choose_results_view_class = FactChooseResultsView
    chosen_view_class = FactChosenView
