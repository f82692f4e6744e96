"""Organizations and their focal persons for officers; categories and towns for programme staff."""

from wagtail.admin.panels import ObjectList

from portal.countries.roles import Role
from portal.countries.walls import CountryPolicy, WalledForm, WalledViewSet
from services_map.admin.choosers import OrganizationChooserViewSet
from services_map.models import Category, FocalPerson, Location, Organization, Service, Town

STAFF_ONLY = ()  # no action is open to officers
# The walls of this room: who may do what with which rows.
POLICIES = (
    CountryPolicy(Service, Role.OFFICER),
    CountryPolicy(Organization, Role.OFFICER),
    CountryPolicy(FocalPerson, Role.OFFICER, path="organization__country", actions=("add", "change", "view", "delete")),
    CountryPolicy(Location, Role.OFFICER),
    CountryPolicy(Town, Role.OFFICER, actions=STAFF_ONLY),
    CountryPolicy(Category, Role.OFFICER, path="", actions=STAFF_ONLY),
)


class OfficerForm(WalledForm):
    """A form that offers an officer's own countries and organizations."""

    roles = (Role.OFFICER,)


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
