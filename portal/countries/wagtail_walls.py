"""Walls in Wagtail's own admin views, where Wagtail shows or does more than a country team may.

``AdminWalls`` stands before every view of the admin: whatever page, image, document or translation an address names must be of the user's
countries, also at addresses that Wagtail does not check (a move to be confirmed, a workflow to be cancelled, the API of images and
documents). What names things in another way is replaced (``urlpatterns``, before Wagtail's own below ``cms/``) or limited (``register``).
Delete what Wagtail has learned to keep to itself; ``tests/integration/test_access_matrix.py`` says whether it has.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path
from wagtail.admin.auth import permission_denied, require_admin_access
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.views.reports.locked_pages import LockedPagesReportFilterSet
from wagtail.admin.views.reports.workflows import WorkflowReportFilterSet
from wagtail.documents.models import Document
from wagtail.models import Page, Site
from wagtail_localize.models import Translation, TranslationSource

from portal.countries.localize_walls import country_of
from portal.countries.policy import collections_of, own_page
from portal.countries.roles import colleagues, countries_of, is_programme_staff
from portal.media.models import PortalImage

# Addresses that look over the walls, by name or by the space of names: for programme staff only.
CLOSED = {
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:site_history_results",
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_reports:page_types_usage_results",
    "wagtailadmin_workflows",  # who approves what is the programme's to set up
    "wagtailadmin_api:images",
    "wagtailadmin_api:documents",
}
CLOSED_REPORTS = {"site-history", "page-types-usage"}  # their menu items
# What the parts of addresses and of queries name.
PARTS: dict[str, type[Model]] = {
    "page_id": Page,
    "parent_page_id": Page,
    "page_to_move_id": Page,
    "destination_id": Page,
    "page_pk": Page,
    "image_id": PortalImage,
    "document_id": Document,
    "doc_id": Document,
    "translation_id": Translation,
    "translation_source_id": TranslationSource,
}
KEYS: dict[str, type[Model]] = {  # ``pk`` and the ids of a query, by the space of names or the name of an address
    "wagtailadmin_api:pages": Page,
    "wagtailadmin_choose_page_chosen_multiple": Page,
    "wagtailimages_chooser": PortalImage,
    "wagtaildocs_chooser": Document,
}


class AdminWalls:
    """Middleware: refuses what lies outside the user's countries, as Wagtail refuses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if not request.path.startswith("/cms/") or not request.user.is_authenticated:
            return None
        if is_programme_staff(request.user):
            return None
        match = request.resolver_match
        names = {match.view_name, match.namespace} if match else set()
        named = [(PARTS[part], value) for part, value in kwargs.items() if part in PARTS]
        for model in {KEYS[name] for name in names if name in KEYS}:
            named += [(model, value) for value in (kwargs.get("pk"), *request.GET.getlist("id")) if value]
        if names & CLOSED or not all(_inside(request.user, model, value) for model, value in named):
            refused: HttpResponseBase = permission_denied(request)
            return refused
        return None


def _inside(user: Any, model: type[Model], key: Any) -> bool:
    """Whether a thing is of one of the user's countries; what does not exist is left to the view, which says so."""
    try:
        found = model._default_manager.filter(pk=key).first()
    except (ValueError, OverflowError):
        return True
    if found is None:
        return True
    if isinstance(found, Page):
        return own_page(user, found)
    if isinstance(found, PortalImage | Document):
        return collections_of(user).filter(pk=found.collection_id).exists()
    source: Any = found.source if isinstance(found, Translation) else found
    try:
        country = country_of(source.get_source_instance())
    except source.specific_content_type.model_class().DoesNotExist:
        return True
    return country is not None and countries_of(user).filter(pk=country.pk).exists()


class _Quiet:
    """A bulk action that does not name what it may not touch."""

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, list[Any]]]:
        objects, refused = super().get_actionable_objects()  # type: ignore[misc]
        return objects, {**refused, "items_with_no_access": []}


def bulk(request: HttpRequest, app_label: str, model_name: str, action: str) -> HttpResponseBase:
    """What is done to many rows at once, Wagtail's or a room's."""
    kind = bulk_action_registry.get_bulk_action_class(app_label, model_name, action)
    if kind is None:
        raise Http404
    quiet = type(kind.__name__, (_Quiet, kind), {})
    response: HttpResponseBase = quiet(request, apps.get_model(app_label, model_name)).dispatch(request)
    return response


urlpatterns = [
    path("bulk/<str:app_label>/<str:model_name>/<str:action>/", require_admin_access(bulk), name="wagtail_bulk_action")
]


def register() -> None:
    """Let filters of lists and reports offer the people and sites of the user's countries only."""
    people = {PageFilterSet: ("owner", "edited_by"), LockedPagesReportFilterSet: ("locked_by",)}
    people[WorkflowReportFilterSet] = ("requested_by",)
    for filters, names in people.items():
        for name in names:
            found = filters.base_filters[name]
            found.queryset = partial(_own_people, found.queryset)
    PageFilterSet.base_filters["site"].queryset = _own_sites


def _own_people(queryset: Callable[[HttpRequest | None], Any], request: HttpRequest | None) -> Any:
    return queryset(request).filter(pk__in=colleagues(request.user)) if request else get_user_model().objects.none()


def _own_sites(request: HttpRequest | None) -> Any:
    return Site.objects.filter(country__in=countries_of(request.user)) if request else Site.objects.none()
