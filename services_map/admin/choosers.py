"""Choosers of places and organizations, inside the walls."""

from typing import Any

from django import forms
from django.db.models import Q
from django.forms.models import modelform_factory
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from portal.countries.walls import Inside, WalledChooserCreateView, WalledChooserViewSet, WalledForm
from services_map.access import KEEPERS
from services_map.models import Location, Organization


class NameFilterForm(BaseFilterForm):
    """Looks for a text in what the public may know of a place, and in who is there."""

    q = forms.CharField(
        label=_("Search term"), required=False, widget=forms.TextInput(attrs={"placeholder": _("Search")})
    )

    def filter(self, objects: Any) -> Any:
        self.search_query = text = self.cleaned_data.get("q")
        self.is_searching = bool(text)
        if not text:
            return objects
        there = Q(services__service__texts__name__icontains=text) | Q(organization__name__icontains=text)
        return objects.filter(Q(name__icontains=text) | Q(address__icontains=text) | there).distinct()


class _Places(Inside):
    filter_form_class = NameFilterForm
    per_page = 20

    def get_object_list(self) -> Any:
        found = super().get_object_list().select_related("town", "organization", "country").order_by("-pk")
        return found.prefetch_related("services__service__texts", "services__service__country")

    @property
    def columns(self) -> list[Any]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("organization", label=_("Organization"), accessor="organization"),
            Column("services", label=_("Services there"), accessor=_services),
            Column("visibility", label=_("Visibility"), accessor="get_visibility_display"),
        ]


def _services(location: Location) -> str:
    return ", ".join(str(place.service) for place in location.services.all())


class ChoosePlaceView(_Places, ChooseView):
    """The chooser's window."""


class ChoosePlaceResultsView(_Places, ChooseResultsView):
    """The list in it."""


class ChosenPlaceView(Inside, ChosenView):
    """The place chosen."""


class ChosenPlacesView(Inside, ChosenMultipleView):
    """Places chosen."""


class LocationChooserViewSet(ChooserViewSet):
    """Chooses a place; new ones are made in their own form."""

    model = Location
    icon = "crosshairs"
    choose_one_text = _("Choose a place")
    choose_another_text = _("Choose another place")
    edit_item_text = _("Edit this place")
    choose_view_class = ChoosePlaceView
    choose_results_view_class = ChoosePlaceResultsView
    chosen_view_class = ChosenPlaceView
    chosen_multiple_view_class = ChosenPlacesView
    create_view_class = WalledChooserCreateView


location_chooser = LocationChooserViewSet("services_map_location_chooser", url_prefix="services/places/choose")


class LocationURLFinder(ModelAdminURLFinder):
    """Leads from a place to its own form."""

    edit_url_name = "services_map_location"


class OrganizationForm(WalledForm):
    """An organization of one of the user's countries."""

    roles = KEEPERS


class OrganizationChooserViewSet(WalledChooserViewSet):
    """Chooses an organization, or makes a new one."""

    creation_form_class = modelform_factory(
        Organization, form=OrganizationForm, fields=["country", "name", "type", "website"]
    )


def register() -> None:
    """Let the admin find a place's form."""
    register_admin_url_finder(Location, LocationURLFinder)
