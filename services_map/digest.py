"""What happens to the directory overnight, and what its officers must know of it in the morning.

A digest holds names that readers see, days and numbers; no comment, correction, note or place.
"""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from locales import formats
from portal.countries import roles
from portal.countries.models import Country
from portal.countries.roles import Role
from services_map import reports, standing
from services_map.freshness import State
from services_map.models import Proposal, Service

_MOST_LINES = 30  # of a kind; the desk has them all


@dataclass
class Tasks:
    """Listings of one country by kind of task: each its name and a day or a number."""

    country: Country
    due: list[tuple[str, dt.date]] = field(default_factory=list)
    overdue: list[tuple[str, dt.date]] = field(default_factory=list)
    withdrawn: list[tuple[str, dt.date]] = field(default_factory=list)
    reported: list[tuple[str, int]] = field(default_factory=list)
    proposed: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class Night:
    """A country's directory on a morning: states of its listings, tasks of its officers by primary key, whether readers see a change."""

    country: Country
    states: Counter[str]
    tasks: dict[int, Tasks]
    changed: bool

    def summary(self) -> str:
        """One line of figures, in English, for the operator."""
        parts = [f"{self.states[state]} {state}" for state in State]
        return f"{self.country.slug}: {self.states.total()} listed ({', '.join(parts)})"


def night(country: Country, since: dt.date, today: dt.date) -> Night:
    """How the directory stands on ``today``, and what has changed by the passing of days alone since ``since``."""
    listed = Service.objects.filter(country=country).listed()
    changed = listed.filter(starts_on__gt=since, starts_on__lte=today).exists()
    states: Counter[str] = Counter()
    kinds: dict[int, dict[str, Any]] = defaultdict(dict)
    for pk, (before, now) in standing.of(listed, since, today).items():
        states[now.state] += 1
        changed = changed or (before.state, before.closed_until) != (now.state, now.closed_until)
        newly = now.state == State.WITHDRAWN and before.state != State.WITHDRAWN
        if now.state in (State.DUE, State.OVERDUE) or newly:
            kinds[pk][now.state] = now.due_on
    for pk, number in reports.open_counts(country).items():
        kinds[pk]["reported"] = number
    waiting = Proposal.objects.filter(service__country=country, accepted=None)
    for pk, number in Counter(waiting.order_by().values_list("service", flat=True)).items():
        kinds[pk]["proposed"] = number
    return Night(country, states, _by_officer(country, kinds), changed)


def _by_officer(country: Country, kinds: dict[int, dict[str, Any]]) -> dict[int, Tasks]:
    """A listing is its officer's; one without an officer, or whose officer has left, is everybody's."""
    officers = list(_officers(country).values_list("pk", flat=True))
    tasks: dict[int, Tasks] = defaultdict(lambda: Tasks(country))
    services = Service.objects.select_related("country").prefetch_related("texts").in_bulk(kinds)
    for pk, service in services.items():
        for officer in [service.officer_id] if service.officer_id in officers else officers:
            for kind, value in kinds[pk].items():
                getattr(tasks[officer], kind).append((" ".join(str(service).split()), value))
    return dict(tasks)


def text(tasks: list[Tasks], language: str) -> str:
    """The digest of one officer, plain, in a language of the admin."""
    with translation.override(language):
        parts = []
        for of in tasks:
            parts.append(of.country.name_in(language).upper())
            parts += _section(_("Withdrawn: readers no longer find these"), _days(of.withdrawn, language))
            parts += _section(_("Overdue: readers are warned"), _days(of.overdue, language))
            parts += _section(_("Due soon"), _days(of.due, language))
            parts += _section(_("Reported by readers"), _numbers(of.reported, _report_count))
            parts += _section(_("Corrections by organizations wait for you"), _numbers(of.proposed, _proposal_count))
        parts.append(_("The desk: %(url)s") % {"url": f"{settings.WAGTAILADMIN_BASE_URL}/cms/services/"})
    return "\n\n".join(parts) + "\n"


def language_of(user: Any) -> str:
    """The language in which an officer uses the admin."""
    profile = getattr(user, "wagtail_userprofile", None)
    language: str = profile.get_preferred_language() if profile else settings.LANGUAGE_CODE
    return language


def _officers(country: Country) -> "QuerySet[Any]":
    name = roles.group_name(country, Role.OFFICER)
    return get_user_model()._default_manager.filter(groups__name=name, is_active=True).order_by("pk")


def _section(heading: str, lines: list[str]) -> list[str]:
    if not lines:
        return []
    more = len(lines) - _MOST_LINES
    shown = lines[:_MOST_LINES]
    if more > 0:
        shown.append(ngettext("and %(number)s more", "and %(number)s more", more) % {"number": more})
    return ["\n".join([f"{heading} ({len(lines)})", *(f"- {line}" for line in shown)])]


def _days(rows: list[tuple[str, dt.date]], language: str) -> list[str]:
    return [
        _("%(name)s: check by %(date)s") % {"name": name, "date": formats.date(day, language)}
        for name, day in sorted(rows, key=lambda row: row[1])
    ]


def _numbers(rows: list[tuple[str, int]], counted: Any) -> list[str]:
    return [f"{name}: {counted(number)}" for name, number in sorted(rows, key=lambda row: -row[1])]


def _report_count(number: int) -> str:
    return ngettext("%(number)s report", "%(number)s reports", number) % {"number": number}


def _proposal_count(number: int) -> str:
    return ngettext("%(number)s correction", "%(number)s corrections", number) % {"number": number}
