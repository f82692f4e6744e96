"""CSV files as officers' programs write them: any separator, and letters in more ways than one."""

import csv
import io
import re

from django.utils.translation import gettext as _

from services_map.spreadsheets.reading import MOST_CELLS, BadFile

_CELL = 1_000_000  # characters of a cell
_SEPARATORS = ",;\t"
_MIXED = re.compile(r"[A-Za-z][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-z]")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")


def read(data: bytes) -> tuple[list[list[str]], list[str]]:
    """The rows, and notes on how they were read. Raises BadFile."""
    text, notes = _decode(data)
    if "\0" in text:
        raise BadFile(_("This is no table of text. Save it as .xlsx or as CSV (UTF-8)."))
    separator = ""
    if named := re.match(r"sep=(.)\r?\n", text):  # a line that Excel writes for itself
        separator, text = named[1], text[named.end() :]
    return _rows(text, separator or _separator(text)), notes


def _decode(data: bytes) -> tuple[str, list[str]]:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _strict(data, encoding), []
    for encoding, half in (("utf-16-le", data[1:200:2]), ("utf-16-be", data[:200:2])):
        if len(half) > 1 and half.count(0) > 0.4 * len(half):  # Latin letters of UTF-16, without its mark
            return _strict(data, encoding), []
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        return _old_code_page(data)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise BadFile(_("The letters of this file cannot be read. Save it as “CSV UTF-8”.")) from problem


def _old_code_page(data: bytes) -> tuple[str, list[str]]:
    """Windows-1251 where that makes Cyrillic words, else Windows-1250: in the wrong one Latin and Cyrillic letters stand side by side."""
    for encoding in ("windows-1251", "windows-1250"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "windows-1251" and 5 * len(_MIXED.findall(text)) > len(_CYRILLIC.findall(text)):
            continue
        note = _(
            "The file is not in UTF-8: it was read as %(encoding)s. Look at the letters, or save it as “CSV UTF-8”."
        )
        return text, [note % {"encoding": encoding.capitalize()}]
    raise BadFile(_("The letters of this file cannot be read. Save it as “CSV UTF-8”."))


def _separator(text: str) -> str:
    """The one that makes the most columns of the first line."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_SEPARATORS, key=bare.count)


def _rows(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(_CELL)
    rows: list[list[str]] = []
    cells = 0
    reader = csv.reader(io.StringIO(re.sub(r"\r\n?", "\n", text)), delimiter=separator, strict=True)
    try:
        for row in reader:
            cells += len(row)
            if cells > MOST_CELLS:
                raise BadFile(_("More than %(most)s cells: split the file.") % {"most": MOST_CELLS})
            rows.append(row)
    except csv.Error as problem:
        raise BadFile(
            _("Line %(line)s of the file is broken: look for a quotation mark that is not closed.")
            % {"line": reader.line_num}
        ) from problem
    return rows
