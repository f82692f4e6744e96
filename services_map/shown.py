"""What readers see of hours, distances and freshness: words in their language, computed for a moment."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from locales import formats
from services_map import finding
from services_map.directory import Directory
from services_map.finding import Found
from services_map.hours import Opening, Status


@dataclass(frozen=True, slots=True)
class Card:
    """A service in a list. ``kind`` is the state of its doors: open, appointment, closed or unknown; ``note`` says it in words."""

    path: str
    name: str
    language: str
    icon: str
    category: str
    where: str
    distance: str
    kind: str
    note: str
    overdue: bool
    capacity: str
    sensitive: bool


def card(found: Found, directory: Directory, language: str, chain: list[str], at: dt.datetime) -> Card:
    """A service for a list in ``language``; ``chain``: its fallbacks."""
    entry = found.entry
    category = directory.categories[entry.categories[0]]
    towns = dict.fromkeys(place.town.pk for place in entry.places if place.town)
    if found.place and found.place.town:
        towns = {found.place.town.pk: None}
    where = ", ".join(directory.town_name(pk, chain) for pk in list(towns)[:3]) + (" …" if len(towns) > 3 else "")
    if entry.hidden:
        where = _("contact first")
    elif not entry.places:
        where = _("by phone or online")
    return Card(
        path=f"/{language}/services/{entry.slug}/",
        name=found.name,
        language=found.language,
        icon=category.icon,
        category=directory.category_name(category.pk, chain),
        where=where,
        distance=distance(found.km, language) if found.km is not None else "",
        kind=str(found.opening.status),
        note=opening_note(found.opening, at, directory.time_zone, language),
        overdue=entry.freshness.overdue,
        capacity=entry.capacity if entry.capacity != "open" else "",
        sensitive=directory.sensitive(entry),
    )


def distance(km: float, language: str) -> str:
    """ "400 m", "3.2 km" in the digits of the language."""
    unit, value = finding.shown_distance(km)
    number = formats.number(int(value) if value == int(value) else round(value, 1), language)
    return _("%(number)s m") % {"number": number} if unit == "m" else _("%(number)s km") % {"number": number}


def opening_note(opening: Opening, at: dt.datetime, time_zone: str, language: str) -> str:
    """Open, closed or by appointment in words, with the time of the next change."""
    if opening.status == Status.APPOINTMENT:
        return _("By appointment")
    if opening.status == Status.UNKNOWN:
        return _("Ask for the opening hours")
    if opening.always:
        return _("Open day and night")
    change = opening.changes_at.astimezone(ZoneInfo(time_zone)) if opening.changes_at else None
    if change is None:
        return _("Open now") if opening.status == Status.OPEN else _("Closed")
    time = formats.time(change, language)
    today = at.astimezone(ZoneInfo(time_zone)).date()
    if opening.status == Status.OPEN:
        return _("Open now, until %(time)s") % {"time": time}
    if change.date() == today:
        return _("Closed now. Opens: today, %(time)s") % {"time": time}
    if change.date() == today + dt.timedelta(days=1):
        return _("Closed now. Opens: tomorrow, %(time)s") % {"time": time}
    if change.date() < today + dt.timedelta(days=7):
        return _("Closed now. Opens: %(day)s, %(time)s") % {
            "day": formats.weekday(change.date(), language),
            "time": time,
        }
    return _("Closed now. Opens: %(day)s, %(time)s") % {"day": formats.date(change.date(), language), "time": time}
