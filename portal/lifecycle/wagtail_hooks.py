"""The life of sites in the admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from portal.countries import archived
from portal.countries.models import Country
from portal.countries.roles import Role, has_any
from portal.lifecycle import stages, views


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
        path("life/<slug:slug>/copies/", views.take_along, name="lifecycle_copies"),
        path("life/<slug:slug>/jobs/<int:pk>/", views.job, name="lifecycle_job"),
        path("life/<slug:slug>/jobs/<int:pk>/file/", views.job_file, name="lifecycle_job_file"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the history of a country may say."""
    actions.register_action(stages.ACTION, _("Change the stage"), _("Changed the stage of the site"))


@hooks.register("before_edit_page")
def archived_is_read_only(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say so before somebody writes in vain; saving is refused by ``readonly``."""
    if request.method == "GET":
        country = Country.objects.of_page(page)
        if country and archived.closed(country, request.user):
            messages.warning(request, archived.refusal(country))
    return None
