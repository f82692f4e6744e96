"""The desk, which is each person's home in the admin, and the page of coverage."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import HeaderButton

from portal.core import clock
from portal.countries import coverage, desk, team
from portal.countries.models import Country
from portal.countries.roles import Role, countries_of


def reported_to(user: Any) -> Any:
    """The countries whose coverage a user sees: a manager the own ones, programme staff all."""
    return countries_of(user, Role.MANAGER)


def role_titles() -> dict[Role, str]:
    """Roles in words, for several people."""
    return {
        Role.EDITOR: _("Editors"),
        Role.TRANSLATOR: _("Translators"),
        Role.REVIEWER: _("Reviewers"),
        Role.PUBLISHER: _("Publishers"),
        Role.OFFICER: _("Service mapping officers"),
        Role.MANAGER: _("Country managers"),
    }


class Desk(Component):
    """What waits for the person who looks at it, in one of their countries or in all of them (``?country=moldova``)."""

    name = "desk"
    order = 100
    template_name = "countries/admin/desk.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        request = parent_context["request"]
        countries = list(countries_of(request.user).select_related("source_language"))
        asked = request.GET.get("country")
        shown = [country for country in countries if country.slug == asked] or countries
        sections = desk.sections(request.user, shown)
        return {
            "countries": countries if len(countries) > 1 else [],
            "chosen": shown[0].slug if len(shown) == 1 else "",
            "language": desk.admin_language(),
            "several": len(shown) > 1,
            "waiting": [section for section in sections if section.count],
            "quiet": [section for section in sections if not section.count],
            "has_coverage": reported_to(request.user).exists(),
        }


@never_cache
def show_coverage(request: HttpRequest) -> HttpResponse:
    """Countries by state: articles, services and their translations, as tables with bars; for managers and programme staff."""
    countries = _countries(request)
    found = coverage.measures(countries)
    title = _("Coverage and freshness")
    sizes = team.sizes(countries)
    return render(
        request,
        "countries/admin/coverage.html",
        {
            "header_title": title,
            "page_title": title,
            "header_icon": "site",
            "header_buttons": [HeaderButton(_("Download (CSV)"), reverse("portal_coverage_csv"), icon_name="download")],
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": "", "label": title},
            ],
            "measures": [(measure, coverage.rows(measure, countries)) for measure in found],
            "roles": role_titles().values(),
            "people": [(country, sizes[country.pk].values()) for country in countries],
        },
    )


@never_cache
def download_coverage(request: HttpRequest) -> HttpResponse:
    """The same numbers as a file."""
    countries = _countries(request)
    day = clock.today("UTC").isoformat()
    response = HttpResponse(coverage.as_csv(coverage.measures(countries), countries), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="coverage-{day}.csv"'
    return response


def _countries(request: HttpRequest) -> list[Country]:
    countries = list(reported_to(request.user).select_related("source_language"))
    if not countries:
        raise PermissionDenied
    return countries


urlpatterns = [
    path("coverage/", show_coverage, name="portal_coverage"),
    path("coverage/coverage.csv", download_coverage, name="portal_coverage_csv"),
]
