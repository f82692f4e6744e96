"""Rows of the desk: what stands beside a listing on the page shown, read for this page's rows only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.countries.models import Country
from services_map.admin.base import day
from services_map.desk import Listing
from services_map.freshness import State, Withdrawal
from services_map.models import (
    CategoryText,
    Organization,
    Service,
    ServiceAtLocation,
    ServiceText,
    TownText,
)
from services_map.vocabulary import Visibility


@dataclass(frozen=True)
class Row:
    """A line of the queue in words. ``remarks``: what else an officer should know at once."""

    listing: Listing
    name: str
    organization: str
    category: str
    where: str
    state: str
    icon: str
    kind: str
    remarks: list[str]
    checked: str
    due: str
    officer: str


def rows(listings: Sequence[Listing], countries: Sequence[Country]) -> list[Row]:
    """The listings of a page in words; six queries, however many there are."""
    pks = [listing.pk for listing in listings]
    called_so = names(listings, countries)
    offering = {listing.organization for listing in listings}
    organizations = dict(Organization.objects.filter(pk__in=offering).values_list("pk", "name"))
    categories = category_names({listing.category for listing in listings})
    officers = {listing.officer for listing in listings if listing.officer}
    people = {user.pk: called(user) for user in get_user_model().objects.filter(pk__in=officers)}
    where = _places(pks)
    found = []
    for listing in listings:
        state, icon, kind = _state(listing)
        found.append(
            Row(
                listing=listing,
                name=called_so[listing.pk],
                organization=organizations[listing.organization],
                category=categories.get(listing.category, ""),
                where=where.get(listing.pk, "") or _("by phone or online"),
                state=state,
                icon=icon,
                kind=kind,
                remarks=_remarks(listing),
                checked=day(listing.fresh.checked_on) or _("never"),
                due=day(listing.fresh.due_on) if listing.status == Service.Status.LISTED else "",
                officer=people.get(listing.officer or 0, ""),
            )
        )
    return found


def names(listings: Sequence[Listing], countries: Iterable[Country]) -> dict[int, str]:
    """By service its name in the country's source language, else in any, else its address. One query."""
    sources = {country.pk: country.source_language_id for country in countries}
    wanted = {listing.pk: sources[listing.country] for listing in listings}
    found: dict[int, str] = {}
    texts = ServiceText.objects.filter(service__in=list(wanted)).order_by("pk")
    for pk, locale, name in texts.values_list("service", "locale", "name"):
        if locale == wanted[pk] or pk not in found:
            found[pk] = name
    return {listing.pk: found.get(listing.pk, listing.slug) for listing in listings}


def called(user: Any) -> str:
    """A person's name, as officers see it."""
    return str(user.get_full_name() or user.get_username())


def category_names(pks: Iterable[int]) -> dict[int, str]:
    """Names of categories in the language of the admin, in English where it lacks them."""
    return _in_language(CategoryText.objects.filter(category__in=list(pks)), "category")


def town_names(towns: Any) -> dict[int, str]:
    """Names of towns (a query or keys) in the language of the admin, in English where it lacks them."""
    return _in_language(TownText.objects.filter(town__in=towns), "town")


def _in_language(texts: Any, parent: str) -> dict[int, str]:
    wanted = get_language() or "en"
    best: dict[int, tuple[int, str]] = {}
    for pk, code, name in texts.values_list(f"{parent}_id", "locale__language_code", "name"):
        rank = {wanted: 0, "en": 1}.get(code, 2)
        if pk not in best or rank < best[pk][0]:
            best[pk] = rank, name
    return {pk: name for pk, (_rank, name) in best.items()}


def _places(pks: list[int]) -> dict[int, str]:
    """By service its towns, or that the place is hidden."""
    places = ServiceAtLocation.objects.filter(service__in=pks).order_by("sort_order", "pk")
    listed = list(places.values_list("service", "location__visibility", "location__town"))
    towns = town_names({town for _pk, _visibility, town in listed if town})
    found: dict[int, dict[str, None]] = {}
    for pk, visibility, town in listed:
        words = _("hidden place") if visibility == Visibility.HIDDEN else towns.get(town, "")
        found.setdefault(pk, {})[words] = None
    return {pk: ", ".join(words) for pk, words in found.items()}


def _state(listing: Listing) -> tuple[str, str, str]:
    """Its state in words, an icon of Wagtail's, and a class."""
    if listing.status == Service.Status.DRAFT:
        return _("draft"), "draft", "quiet"
    if listing.status == Service.Status.ARCHIVED:
        return _("archived"), "folder", "quiet"
    fresh = listing.fresh
    if fresh.withdrawal == Withdrawal.CLOSED:
        return _("closed for good"), "circle-xmark", "quiet"
    if fresh.withdrawal == Withdrawal.ENDED:
        return _("has ended"), "circle-xmark", "quiet"
    return {
        State.CURRENT: (_("current"), "circle-check", "good"),
        State.DUE: (_("due"), "time", "soon"),
        State.OVERDUE: (_("overdue"), "warning", "bad"),
        State.WITHDRAWN: (_("withdrawn: readers no longer see it"), "no-view", "bad"),
    }[fresh.state]


def _remarks(listing: Listing) -> list[str]:
    fresh = listing.fresh
    found = []
    if fresh.closed_until:
        found.append(_("temporarily closed until %(day)s") % {"day": day(fresh.closed_until)})
    if fresh.unreachable_on:
        found.append(_("could not be reached on %(day)s") % {"day": day(fresh.unreachable_on)})
    if listing.proposals:
        found.append(_("a correction waits"))
    if listing.untranslated and listing.status == Service.Status.LISTED:
        found.append(_("a translation is missing"))
    return found
