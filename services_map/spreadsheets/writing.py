"""The directory of a country as a spreadsheet: what importing reads again without any change. The true place behind an area or hidden
one is never in it: it is made of public tables only."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from portal.core.formulas import guard
from portal.countries.models import Country
from services_map.spreadsheets import records
from services_map.spreadsheets.columns import SHEET, Column, Columns

LONGEST = 32_767  # characters of a cell (Microsoft: Excel specifications and limits)
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as a letter (ECMA-376, ST_Xstring)
_WRITTEN_AT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_A_DAY = (2000, 1, 1, 0, 0, 0)


class TooLong(ValueError):
    """A cell is longer than Excel keeps."""


def rows(country: Country) -> tuple[list[Column], Iterator[list[str]]]:
    """The columns, and the text of every service's cells in the order of addresses."""
    stock = records.read(country)
    columns = list(Columns(stock.lookups, max(stock.most_places, 1)))
    return columns, ([known.cell(column.key) for column in columns] for known in stock.services.values())


def as_csv(country: Country) -> bytes:
    """CSV (RFC 4180) in UTF-8 with a byte order mark, by which Excel knows it."""
    columns, services = rows(country)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.header for column in columns])
    writer.writerows([[guard(cell) for cell in cells] for cells in services])
    return text.getvalue().encode("utf-8-sig")


def as_workbook(country: Country) -> bytes:
    """An Excel workbook; the same directory always makes the same bytes. Raises TooLong."""
    columns, services = rows(country)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "C2"
    for position, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width(column)
    sheet.append([heading(sheet, column) for column in columns])
    for cells in services:
        sheet.append([typed(column, text) for column, text in zip(columns, cells, strict=True)])
    return packed(book)


def typed(column: Column, text: str) -> Any:
    """A cell as Excel keeps it. Raises TooLong."""
    if not text:
        return None
    if column.kind.excel == "number":
        return float(text) if "." in text or "e" in text else int(text)
    if column.kind.excel == "day":
        return dt.date.fromisoformat(text)
    text = _ESCAPE.sub("_x005F_", guard(text))
    if len(text) > LONGEST:
        raise TooLong(
            _("A text under “%(header)s” is too long for Excel. Take the CSV file.") % {"header": column.header}
        )
    return text


def heading(sheet: Any, column: Column) -> Any:
    """A cell of the first row."""
    cell = WriteOnlyCell(sheet, column.header)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    return cell


def width(column: Column) -> int:
    """Characters across."""
    return 40 if column.words or column.key in ("contacts", "hours", "exceptions") else 18


def packed(book: Workbook) -> bytes:
    """The workbook as bytes, without the moment at which it was made."""
    written, fixed = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "docProps/core.xml":
                data = _WRITTEN_AT.sub(rb"\g<1>2000-01-01T00:00:00Z", data)
            entry = zipfile.ZipInfo(part.filename, _A_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, data)
    return fixed.getvalue()
