"""Files of officers -> rows of text, each cell with its address. Nothing here knows what the columns mean."""

import datetime as dt
import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from portal.core.formulas import unguard
from services_map.spreadsheets.cells import clean, number_text

LARGEST = 20 * 1024 * 1024  # bytes of a file
MOST_ROWS = 50_000
MOST_CELLS = 5_000_000
_OTHER_FORMATS = {
    b"\xd0\xcf\x11\xe0": _("This is an old Excel file or one with a password. Save it as .xlsx without a password."),
    b"%PDF": _("This is a PDF, no spreadsheet. Save the table as .xlsx or .csv."),
}


class BadFile(ValueError):
    """The file cannot be read; the message says why and what to do, in the officer's language."""


@dataclass
class Table:
    """The rows of a sheet below its header, empty ones left out. ``sheet``: empty for a CSV file. ``numbers``: the row numbers there.

    ``notes``: what the officer should know of how the file was read.
    """

    name: str
    sheet: str
    header_number: int
    header: list[str]
    numbers: list[int]
    rows: list[list[str]]
    notes: list[str] = field(default_factory=list)

    def cell(self, number: int, position: int) -> str:
        """The address of a cell in words: ``Sheet “Services”, cell F12``."""
        address = f"{letters(position)}{number}"
        if self.sheet:
            return _("Sheet “%(sheet)s”, cell %(cell)s") % {"sheet": self.sheet, "cell": address}
        return _("Cell %(cell)s") % {"cell": address}

    def dump(self) -> bytes:
        """The table as bytes, for keeping it until it is applied."""
        return zlib.compress(json.dumps(asdict(self), ensure_ascii=False).encode(), 1)

    @classmethod
    def load(cls, data: bytes) -> "Table":
        return cls(**json.loads(zlib.decompress(data)))


def read(name: str, file: BinaryIO, size: int) -> Table:
    """Read an XLSX or a CSV file. Raises BadFile. ``size``: bytes, looked at before anything is read."""
    from services_map.spreadsheets import delimited, workbook

    if size > LARGEST:
        values = {"size": size // 1024 // 1024, "most": LARGEST // 1024 // 1024}
        raise BadFile(
            _("The file has %(size)s MB: at most %(most)s MB are read. Split it, or take pictures out.") % values
        )
    ending = name.rpartition(".")[2].lower()
    if ending not in ("xlsx", "csv", "tsv", "txt"):
        raise BadFile(
            _("“%(name)s” is no .xlsx and no .csv file. Save the table as one of these.") % {"name": name[-80:]}
        )
    data = file.read(LARGEST + 1)
    if not data.strip():
        raise BadFile(_("The file is empty."))
    for start, problem in _OTHER_FORMATS.items():
        if data.startswith(start):
            raise BadFile(str(problem))
    if data.startswith(b"PK"):
        sheet, cells = workbook.read(data)
        return _table(name, sheet, cells, [])
    if ending == "xlsx":
        raise BadFile(_("The file is named .xlsx but is no Excel workbook. Open it and save it as .xlsx again."))
    rows, notes = delimited.read(data)
    return _table(name, "", rows, notes)


def letters(position: int) -> str:
    """The name of a column: 0 -> A, 27 -> AB."""
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(65 + rest) + text
    return text


def _table(name: str, sheet: str, rows: Iterable[Iterable[Any]], notes: list[str]) -> Table:
    header_number, header = 0, [""]
    numbers: list[int] = []
    kept: list[list[str]] = []
    for number, row in enumerate(rows, start=1):
        texts = [_text(value) for value in row]
        if not any(texts):
            continue
        if not header_number:
            header_number, header = number, texts
            continue
        if len(kept) == MOST_ROWS:
            raise BadFile(_("More than %(most)s rows: split the file.") % {"most": MOST_ROWS})
        numbers.append(number)
        kept.append(texts)
    if not header_number:
        raise BadFile(_("The sheet is empty."))
    return Table(name, sheet, header_number, header, numbers, kept, notes)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return unguard(clean(value)) if value else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    return "" if value is None else str(value)
