"""A service in front of a reader: everything that its page shows, in a fixed number of queries."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from locales import formats, languages
from portal.countries.frame import Frame
from services_map import contacts, hours
from services_map.directory import Directory, named
from services_map.entries import Entry, PlaceEntry
from services_map.hours import Opening
from services_map.models import ContactPoint, Service, ServiceText
from services_map.shown import opening_note
from services_map.vocabulary import (
    Accessibility,
    ContactKind,
    ExceptionReason,
    OrganizationType,
    Population,
    Referral,
    StatusNeeded,
    Visibility,
)

OTHERS = 6
ICONS = {
    "phone": "phone", "short-code": "phone", "whatsapp": "message-circle", "viber": "message-circle", "telegram": "send",
    "signal": "message-circle", "messenger": "message-circle", "email": "mail", "website": "globe", "social": "users",
}  # fmt: skip


@dataclass(frozen=True)
class ShownContact:
    """A button that opens the right application. ``note``: languages and hours where they differ from the service's."""

    kind: str
    label: str
    icon: str
    value: str
    link: str
    languages: str
    note: str


@dataclass(frozen=True)
class Day:
    """One line of the table of hours: a day or several alike. ``note``: words in place of ``times``; neither: closed."""

    name: str
    times: tuple[str, ...]
    note: str
    today: bool
    reason: str


@dataclass(frozen=True)
class ShownPlace:
    """A place as the public may know it. ``geo``: opens an installed map application. ``driver``: the whole address in the country's
    language, to be shown to a driver; empty for every place that is not shown exactly."""

    name: str
    town: str
    address: str
    postal_code: str
    visibility: str
    geo: str
    driver: str
    opening: Opening
    note: str
    days: list[Day]


def words(frame: Frame, language: str, pk: int) -> tuple[dict[str, ServiceText], str] | None:
    """A service's words by language code, and the language to show; None where nobody has worded it."""
    code_of = dict(frame.locale_chain(language))
    texts = {code_of[text.locale_id]: text for text in ServiceText.objects.filter(service=pk, locale__in=list(code_of))}
    shown = next((code for code in frame.chain(language) if code in texts), None)
    return (texts, shown) if shown else None


def service_context(frame: Frame, directory: Directory, entry: Entry, language: str, at: dt.datetime) -> dict[str, Any]:
    """The template's context besides words and screen. ``language`` is that of the interface."""
    chain = frame.chain(language) if language in frame.codes else [language]
    service = Service.objects.get(pk=entry.pk)
    opening = directory.opening_of(entry, at)
    local = frame.chain(frame.local_language) if frame.local_language in frame.codes else chain
    places = [_place(directory, entry, place, chain, local, language, at) for place in entry.places]
    own_hours = [place for place in entry.places if place.hours and place.hours != entry.hours]
    return {
        "entry": entry,
        "service": service,
        "icon_name": directory.categories[entry.categories[0]].icon,
        "categories": [directory.category_name(pk, chain) for pk in entry.categories],
        "organization_type": OrganizationType(entry.organization_type).label,
        "opening": opening,
        "opening_note": opening_note(opening, at, directory.time_zone, language),
        "as_of": formats.time(at.astimezone(ZoneInfo(directory.time_zone)), language),
        "days": week(directory, entry, entry.hours, language, at) if entry.hours and not own_hours else [],
        "places": places,
        "contacts": _contacts(frame, entry, language),
        "populations": _labels(Population, entry.populations, language),
        "accessibility": _labels(Accessibility, entry.accessibility, language),
        "referral": _labels(Referral, entry.referral, language),
        "status_needed": StatusNeeded(entry.status_needed).label,
        "spoken": formats.listing([formats.language_name(code, language) for code in entry.languages], language),
        "freshness": entry.freshness,
        "others": _others(directory, frame, entry, language),
    }


def _labels(codes: Any, values: tuple[str, ...], language: str) -> str:
    return formats.listing([str(codes(value).label) for value in values if value in codes.values], language)


