"""What a board shows: counts by language, and the rows in order of need, in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from articles.board import subjects
from articles.models import TranslationState
from portal.countries.models import Country, CountryLanguage, Topic

State = TranslationState.State
# What harms readers most stands first: old words, then words that nobody has read, unfinished ones, none.
NEED = (State.OUTDATED, State.MACHINE, State.IN_PROGRESS, State.MISSING)
ORDER = (*NEED, State.CURRENT)
ICONS = {
    State.MISSING: "circle-plus",
    State.MACHINE: "cogs",
    State.IN_PROGRESS: "edit",
    State.CURRENT: "check",
    State.OUTDATED: "warning",
}


@dataclass(frozen=True)
class Filters:
    """What somebody wants to see. ``assignee``: the key of a user."""

    kind: str = ""
    topic: str = ""
    language: str = ""
    state: str = ""
    text: str = ""
    assignee: int | None = None


@dataclass(frozen=True)
class Cell:
    """One thing in one language. ``days``: how long it has been outdated."""

    pk: int
    state: str
    label: str
    icon: str
    days: int | None
    assignee: str
    due_on: dt.date | None


@dataclass(frozen=True)
class Row:
    """One thing with its cells, in the order of the languages; None where a language has no cell."""

    key: str
    title: str
    kind: str
    cells: list[Cell | None]


class Survey:
    """A country's board. ``languages``: the columns, in order."""

    def __init__(self, country: Country, languages: list[CountryLanguage]) -> None:
        self.country, self.languages = country, languages
        self.kinds = subjects.kinds()

    def cells(self, chosen: Filters) -> "QuerySet[TranslationState]":
        """The cells that the filters leave."""
        columns = [item.locale_id for item in self.columns(chosen)]
        kinds = [kind.content_type.pk for kind in self.kinds if not chosen.kind or kind.name == chosen.kind]
        found = TranslationState.objects.filter(country=self.country, locale__in=columns, content_type__in=kinds)
        if chosen.state:
            found = found.filter(state=chosen.state)
        if chosen.assignee:
            found = found.filter(assignee=chosen.assignee)
        if chosen.topic:
            topic = Topic.objects.filter(slug=chosen.topic).first()
            found = found.filter(subject__in=subjects.of_topic(self.country, topic) if topic else [])
        if chosen.text:
            match = Q(pk=None)
            for content_type, keys in subjects.matching(self.country, chosen.text).items():
                match |= Q(content_type=content_type, subject__in=keys)
            found = found.filter(match)
        return found

    def columns(self, chosen: Filters) -> list[CountryLanguage]:
        """The languages shown."""
        return [item for item in self.languages if chosen.language in ("", item.locale.language_code)]

    def needs(self, chosen: Filters) -> Any:
        """The keys of the rows, what needs most first; for a paginator."""
        counts = {f"n_{state.value}": Count("pk", filter=Q(state=state)) for state in NEED}
        rows = self.cells(chosen).order_by().values_list("content_type", "subject").annotate(**counts)
        return rows.order_by(*(f"-n_{state.value}" for state in NEED), "content_type", "subject")

    def counts(self) -> list[dict[str, Any]]:
        """For each language how many things stand how."""
        rows = TranslationState.objects.filter(
            country=self.country, content_type__in=[kind.content_type.pk for kind in self.kinds]
        )
        by_language: dict[int, dict[str, int]] = defaultdict(dict)
        for locale, state, number in rows.order_by().values_list("locale", "state").annotate(Count("pk")):
            by_language[locale][state] = number
        return [
            {
                "language": item,
                "numbers": [(state, by_language[item.locale_id].get(state, 0)) for state in ORDER],
                "total": sum(by_language[item.locale_id].values()),
            }
            for item in self.languages
        ]

    def rows(self, keys: Iterable[tuple[Any, ...]], chosen: Filters, on: dt.date) -> list[Row]:
        """The rows of a page of ``needs``."""
        wanted = [(row[0], row[1]) for row in keys]
        names = subjects.titles(self.country, wanted)
        labels = {kind.content_type.pk: kind.label for kind in self.kinds}
        states = TranslationState.objects.filter(
            content_type__in={kind for kind, _key in wanted}, subject__in={key for _kind, key in wanted}
        ).select_related("assignee")
        cells: dict[tuple[int, str], dict[int, Cell]] = defaultdict(dict)
        for state in states:
            cells[state.content_type_id, state.subject][state.locale_id] = cell(state, on)
        columns = [item.locale_id for item in self.columns(chosen)]
        return [
            Row(
                key=f"{kind}:{subject}",
                title=names.get((kind, subject), subject),
                kind=labels.get(kind, ""),
                cells=[cells[kind, subject].get(locale) for locale in columns],
            )
            for kind, subject in wanted
        ]


def cell(state: TranslationState, on: dt.date) -> Cell:
    """How one thing stands in one language."""
    changed = state.source_changed_on if state.state == State.OUTDATED else None
    return Cell(
        pk=state.pk,
        state=state.state,
        label=str(State(state.state).label),
        icon=ICONS[State(state.state)],
        days=(on - changed).days if changed else None,
        assignee=state.assignee.get_username() if state.assignee else "",
        due_on=state.due_on,
    )
