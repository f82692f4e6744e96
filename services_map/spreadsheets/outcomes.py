"""What a dry run says: for each row what would become of it, and why."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from services_map.places import Place
from services_map.spreadsheets.records import Known, KnownPlace, Stock

SEALED = "•••"  # stands for what is kept sealed


class Outcome(models.TextChoices):
    """What would become of a row."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    ERROR = "error", _("error")


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that says something else than what is stored."""

    header: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong. ``cell``: its address in words; empty for the whole file. ``header``: of its column."""

    cell: str
    header: str
    message: str

    def __str__(self) -> str:
        where = f"{self.cell} ({self.header})" if self.cell and self.header else self.cell or self.header
        return f"{where}: {self.message}" if where else self.message


class Handling(StrEnum):
    """What becomes of a place of a service."""

    KEEP = "keep"  # the location stays as it is
    CHANGE = "change"  # the location itself changes
    OTHER = "other"  # another location, found by its address or made


@dataclass(slots=True)
class PlannedPlace:
    """A place as the row wants it. ``place`` is None where the location stays as it is."""

    handling: Handling
    known: KnownPlace | None
    place: Place | None
    hours: str


@dataclass(slots=True)
class RowPlan:
    """One row. ``values``: what changes, by key of column. ``places``: all its places in order; None: they stay as they are."""

    number: int
    known: Known | None = None
    title: str = ""
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    places: list[PlannedPlace] | None = None

    @property
    def outcome(self) -> Outcome:
        if self.problems:
            return Outcome.ERROR
        if self.known is None:
            return Outcome.NEW
        return Outcome.CHANGED if self.changes else Outcome.UNCHANGED


@dataclass
class Plan:
    """A whole sheet. ``problems``: of the file, none of its rows are then looked at. ``organizations``: new ones with their type."""

    stock: Stock
    name: str
    rows: list[RowPlan] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    organization_types: dict[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> Counter[Outcome]:
        return Counter(row.outcome for row in self.rows)

    @property
    def has_errors(self) -> bool:
        return bool(self.problems) or any(row.problems for row in self.rows)

    @property
    def can_apply(self) -> bool:
        return not self.has_errors and any(row.outcome != Outcome.UNCHANGED for row in self.rows)

    def digest(self) -> str:
        """A fingerprint of all that it would do: equal ones do the same."""
        state = hashlib.blake2b(digest_size=16)
        for row in self.rows:
            key = row.known.pk if row.known else None
            state.update(repr((row.number, key, row.outcome.value, row.changes, row.values, row.places)).encode())
        state.update(repr((self.problems, sorted(self.organization_types.items()))).encode())
        return state.hexdigest()
