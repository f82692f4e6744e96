"""The desk: counts, filters and the queue."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import HeaderButton

from portal.countries import roles
from portal.countries.models import Country
from services_map import access
from services_map.admin import rows
from services_map.admin.base import officers, page, paged
from services_map.desk import COUNTED, Filters, Survey
from services_map.models import Category, Town

MINE = "me"


@dataclass(frozen=True)
class Tile:
    """A count that leads to what it counts."""

    label: str
    number: int
    url: str
    chosen: bool


@officers
def desk(request: HttpRequest) -> HttpResponse:
    """Counts, filters and the queue of the user's countries, the most urgent first."""
    countries = list(access.countries(request.user).select_related("source_language"))
    survey, chosen = Survey(countries), filters(request)
    shown = paged(request, survey.queue(chosen))
    add = HeaderButton(_("Add a service"), reverse("services_map_service:add"), icon_name="plus")
    return page(
        request,
        "desk",
        _("Services"),
        icon="clipboard-list",
        buttons=[add],
        tiles=_tiles(survey, chosen, request),
        filters=chosen,
        mine=request.GET.get("officer") == MINE,
        options=_options(countries),
        lines=rows.rows(list(shown["rows"]), countries),
        here=request.get_full_path(),
        query=request.GET.dict(),
        **shown,
    )


def filters(request: HttpRequest) -> Filters:
    """What the address asks for. What makes no sense there counts as not asked."""
    asked = request.GET
    officer = request.user.pk if asked.get("officer") == MINE else _number(asked.get("officer"))
    state = asked.get("state", "")
    return Filters(
        text=asked.get("q", "")[:100].strip(),
        country=_number(asked.get("country")),
        state=state if state in (*COUNTED, "archived") else "",
        category=_number(asked.get("category")),
        town=_number(asked.get("town")),
        officer=officer,
    )


def labels() -> dict[str, str]:
    """The kinds that the desk counts, in words."""
    return {
        "current": _("Current"),
        "due": _("Due"),
        "overdue": _("Overdue"),
        "withdrawn": _("Withdrawn"),
        "reported": _("Reported"),
        "hidden": _("Hidden places"),
        "untranslated": _("Without translation"),
        "draft": _("Drafts"),
    }


def _tiles(survey: Survey, chosen: Filters, request: HttpRequest) -> list[Tile]:
    counts = survey.counts(replace(chosen, state="", text=""))
    kept = {name: request.GET[name] for name in ("country", "officer") if request.GET.get(name)}
    home = reverse("services_map_desk")
    tiles = [
        Tile(label, counts[kind], f"{home}?{urlencode({**kept, 'state': kind})}", chosen.state == kind)
        for kind, label in labels().items()
    ]
    tiles.append(Tile(_("Corrections waiting"), counts["proposals"], reverse("services_map_proposals"), False))
    tiles.append(Tile(_("Requests to show a place"), counts["requests"], reverse("services_map_requests"), False))
    return tiles


def _options(countries: list[Country]) -> dict[str, Any]:
    """What the filters offer: (key, words) each."""
    categories = list(Category.objects.values_list("pk", "parent", "slug"))
    names = rows.category_names(pk for pk, _parent, _slug in categories)
    grouped = [
        (names.get(pk, slug), [(below, names.get(below, name)) for below, above, name in categories if above == pk], pk)
        for pk, parent, slug in categories
        if parent is None
    ]
    towns = Town.objects.filter(country__in=countries)
    people = {user.pk: user for country in countries for user in roles.members(country, roles.Role.OFFICER)}
    return {
        "countries": [(country.pk, str(country)) for country in countries] if len(countries) > 1 else [],
        "categories": grouped,
        "towns": sorted(rows.town_names(towns).items(), key=lambda item: item[1]),
        "states": [*labels().items(), ("archived", _("Archived"))],
        "officers": sorted((pk, rows.called(user)) for pk, user in people.items()),
    }


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 12 else None
