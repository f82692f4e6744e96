"""Rules over several cells or rows: days and ages in order, organizations."""

import datetime as dt
from collections.abc import Callable, Container, Iterator
from typing import Any

from django.utils.translation import gettext as _

from locales import folding
from services_map.spreadsheets.cells import BadCell, Names, read_day
from services_map.spreadsheets.outcomes import Change, Problem, RowPlan
from services_map.spreadsheets.records import Stock


def impossible(
    values: dict[str, Any], known: dict[str, str], columns: Container[str], today: dt.date
) -> Iterator[tuple[str, str]]:
    """(key, message) of what cannot be. ``values``: what changes; ``known``: the text of the rest."""

    def day(key: str) -> dt.date | None:
        return values[key] if key in values else _stored_day(known.get(key, ""))

    def number(key: str) -> int | None:
        return values[key] if key in values else int(known[key]) if known.get(key) else None

    starts, ends = day("starts_on"), day("ends_on")
    if starts and ends and ends < starts and {"starts_on", "ends_on"} & set(values):
        yield _changed("ends_on", "starts_on", values), _("The last day comes before the first one.")
    youngest, oldest = number("age_from"), number("age_to")
    if youngest is not None and oldest is not None and oldest < youngest and {"age_from", "age_to"} & set(values):
        yield _changed("age_to", "age_from", values), _("The oldest age is below the youngest one.")
    checked = values.get("checked_on")
    if checked and checked > today:
        yield "checked_on", _("Nobody has checked anything on a day to come.")


def _changed(key: str, otherwise: str, values: dict[str, Any]) -> str:
    return key if key in values else otherwise


def _stored_day(text: str) -> dt.date | None:
    return read_day(text) if text else None


class Organizations:
    """Which organization a row means, new ones among them; and their types, which no two rows may say differently."""

    def __init__(self, stock: Stock, at: Callable[[RowPlan, str, str], Problem]) -> None:
        self._at = at
        self._names = Names("organization", [(name, [name]) for name in stock.lookups.organizations])
        self._stored = {name: one.type for name, one in stock.lookups.organizations.items()}
        self._new: dict[str, str] = {}  # by folded name
        self._said: dict[str, tuple[str, int]] = {}
        self.types: dict[str, str] = {}  # of new and changed ones

    def name(self, row: RowPlan, text: str) -> str:
        """The name of the stored organization, of one that a row above made, or a new one."""
        folded = folding.fold(text)
        if folded in self._new:
            return self._new[folded]
        try:
            return self._names.find(text)
        except BadCell:
            self._new[folded] = text
            near = self._names.near(text, 0.85)
            note = _("“%(name)s” becomes a new organization. Or did you mean “%(near)s”?") if near else ""
            note = note or _("“%(name)s” becomes a new organization.")
            row.notes.append(note % {"name": text, "near": near})
            self.types.setdefault(text, "")
            return text

    def take_type(self, row: RowPlan, text: str, read: Callable[[str], str]) -> None:
        """Note the type that a row says; a cell that only repeats the type of the organization before says nothing of the new one."""
        known = row.known.cells if row.known else {}
        name = row.values.get("organization", known.get("organization", ""))
        repeated = "organization" in row.values and text == known.get("organization_type")
        if not text or not name or repeated:
            return
        try:
            code = read(text)
        except BadCell as problem:
            row.problems.append(self._at(row, "organization_type", str(problem)))
            return
        said, number = self._said.setdefault(name, (code, row.number))
        if said != code:
            values = {"row": number, "said": said, "name": name}
            message = _("Row %(row)s says “%(said)s” of “%(name)s”: only one can be right.") % values
            row.problems.append(self._at(row, "organization_type", message))
        elif code != self._stored.get(name, ""):
            self.types[name] = code
            row.changes.append(Change("organization type", self._stored.get(name, ""), code))
