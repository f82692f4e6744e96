"""Excel workbooks (ECMA-376). They are unpacked within limits before a parser sees them, and only the parts that hold the sheet."""

import html
import io
import re
import zipfile
import zlib
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from services_map.spreadsheets.columns import SHEET
from services_map.spreadsheets.reading import MOST_CELLS, MOST_ROWS, BadFile, letters

MOST_PARTS = 2000
UNPACKED = 200 * 1024 * 1024  # bytes of all parts together
UNSUSPICIOUS = 20 * 1024 * 1024  # up to here nobody minds how well it is packed
RATIO = 200
_PARTS = (
    "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
    "xl/sharedStrings.xml",
)  # fmt: skip
_REFERENCE = rb"""\br\s*=\s*["']"""
_FORMULA = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Za-z]+\d+)["'][^>]*>\s*<(?:\w+:)?f[\s>/]""")
_ERROR = re.compile(rb"""<(?:\w+:)?c\b(?=[^>]*\bt=["']e["'])[^>]*?\br=["']([A-Za-z]+\d+)["']""")
NAMED = 5  # cells that a message names


def read(data: bytes) -> tuple[str, list[list[Any]]]:
    """The name of the sheet and its rows from A1 on. Raises BadFile."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _check_size(packed)
            name, part = _sheet(packed)
            xml = packed.read(part)
            _check_extent(name, xml)
            _check_values(name, xml)
            small = _repack(packed, part, xml)
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        NotImplementedError,
        EOFError,
        KeyError,
        ValueError,
    ) as problem:
        if isinstance(problem, BadFile):
            raise
        raise BadFile(
            _("The file is damaged or is no Excel workbook. Open it and save it as .xlsx again.")
        ) from problem
    try:
        sheet = CalamineWorkbook.from_filelike(small).get_sheet_by_name(name)
        _check_merged(name, sheet.merged_cell_ranges or [])
        return name, sheet.to_python(skip_empty_area=False)
    except BaseException as problem:
        # A panic of the parser's own language is no Exception.
        if isinstance(problem, CalamineError | OSError) or type(problem).__name__ == "PanicException":
            raise BadFile(_("The workbook cannot be read. Open it and save it as .xlsx again.")) from problem
        raise


def _check_size(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    unpacked = sum(part.file_size for part in parts)
    smaller = max(sum(part.compress_size for part in parts), 1)
    if len(parts) > MOST_PARTS or unpacked > UNPACKED or (unpacked > UNSUSPICIOUS and unpacked / smaller > RATIO):
        raise BadFile(
            _("This file unpacks to far more than a table needs: it is not opened. Copy the table into a new file.")
        )


def _sheet(packed: zipfile.ZipFile) -> tuple[str, str]:
    """The name and the part of the sheet to read: the one named Services, else the first."""
    found = re.findall(rb"<(?:\w+:)?sheet\s([^>]*)>", packed.read("xl/workbook.xml"))
    sheets = [(_attribute(one, "name"), _attribute(one, r"\w+:id")) for one in found]
    links = re.findall(rb"<(?:\w+:)?Relationship\s([^>]*)>", packed.read("xl/_rels/workbook.xml.rels"))
    targets = {_attribute(one, "Id"): _attribute(one, "Target") for one in links}
    if not sheets:
        raise BadFile(_("The workbook has no sheet."))
    name, key = next((sheet for sheet in sheets if sheet[0].casefold() == SHEET.casefold()), sheets[0])
    target = targets[key]
    return name, target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _attribute(tag: bytes, name: str) -> str:
    found = re.search(rf"""(?:^|\s){name}\s*=\s*("[^"]*"|'[^']*')""".encode(), tag)
    return html.unescape(found[1][1:-1].decode()) if found else ""


def _check_extent(name: str, xml: bytes) -> None:
    """The parser keeps a full rectangle: one cell far out would fill the memory."""
    rows = {int(row) for row in set(re.findall(_REFERENCE + rb"[A-Za-z]*(\d+)", xml))}
    columns = {_position(column) for column in set(re.findall(_REFERENCE + rb"([A-Za-z]+)\d", xml))}
    last_row, last_column = max(rows, default=1), max(columns, default=1)
    if last_row > MOST_ROWS + 100 or last_row * last_column > MOST_CELLS:
        values = {"sheet": name, "row": last_row, "column": letters(last_column - 1)}
        raise BadFile(
            _(
                "Sheet “%(sheet)s” reaches to row %(row)s and column %(column)s: delete what stands far out, or split it."
            )
            % values
        )


def _position(column: bytes) -> int:
    position = 0
    for letter in column.decode().upper():
        position = position * 26 + ord(letter) - 64
    return position


def _check_values(name: str, xml: bytes) -> None:
    formulas = _FORMULA.findall(xml) if re.search(rb"<(?:\w+:)?f[\s>/]", xml) else []
    if formulas:
        raise BadFile(
            _("Sheet “%(sheet)s”, %(cells)s: there are formulas. Copy the table and paste it as values only.")
            % {"sheet": name, "cells": _named(formulas)}
        )
    errors = _ERROR.findall(xml)
    if errors:
        raise BadFile(
            _("Sheet “%(sheet)s”, %(cells)s: Excel could not compute these cells. Write what they should say.")
            % {"sheet": name, "cells": _named(errors)}
        )


def _named(references: list[bytes]) -> str:
    shown = ", ".join(reference.decode() for reference in references[:NAMED])
    return shown if len(references) <= NAMED else f"{shown}, …"


def _check_merged(name: str, ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    if ranges:
        shown = ", ".join(
            f"{letters(first[1])}{first[0] + 1}:{letters(last[1])}{last[0] + 1}" for first, last in ranges[:NAMED]
        )
        raise BadFile(
            _("Sheet “%(sheet)s”, %(cells)s: cells are merged. Split them, so that each row stands for itself.")
            % {"sheet": name, "cells": shown}
        )


def _repack(packed: zipfile.ZipFile, part: str, xml: bytes) -> io.BytesIO:
    """A workbook of only what was unpacked within the limits."""
    small = io.BytesIO()
    present = set(packed.namelist())
    with zipfile.ZipFile(small, "w") as copy:
        for one in _PARTS:
            if one in present:
                copy.writestr(one, packed.read(one))
        copy.writestr(part, xml)
    small.seek(0)
    return small
