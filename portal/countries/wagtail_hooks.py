"""Countries, topics and facts in the admin."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.models import Collection
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from portal.countries import (
    alerts_admin,
    desk_views,
    fact_editor,
    fact_views,
    facts_admin,
    localize_walls,
    partners_admin,
    roles,
    short_links,
    wagtail_walls,
)
from portal.countries.desk import Section
from portal.countries.forms import CountryForm
from portal.countries.models import Country, CountryLanguage, Topic, TopicText
from portal.countries.policy import CountryPolicy, pages_of
from portal.countries.recordings_admin import RecordingForm, RecordingViewSet
from portal.countries.roles import Role
from portal.countries.walls import WalledViewSet
from portal.media.models import Recording

# Before any viewset asks for a policy: Wagtail would make one without walls.
for policy in (
    *facts_admin.POLICIES,
    *alerts_admin.POLICIES,
    partners_admin.POLICY,
    CountryPolicy(Country, path="pk", actions=(), readers=Role),
    CountryPolicy(Topic, path="", actions=(), readers=Role),
    CountryPolicy(TopicText, path="", actions=(), readers=Role),
    CountryPolicy(
        Recording, *RecordingForm.roles, path="collection", actions=("add", "change", "view", "delete"), readers=Role
    ),
):
    register_permission_policy(policy.model, policy)
register_snippet(facts_admin.FactViewSet)
register_snippet(facts_admin.FactTextViewSet)
register_snippet(alerts_admin.AlertViewSet)
register_snippet(alerts_admin.AlertTextViewSet)
register_snippet(partners_admin.PartnerViewSet)
hooks.register("portal_desk", alerts_admin.sections)
hooks.register("portal_short_links", short_links.resolvers)


class CountryViewSet(WalledViewSet):
    """Country sites: the form for a new one asks for all that it needs, and builds it."""

    model = Country
    icon = "site"
    menu_label = _("Country sites")
    list_display = ["__str__", "slug", "team", "source_language"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("code"), FieldPanel("slug"), FieldPanel("time_zone")], heading=_("Country")),
            MultiFieldPanel(
                [
                    *(FieldPanel(name) for name in ("team", "responsible", "contact_email", "contact_address")),
                    FieldPanel("demonstration"),
                ],
                heading=_("Team"),
            ),
            MultiFieldPanel(
                [FieldPanel("source"), FieldPanel("offered"), FieldPanel("order"), FieldPanel("spoken")],
                heading=_("Languages"),
            ),
            FieldPanel("topics"),
            FieldPanel("leave_to"),
        ],
        base_form_class=CountryForm,
    )


class TopicViewSet(WalledViewSet):
    """The shared list of topics."""

    model = Topic
    icon = "list-ul"
    menu_label = _("Topics")
    list_display = ["__str__", "slug", "place", "check_every_days"]


class TopicTextViewSet(WalledViewSet):
    """Names of topics, for translators."""

    model = TopicText
    icon = "language"
    menu_label = _("Names of topics")
    list_display = ["name", "topic", "locale"]
    list_filter = ["locale"]


@register_snippet
class PortalViewSetGroup(SnippetViewSetGroup):
    """The portal's own part of the menu."""

    menu_label = _("Portal")
    menu_icon = "globe"
    menu_order = 150
    submenu_hook = "register_portal_menu_item"  # rooms above add what they share
    items = (CountryViewSet, TopicViewSet, TopicTextViewSet)


hooks.register("register_rich_text_features", fact_editor.register)
hooks.register("before_delete_snippet", fact_views.keep_what_is_used)


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    """A fact at a glance."""
    return fact_views.urlpatterns(facts_admin.POLICIES[0])


@hooks.register("portal_desk")
def facts_on_desk(user: Any, countries: Any) -> list[Section]:
    """What of the register of facts waits for a person."""
    return fact_views.on_desk(facts_admin.POLICIES[0], user, countries)


register_snippet(RecordingViewSet)


@hooks.register("portal_collection_languages")
def languages_of_collection(collection: Collection) -> list[str]:
    """The languages in which a country's pictures and recordings are worded."""
    rows = CountryLanguage.objects.filter(country__collection=collection).order_by("sort_order")
    return list(rows.values_list("locale__language_code", flat=True))


@hooks.register("construct_reports_menu")
def reports_of_programme_staff(request: HttpRequest, items: list[Any]) -> None:
    """Reports that look over the walls are offered to programme staff only."""
    if not roles.is_programme_staff(request.user):
        items[:] = [item for item in items if item.name not in wagtail_walls.CLOSED_REPORTS]


@hooks.register("construct_homepage_panels")
def desk_as_home(request: HttpRequest, panels: list[Any]) -> None:
    """The home page of the admin is the person's desk, in place of Wagtail's panels: those look over the walls."""
    panels[:] = [desk_views.Desk()]


@hooks.register("construct_homepage_summary_items", order=1000)  # after Wagtail's own
def no_summary(request: HttpRequest, items: list[Any]) -> None:
    """Numbers of the whole installation say nothing to a country team."""
    items.clear()


class CoverageMenuItem(MenuItem):
    """The way to the numbers, for those who answer for a country."""

    def is_shown(self, request: HttpRequest) -> bool:
        return roles.has_any(request.user, Role.MANAGER)


@hooks.register("register_reports_menu_item")
def coverage_menu_item() -> MenuItem:
    """Among the reports."""
    return CoverageMenuItem(
        _("Coverage and freshness"), reverse("portal_coverage"), name="coverage", icon_name="site", order=10
    )


@hooks.register("register_admin_urls")
def desk_urls() -> list[Any]:
    """The pages beside the desk."""
    return desk_views.urlpatterns


@hooks.register("insert_global_admin_css")
def desk_css() -> str:
    """The look of the portal's own pages in the admin."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/desk.css"))


@hooks.register("construct_page_chooser_queryset")
def own_pages(pages: Any, request: HttpRequest) -> Any:
    """Choosers of pages offer the user's own countries, also when searched."""
    return pages.filter(pages_of(request.user))


@hooks.register("register_admin_urls", order=-100)  # before wagtail-localize's own
def localize_urls() -> list[Any]:
    """Translation inside the walls."""
    return localize_walls.urlpatterns


hooks.register("construct_snippet_listing_buttons", localize_walls.hide_buttons)
localize_walls.register()
wagtail_walls.register()
