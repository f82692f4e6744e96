"""What the directory adds to home pages and to the admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from portal.countries.models import HomePage
from portal.countries.roles import Role, has_any
from portal.countries.screen import Screen
from services_map import access, coverage, directory, logging_actions, short_links
from services_map.admin import choosers, desk_sections, hours_widget, other_viewsets, translation_views, urls
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
    other_viewsets.ServiceTextViewSet,
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
        return has_any(request.user, *access.KEEPERS)


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    """Near the top of the menu."""
    return DeskMenuItem(
        _("Services"), reverse("services_map_desk"), name="services", icon_name="clipboard-list", order=120
    )


class WordsMenuItem(MenuItem):
    """The way to the words of services, for translators; officers find them on the desk."""

    def is_shown(self, request: HttpRequest) -> bool:
        return not has_any(request.user, *access.KEEPERS) and has_any(request.user, Role.TRANSLATOR)


@hooks.register("register_admin_menu_item")
def words_menu_item() -> MenuItem:
    """In the place of the desk."""
    return WordsMenuItem(
        _("Words of services"), reverse(translation_views.WORDS), name="service-words", icon_name="globe", order=121
    )


hooks.register("portal_desk", desk_sections.sections)
hooks.register("portal_coverage", coverage.measures)
hooks.register("portal_short_links", short_links.resolvers)
