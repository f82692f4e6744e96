"""What the directory adds to home pages and to the admin."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from portal.countries.models import HomePage
from portal.countries.screen import Screen
from services_map import access, directory, logging_actions
from services_map.admin import choosers, hours_widget, other_viewsets, urls
from services_map.admin.service_viewset import ServiceViewSet

# Before any viewset asks for a policy: Wagtail would make one without walls.
for policy in other_viewsets.POLICIES:
    register_permission_policy(policy.model, policy)
hours_widget.register()
choosers.register()
for viewset in (
    other_viewsets.OrganizationViewSet,
    other_viewsets.FocalPersonViewSet,
    other_viewsets.CategoryViewSet,
    other_viewsets.TownViewSet,
    ServiceViewSet,
):
    register_snippet(viewset)


@hooks.register("portal_home_contents")
def services_on_home(screen: Screen, page: HomePage) -> dict[str, Any]:
    """How many services the country lists, for the way to them."""
    return {"services_count": len(directory.of(screen.frame).entries)}


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    """The officer's side."""
    return urls.urlpatterns


@hooks.register("register_admin_viewset")
def location_chooser() -> ViewSet:
    """Chooses places."""
    return choosers.location_chooser


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the history of a listing may say."""
    logging_actions.register(actions)


class DeskMenuItem(MenuItem):
    """The way to the desk, for those who keep a directory."""

    def is_shown(self, request: HttpRequest) -> bool:
        return access.countries(request.user).exists()


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    """Near the top of the menu."""
    return DeskMenuItem(
        _("Services"), reverse("services_map_desk"), name="services", icon_name="clipboard-list", order=120
    )


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    """The look of the officer's pages."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/desk.css"))
