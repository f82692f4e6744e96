"""The life of sites in the admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from portal.countries.models import Country, Stage
from portal.countries.roles import Role, has_any, is_programme_staff
from portal.lifecycle import readonly, stages, views


class LifeMenuItem(MenuItem):
    """For managers and programme staff."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_any(request.user, Role.MANAGER)


@hooks.register("register_portal_menu_item")
def life_menu_item() -> MenuItem:
    """Beside the country sites."""
    return LifeMenuItem(
        _("Life of sites"), reverse("lifecycle_overview"), name="life-of-sites", icon_name="history", order=900
    )


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    """Stages and exports."""
    return [
        path("life/", views.overview, name="lifecycle_overview"),
        path("life/<slug:slug>/", views.stage, name="lifecycle_stage"),
        path("life/<slug:slug>/export/", views.export, name="lifecycle_export"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the history of a country may say."""
    actions.register_action(stages.ACTION, _("Change the stage"), _("Changed the stage of the site"))


@hooks.register("before_edit_page")
def archived_is_read_only(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say so before somebody writes in vain; saving is refused by ``readonly``."""
    if request.method == "GET" and not is_programme_staff(request.user):
        country = Country.objects.of_page(page)
        if country and country.stage == Stage.ARCHIVED:
            messages.warning(request, readonly.refusal(country))
    return None
