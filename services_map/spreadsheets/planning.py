"""The dry run: a table of text against what is stored -> a plan, row by row. Nothing is written here."""

from collections import defaultdict
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from services_map import places
from services_map.models import ServiceText
from services_map.spreadsheets.cells import BadCell
from services_map.spreadsheets.columns import Column, Columns
from services_map.spreadsheets.outcomes import Change, Plan, Problem, RowPlan
from services_map.spreadsheets.place_plans import PlacePlanner
from services_map.spreadsheets.reading import Table, letters
from services_map.spreadsheets.records import Known, Stock
from services_map.spreadsheets.rules import Organizations, impossible

_KEYS = ("external_id", "slug")


def plan(table: Table, stock: Stock) -> Plan:
    """What importing the table would do to the services of the country as they are in ``stock``."""
    result = Plan(stock, table.name, notes=list(table.notes))
    header, result.problems = _header(table, Columns(stock.lookups))
    if not result.problems:
        planner = _Planner(table, stock, header)
        result.rows = [planner.row(number, row) for number, row in zip(table.numbers, table.rows, strict=True)]
        result.organization_types = planner.organizations.types
    return result


def _header(table: Table, columns: Columns) -> tuple[dict[int, Column], list[Problem]]:
    """Column by position. Read-only ones are left out."""
    found: dict[int, Column] = {}
    problems = []
    seen: dict[str, int] = {}
    for position, header in enumerate(table.header):
        cell = table.cell(table.header_number, position)
        column = columns.find(header) if header else None
        if not header:
            if any(position < len(row) and row[position] for row in table.rows):
                problems.append(Problem(cell, "", _("This column has no header.")))
        elif column is None:
            near = columns.near(header)
            values = {"header": header[:60], "near": near}
            text = _("“%(header)s” is not known as a header. Did you mean “%(near)s”?") if near else ""
            text = text or _("“%(header)s” is not known as a header. Headers are as in the template, in English.")
            problems.append(Problem(cell, "", text % values))
        elif column.key in seen:
            values = {"header": column.header, "first": letters(seen[column.key])}
            problems.append(Problem(cell, "", _("“%(header)s” stands in column %(first)s too.") % values))
        else:
            seen[column.key] = position
            if not column.read_only:
                found[position] = column
    if not any(column.key in _KEYS for column in found.values()):
        text = _(
            "The column “id” is missing (or “address (slug)”): without it nobody knows which row is which service."
        )
        problems.append(Problem("", "", text))
    return found, problems


