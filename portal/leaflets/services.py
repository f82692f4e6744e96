"""The services in a leaflet: those of a town and a category as the directory's public snapshot has them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portal.core import clock
from portal.countries.frame import Frame
from portal.countries.screen import Screen
from portal.leaflets.asking import Ask
from portal.leaflets.problems import NotThere, TooMany
from services_map import directory as directories
from services_map import reading
from services_map.directory import Directory
from services_map.entries import Entry
from services_map.hours.holidays import public_holidays

MOST_SERVICES = 80  # in one leaflet: some twenty A5 pages
Drawn = tuple[str, str, dt.date | None, bool]  # title, HTML, oldest check, overdue


@dataclass(frozen=True)
class Chosen:
    """Services in the order of the leaflet. ``path``: the list of them on the site."""

    directory: Directory
    entries: tuple[Entry, ...]
    title: str
    path: str


def choose(frame: Frame, language: str, ask: Ask) -> Chosen:
    """Raises NotThere where there is none, TooMany for more than a leaflet holds."""
    directory, chain = directories.of(frame), frame.chain(language)
    bits, names, query = directory.everything, [], {}
    for facet, wanted, named in (("category", ask.category, directory.categories), ("town", ask.town, directory.towns)):
        if not wanted:
            continue
        bits &= directory.facets.get(facet, {}).get(wanted, 0)
        pk = next((pk for pk, item in named.items() if item.slug == wanted), None)
        if not bits or pk is None:
            raise NotThere
        name = directory.category_name if facet == "category" else directory.town_name
        names.append(name(pk, chain))
        query[facet] = wanted
    found = [entry for entry in directory.entries if bits >> entry.position & 1]
    if not found:
        raise NotThere
    if len(found) > MOST_SERVICES:
        raise TooMany(MOST_SERVICES)
    order, rank = directory.order(frame, language), {pk: number for number, pk in enumerate(directory.categories)}
    found.sort(key=lambda entry: (rank[entry.categories[0]], order[entry.position]))
    if not ask.category:
        names.insert(0, _("Find help"))
    path = f"/{language}/services/" + (f"?{urlencode(query)}" if query else "")
    return Chosen(directory, tuple(found), " – ".join(names), path)


def service_pieces(frame: Frame, shown: Screen, chosen: Chosen) -> Iterator[Drawn]:
    """One piece for each category, with its services."""
    at = ordinary_day(chosen.directory)
    chain = frame.chain(shown.found.language)
    for category, entries in groupby(chosen.entries, key=lambda entry: entry.categories[0]):
        drawn = [item for entry in entries if (item := _service(frame, shown, chosen.directory, entry, at))]
        title = chosen.directory.category_name(category, chain)
        html = render_to_string(
            "leaflets/category.html", {"title": title, "services": [html for html, _entry in drawn]}
        )
        checks = [entry.freshness for _html, entry in drawn]
        days = [fresh.checked_on for fresh in checks]
        oldest = None if None in days else min((day for day in days if day), default=None)
        yield title, html, oldest, any(fresh.overdue for fresh in checks)


def _service(
    frame: Frame, shown: Screen, directory: Directory, entry: Entry, at: dt.datetime
) -> tuple[str, Entry] | None:
    found = reading.words(frame, shown.found.language, entry.pk)
    if found is None:
        return None
    texts, code = found
    # Exceptions of single days have passed when somebody reads the paper.
    usual = replace(entry, overrides=())
    context = {
        **reading.service_context(frame, directory, usual, shown.interface.code, at),
        "screen": shown,
        "text": texts[code],
        "content": code,
        "local_language": frame.local_language,
    }
    return render_to_string("leaflets/service.html", context), entry


def ordinary_day(directory: Directory) -> dt.datetime:
    """A Wednesday noon in a week without a public holiday, soon: what paper calls the usual hours."""
    zone = ZoneInfo(directory.time_zone)
    monday = clock.today(directory.time_zone)
    monday -= dt.timedelta(days=monday.weekday())
    for week in range(8):
        days = [monday + dt.timedelta(days=7 * week + day) for day in range(7)]
        if not any(day in public_holidays(directory.country_code, day.year) for day in days):
            break
    return dt.datetime.combine(days[2], dt.time(12), zone)