def week(directory: Directory, entry: Entry, text: str, language: str, at: dt.datetime) -> list[Day]:
    """The hours of this week, days alike on one line; empty where there is nothing to tell by the day."""
    if (
        text in ("", "24/7")
        or hours.state(text, at, directory.time_zone, directory.country_code).status == "appointment"
    ):
        return []
    today = at.astimezone(ZoneInfo(directory.time_zone)).date()
    monday = today - dt.timedelta(days=today.weekday())
    shown = hours.week(text, monday, directory.country_code, entry.overrides)
    lines = []
    for group in hours.grouped(shown):
        first, last = group[0], group[-1]
        name = formats.weekday(first.date, language)
        if first != last:
            name = f"{name} – {formats.weekday(last.date, language)}"
        times = tuple(
            f"{formats.time(start, language)}–{formats.time(end, language)}" for start, end in first.intervals
        )
        note = _("by appointment") if first.appointment else _("not known") if first.unknown else ""
        reason = str(ExceptionReason(first.reason).label) if first.reason in ExceptionReason.values else ""
        lines.append(Day(name, () if note else times, note, any(day.date == today for day in group), reason))
    return lines


def _place(
    directory: Directory,
    entry: Entry,
    place: PlaceEntry,
    chain: list[str],
    local: list[str],
    language: str,
    at: dt.datetime,
) -> ShownPlace:
    text = place.hours or entry.hours
    opening = directory.opening(text, entry.overrides, at)
    exact = place.visibility == Visibility.EXACT and place.point is not None
    geo = (
        f"geo:{place.point[0]:.5f},{place.point[1]:.5f}?q={place.point[0]:.5f},{place.point[1]:.5f}"
        if exact and place.point
        else ""
    )
    return ShownPlace(
        name=place.name,
        town=named(place.town.names, chain, place.town.slug) if place.town else "",
        address=place.address,
        postal_code=place.postal_code,
        visibility=place.visibility,
        geo=geo,
        driver=_for_a_driver(place, local),
        opening=opening,
        note=opening_note(opening, at, directory.time_zone, language) if place.hours else "",
        days=week(directory, entry, place.hours, language, at) if place.hours else [],
    )


def _for_a_driver(place: PlaceEntry, local: list[str]) -> str:
    if place.visibility != Visibility.EXACT or not place.address:
        return ""
    town = named(place.town.names, local, place.town.slug) if place.town else ""
    return ", ".join(filter(None, (place.address, town)))


def _contacts(frame: Frame, entry: Entry, language: str) -> list[ShownContact]:
    region = frame.country.code
    shown = []
    for point in ContactPoint.objects.filter(service=entry.pk).order_by("sort_order", "pk"):
        names = [formats.language_name(code, language) for code in point.languages if code in languages.LANGUAGES]
        shown.append(
            ShownContact(
                kind=point.kind,
                label=str(ContactKind(point.kind).label),
                icon=ICONS[point.kind],
                value=contacts.shown(point.kind, point.value, region),
                link=contacts.link(point.kind, point.value, region),
                languages=formats.listing(names, language) if names else "",
                note="24/7" if point.hours == "24/7" else "",
            )
        )
    return shown


@dataclass(frozen=True)
class Link:
    """Another service."""

    path: str
    name: str
    language: str


def link(directory: Directory, frame: Frame, entry: Entry, language: str) -> Link:
    """The way to a service for a reader of ``language``."""
    name, code = directory.names(frame, language)[entry.position]
    return Link(f"/{language}/services/{entry.slug}/", name, code)


def _others(directory: Directory, frame: Frame, entry: Entry, language: str) -> list[Link]:
    """Other services at the same public places, then of the same organization."""
    here = {place.location for place in entry.places if place.visibility != Visibility.HIDDEN}
    same_place = [
        other for other in directory.entries
        if other.pk != entry.pk and any(place.location in here for place in other.places)
    ]  # fmt: skip
    same_team = [
        other for other in directory.entries
        if other.pk != entry.pk and other.organization_pk == entry.organization_pk and other not in same_place
    ]  # fmt: skip
    return [link(directory, frame, other, language) for other in (same_place + same_team)[:OTHERS]]


def alternatives(directory: Directory, frame: Frame, service: Service, language: str) -> list[Link]:
    """What to offer in place of a service that is no longer listed: the same category, then the category above it."""
    own = directory.categories.get(service.category_id)
    if own is None:
        return []
    near = {own.pk, *(pk for pk, item in directory.categories.items() if own.parent and item.parent == own.parent)}
    same = [entry for entry in directory.entries if own.pk in entry.categories]
    kin = [entry for entry in directory.entries if entry not in same and near & set(entry.categories)]
    return [link(directory, frame, entry, language) for entry in (same + kin)[:OTHERS]]
