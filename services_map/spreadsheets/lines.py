"""Cells that hold several lines: contact points and exceptions of hours."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from services_map import contacts
from services_map.spreadsheets.cells import BadCell, Kind, Names, read_day, read_hours, split

_BAR = re.compile(r"(?<!\|)\|(?!\|)")  # two bars are part of opening hours
_EXCEPTION = re.compile(r"([\d.-]*\d)\s*(?:(?:\s[-–—]|[–—/])\s*([\d.-]*\d))?\s*:\s*(.+)")


@dataclass(frozen=True)
class Contact:
    """A contact point, as ContactPoint keeps it."""

    kind: str
    value: str
    languages: tuple[str, ...] = ()
    hours: str = ""


@dataclass(frozen=True, order=True)
class OtherHours:
    """Days with other hours, as HoursException keeps them."""

    first: dt.date
    last: dt.date
    hours: str
    reason: str


def contact_lines(kinds: Names, languages: Names, region: str) -> Kind:
    """One a line: ``kind: value | languages | hours``. ``region``: ISO 3166 code of the country."""

    def read_line(line: str) -> Contact:
        kind, colon, rest = line.partition(":")
        parts = [part.strip() for part in _BAR.split(rest, maxsplit=2)]
        if not colon or not parts[0]:
            raise BadCell(_("Write a contact as in “phone: +373 22 000 000”, one a line: “%(line)s”.") % {"line": line})
        code = kinds.find(kind.strip())
        spoken, hours = (*parts[1:], "", "")[:2]
        try:
            value = contacts.check(code, parts[0], region)
        except contacts.BadContact as problem:
            raise BadCell(f"“{line}”: {problem}") from problem
        if len(value) > 300:
            raise BadCell(_("This contact is too long."))
        found = languages.sorted(languages.find(part) for part in split(spoken))
        return Contact(code, value, tuple(found), read_hours(hours) if hours else "")

    def write_line(contact: Contact) -> str:
        value = contact.value.replace("|", "%7C").replace("\n", " ")
        line = f"{contact.kind}: {value}"
        if contact.languages or contact.hours:
            line += f" | {', '.join(languages.sorted(contact.languages))}"
        return f"{line} | {contact.hours}" if contact.hours else line.rstrip()

    def read(text: str) -> list[Contact]:
        return [read_line(line.strip()) for line in text.split("\n") if line.strip()]

    def write(rows: Iterable[Contact]) -> str:
        return "\n".join(write_line(row) for row in rows)

    return Kind(read, write, ())


def exception_lines(reasons: Names) -> Kind:
    """One a line: ``2026-12-24 - 2026-12-26: off | holiday``, or a single day; in the order of the days."""

    def read_line(line: str) -> OtherHours:
        found = _EXCEPTION.fullmatch(line)
        if not found:
            raise BadCell(
                _("Write days with other hours as in “2026-12-24 - 2026-12-26: off”: “%(line)s”.") % {"line": line}
            )
        first = read_day(found[1])
        last = read_day(found[2]) if found[2] else first
        if last < first:
            raise BadCell(_("The end comes before the start: “%(line)s”.") % {"line": line})
        parts = [part.strip() for part in _BAR.split(found[3], maxsplit=1)]
        reason = reasons.find(parts[1]) if len(parts) == 2 and parts[1] else "other"
        return OtherHours(first, last, read_hours(parts[0]), reason)

    def write_line(row: OtherHours) -> str:
        days = f"{row.first}" if row.first == row.last else f"{row.first} - {row.last}"
        return f"{days}: {row.hours} | {row.reason}"

    def read(text: str) -> list[OtherHours]:
        return sorted({read_line(line.strip()) for line in text.split("\n") if line.strip()})

    def write(rows: Iterable[OtherHours]) -> str:
        return "\n".join(write_line(row) for row in sorted(rows))

    return Kind(read, write, ())