class _Planner:
    """Plans one row after another; knows what the rows before it took."""

    def __init__(self, table: Table, stock: Stock, header: dict[int, Column]) -> None:
        self.table, self.stock = table, stock
        self.columns = {column.key: column for column in header.values()}
        self.positions = {column.key: position for position, column in header.items()}
        self.simple = [(position, column) for position, column in header.items() if not column.place]
        self.place_cells: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for position, column in header.items():
            if column.place:
                number, field = column.place
                self.place_cells[number].append((position, field))
        self.places = PlacePlanner(stock, sorted(self.place_cells))
        self.organizations = Organizations(stock, self.at)
        self.rows_of = self._rows_by_key()
        self.taken = set(stock.by_slug)
        self.planned: dict[int, int] = {}  # row by service

    def at(self, row: RowPlan, key: str, message: str) -> Problem:
        """A problem in the cell of a column, or of the row where the sheet lacks that column."""
        header = self.columns[key].header if key in self.columns else key.replace(":", " ").replace("_", " ")
        return Problem(self.table.cell(row.number, self.positions.get(key, 0)), header, message)

    def row(self, number: int, texts: list[str]) -> RowPlan:
        row = RowPlan(number)
        cells = {column.key: texts[place] if place < len(texts) else "" for place, column in self.simple}
        if "slug" in cells:
            cells["slug"] = cells["slug"].lower()
        self._find(row, cells)
        if row.problems:
            row.title = next(filter(None, (cells.get(key) for key in _KEYS)), "")
            return row
        self._read(row, cells)
        self._complete(row, cells)
        row.title = self._title(row, cells)
        self._check(row)
        confidential = self._confidential(row)
        self._plan_places(row, texts, confidential)
        self._guard_words(row)
        return row

    def _rows_by_key(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for key in _KEYS:
            position = self.positions.get(key)
            if position is not None:
                for number, row in zip(self.table.numbers, self.table.rows, strict=True):
                    if position < len(row) and row[position]:
                        found[key, row[position]].append(number)
        return found

    def _find(self, row: RowPlan, cells: dict[str, str]) -> None:
        """The service that the row means."""
        for key in _KEYS:
            rows = self.rows_of.get((key, cells.get(key, "")), [])
            if len(rows) > 1:
                values = {"value": cells[key], "rows": ", ".join(str(number) for number in rows[:10])}
                row.problems.append(self.at(row, key, _("“%(value)s” stands in several rows: %(rows)s.") % values))
        external_id, slug = cells.get("external_id", ""), cells.get("slug", "")
        by_id, by_slug = self.stock.by_external_id.get(external_id), self.stock.by_slug.get(slug)
        if not external_id and not slug:
            text = _("Give an id or an address, so that importing again finds this service.")
            row.problems.append(self.at(row, "external_id" if "external_id" in self.positions else "slug", text))
        elif by_slug and by_slug is not by_id and (by_id or (external_id and by_slug.cells.get("external_id"))):
            values = {"slug": slug, "id": by_slug.cells.get("external_id", "-")}
            text = _("The address “%(slug)s” belongs to another service, with the id “%(id)s”.")
            row.problems.append(self.at(row, "slug", text % values))
        row.known = by_id or by_slug
        if row.known and self.planned.setdefault(row.known.pk, row.number) != row.number:
            text = _("Row %(row)s is the same service.") % {"row": self.planned[row.known.pk]}
            row.problems.append(self.at(row, "external_id", text))

    def _read(self, row: RowPlan, cells: dict[str, str]) -> None:
        """Read the cells that say something else than what is stored."""
        for key, text in cells.items():
            column = self.columns[key]
            old = row.known.cells.get(key, "") if row.known else ""
            if text == old or (not text and column.keep):
                continue
            try:
                value = column.kind.read(text) if text else column.kind.blank
            except BadCell as problem:
                row.problems.append(self.at(row, key, str(problem)))
                continue
            new = column.kind.write(value)
            if key == "organization":
                new = self.organizations.name(row, str(value))
                value = new
            if key == "organization_type":
                continue  # of the organization, not of the row: Organizations
            if key == "checked_on" and row.known and value in row.known.confirmed_on:
                continue
            if new != old or (row.known is None and text):
                row.values[key] = value
                row.changes.append(Change(column.header, old, new))
        if said := cells.get("organization_type"):
            self.organizations.take_type(row, said, self.columns["organization_type"].kind.read)

    def _complete(self, row: RowPlan, cells: dict[str, str]) -> None:
        """What a new service needs."""
        if row.known is None:
            for key in ("organization", "category"):
                if key not in row.values and not cells.get(key):
                    row.problems.append(self.at(row, key, _("A new service needs this.")))
            if not cells.get("slug"):
                row.values["slug"] = self._new_slug(row, cells)
        if slug := row.values.get("slug"):
            if slug in self.taken and (cells.get("slug") or row.known):
                text = _("The address “%(slug)s” is taken. Choose another one.") % {"slug": slug}
                row.problems.append(self.at(row, "slug", text))
            self.taken.add(slug)

    def _new_slug(self, row: RowPlan, cells: dict[str, str]) -> str:
        names = [cells.get(f"name:{code}", "") for code in ("en", *self.stock.lookups.languages_offered)]
        start = next(filter(None, (slugify(name)[:70].strip("-") for name in names)), "")
        start = start or slugify(f"{row.values.get('category', '')} {cells.get('external_id', '')}")[:70] or "service"
        slug, number = start, 1
        while slug in self.taken:
            number += 1
            slug = f"{start}-{number}"
        return slug

    def _title(self, row: RowPlan, cells: dict[str, str]) -> str:
        for code in self.stock.lookups.languages_offered:
            key = f"name:{code}"
            if name := cells.get(key, row.known.cells.get(key, "") if row.known else ""):
                return name
        return next(filter(None, (cells.get(key) for key in _KEYS)), "")

    def _check(self, row: RowPlan) -> None:
        """Rules over several cells. Those that stand stored and unchanged are not complained about."""
        bad = {problem.header for problem in row.problems}
        known = row.known.cells if row.known else {}
        row.problems += [
            self.at(row, key, message)
            for key, message in impossible(row.values, known, self.columns, self.stock.today)
            if key not in self.columns or self.columns[key].header not in bad
        ]
        for code in self.stock.lookups.languages_offered:
            if any(f"{field}:{code}" in row.values for field in ServiceText.WORDS):
                words = {field: self._now(row, f"{field}:{code}") for field in ServiceText.WORDS}
                if any(words.values()) and not words["name"]:
                    row.problems.append(self.at(row, f"name:{code}", _("In this language the name is missing.")))
        if not any(self._now(row, f"name:{code}") for code in self.stock.lookups.languages_offered):
            source = self.stock.lookups.languages_offered[0]
            row.problems.append(self.at(row, f"name:{source}", _("A service needs a name in some language.")))

    def _now(self, row: RowPlan, key: str) -> Any:
        """What would stand in a cell."""
        return row.values[key] if key in row.values else row.known.cells.get(key, "") if row.known else ""

    def _confidential(self, row: RowPlan) -> bool:
        others = self._now(row, "other_categories")
        slugs = others.split("; ") if isinstance(others, str) else others
        return not self.stock.lookups.confidential.isdisjoint([self._now(row, "category"), *slugs])

    def _plan_places(self, row: RowPlan, texts: list[str], confidential: bool) -> None:
        if not self.place_cells:
            return
        known: Known | None = row.known
        cells = {
            number: {field: texts[place] if place < len(texts) else "" for place, field in fields}
            for number, fields in sorted(self.place_cells.items())
        }
        same = known is not None and all(
            text == known.cell(f"place:{number}:{field}")
            for number, own in cells.items()
            for field, text in own.items()
        )
        newly = confidential and known is not None and not known.confidential
        if same and not newly:
            return
        for number, field, message in self.places.plan(row, cells, confidential):
            row.problems.append(self.at(row, f"place:{number}:{field}", message))

    def _guard_words(self, row: RowPlan) -> None:
        """Public words may not give away a place that is not shown."""
        words = {key: text for key, text in row.values.items() if key in self.columns and self.columns[key].words}
        if not words:
            return
        addresses = self.places.true_addresses(row)
        for key, text in words.items():
            if places.gives_away(addresses, str(text)):
                row.problems.append(
                    self.at(row, key, _("These words give away the address of a place that is not shown."))
                )
