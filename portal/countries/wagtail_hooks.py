"""Countries, topics and facts in the admin."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from portal.countries import roles, walls
from portal.countries.forms import CountryForm
from portal.countries.models import Country, Fact, FactText, Topic, TopicText


class CountryViewSet(SnippetViewSet):
    """Country sites: the form for a new one asks for all that it needs, and builds it."""

    model = Country
    icon = "site"
    menu_label = _("Country sites")
    list_display = ["__str__", "slug", "team", "source_language"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("code"), FieldPanel("slug"), FieldPanel("time_zone")], heading=_("Country")),
            MultiFieldPanel([FieldPanel("team"), FieldPanel("demonstration")], heading=_("Team")),
            MultiFieldPanel(
                [FieldPanel("source"), FieldPanel("offered"), FieldPanel("order"), FieldPanel("spoken")],
                heading=_("Languages"),
            ),
            FieldPanel("topics"),
        ],
        base_form_class=CountryForm,
    )


class TopicViewSet(SnippetViewSet):
    """The shared list of topics."""

    model = Topic
    icon = "list-ul"
    menu_label = _("Topics")
    list_display = ["__str__", "slug", "place", "check_every_days"]


class FactViewSet(SnippetViewSet):
    """The register of facts."""

    model = Fact
    icon = "pin"
    menu_label = _("Facts")
    list_display = ["__str__", "type", "checked_on", "valid_until"]
    list_filter = ["country", "type"]
    search_fields = ["key", "texts__label"]


class FactTextViewSet(SnippetViewSet):
    """Labels of facts, for translators."""

    model = FactText
    icon = "language"
    menu_label = _("Words of facts")
    list_display = ["label", "fact", "locale"]
    list_filter = ["locale", "fact__country"]


class TopicTextViewSet(SnippetViewSet):
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
    items = (CountryViewSet, TopicViewSet, FactViewSet, FactTextViewSet, TopicTextViewSet)


@hooks.register("construct_reports_menu")
def reports_of_programme_staff(request: HttpRequest, items: list[Any]) -> None:
    """Reports that look over the walls are offered to programme staff only."""
    if not roles.is_programme_staff(request.user):
        items[:] = [item for item in items if item.name not in walls.CLOSED_REPORTS]


hooks.register("register_bulk_action", walls.WalledDeleteAction, order=100)  # after Wagtail's own, in its place
