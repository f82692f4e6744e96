"""Organizations and their focal persons for officers; categories and towns for programme staff."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import EditView

from portal.countries.roles import Role, countries_of, is_programme_staff, languages_of
from portal.countries.walls import CountryPolicy, WalledForm, WalledViewSet
from services_map.access import KEEPERS
from services_map.admin.choosers import OrganizationChooserViewSet
from services_map.models import Category, FocalPerson, Location, Organization, Service, ServiceText, Town

STAFF_ONLY = ()  # no action is open to a country team


class WordsPolicy(CountryPolicy):
    """Words of services: officers have all languages of their countries, translators theirs."""

    def rows_of(self, user: Any, roles: tuple[Role, ...]) -> "QuerySet[Any]":
        found = super().rows_of(user, roles)
        if is_programme_staff(user):
            return found
        mine = Q(service__country__in=countries_of(user, *KEEPERS))
        for country in countries_of(user, Role.TRANSLATOR):
            mine |= Q(service__country=country, locale__language_code__in=languages_of(user, country))
        return found.filter(mine)


# The walls of this room: who may do what with which rows.
POLICIES = (
    CountryPolicy(Service, *KEEPERS, readers=Role),  # articles show services
    CountryPolicy(Organization, *KEEPERS),
    CountryPolicy(FocalPerson, *KEEPERS, path="organization__country", actions=("add", "change", "view", "delete")),
    WordsPolicy(ServiceText, *KEEPERS, Role.TRANSLATOR, path="service__country", actions=("change", "view")),
    CountryPolicy(Location, *KEEPERS),
    CountryPolicy(Town, *KEEPERS, actions=STAFF_ONLY),
    CountryPolicy(Category, path="", actions=STAFF_ONLY, readers=Role),
)


class WordsEditView(EditView):
    """The words alone; the page that shows them beside the source is a press away."""

    @property
    def header_buttons(self) -> list[Any]:
        key = [self.object.service_id, self.object.locale.language_code]
        if self.object.locale_id == self.object.service.country.source_language_id:
            return []
        return [HeaderButton(_("Beside the source"), reverse("services_map_translate", args=key), icon_name="globe")]


class OfficerForm(WalledForm):
    """A form that offers an officer's own countries and organizations."""

    roles = KEEPERS


class OrganizationViewSet(WalledViewSet):
    """Organizations."""

    model = Organization
    icon = "group"
    base_url_path = "services/organizations"
    admin_url_namespace = "services_map_organization"
    chooser_admin_url_namespace = "services_map_organization_chooser"
    chooser_viewset_class = OrganizationChooserViewSet
    list_display = ["name", "country", "type"]
    edit_handler = ObjectList(Organization.panels, base_form_class=OfficerForm)


class FocalPersonViewSet(WalledViewSet):
    """People at organizations whom only officers know."""

    model = FocalPerson
    icon = "user"
    base_url_path = "services/focal-persons"
    admin_url_namespace = "services_map_focal_person"
    chooser_admin_url_namespace = "services_map_focal_person_chooser"
    list_display = ["name", "organization", "role", "phone", "email"]
    search_fields = ["name", "organization__name"]
    add_to_reference_index = False
    edit_handler = ObjectList(FocalPerson.panels, base_form_class=OfficerForm)


class ServiceTextViewSet(WalledViewSet):
    """Words of services, for translators and wagtail-localize, which finds its addresses by Wagtail's own names for them."""

    model = ServiceText
    icon = "globe"
    base_url_path = "services/words"
    list_display = [
        "name",
        "service",
        Column("locale", label=_("Language")),
        Column("country", accessor="service.country"),
    ]
    list_filter = ["locale"]
    search_fields = ["name", "service__slug"]
    edit_view_class = WordsEditView
    edit_handler = ObjectList(ServiceText.panels, base_form_class=OfficerForm)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("service__country", "locale").order_by("service", "locale")


class CategoryViewSet(WalledViewSet):
    """Categories, which all countries share."""

    model = Category
    icon = "tag"
    admin_url_namespace = "services_map_category"
    chooser_admin_url_namespace = "services_map_category_chooser"
    menu_hook = "register_portal_menu_item"
    list_display = ["__str__", "slug", "parent", "check_every_days", "confidential"]
    edit_handler = ObjectList(Category.panels, base_form_class=OfficerForm)


class TownViewSet(WalledViewSet):
    """Towns of countries."""

    model = Town
    icon = "home"
    admin_url_namespace = "services_map_town"
    chooser_admin_url_namespace = "services_map_town_chooser"
    menu_hook = "register_portal_menu_item"
    list_display = ["__str__", "country", "population"]
    search_fields = ["slug"]
    edit_handler = ObjectList(Town.panels, base_form_class=OfficerForm)
