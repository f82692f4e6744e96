"""How one cell is read and written. Everything in a sheet is text until its column says what it is."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Choices
from django.utils.translation import gettext as _

from locales import folding
from services_map import hours

_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")  # day first, as all countries of the region write


class BadCell(ValueError):
    """What is wrong with a cell, in the officer's language."""


def clean(text: str) -> str:
    """The text without what nobody sees: carriage returns, control characters, space around it."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


class Names:
    """The words by which an officer may name each of some things: their codes and their names in any language."""

    def __init__(self, what: str, things: Iterable[tuple[str, Iterable[str]]]) -> None:
        self.what = what
        self.codes: list[str] = []
        self._codes_of: dict[str, set[str]] = {}
        self._near: dict[str, str] = {}
        for code, names in things:
            self.codes.append(code)
            for name in names:
                self._codes_of.setdefault(folding.fold(name), set()).add(code)
        for code in self.codes:
            self._codes_of[folding.fold(code)] = {code}  # a code is never ambiguous
        self._place = {code: place for place, code in enumerate(self.codes)}

    def find(self, text: str) -> str:
        """The code. Raises BadCell, with the nearest name."""
        if text in self._place:
            return text
        codes = self._codes_of.get(folding.fold(text), set())
        if len(codes) == 1:
            return next(iter(codes))
        values = {"what": self.what, "text": text, "codes": ", ".join(sorted(codes))}
        if codes:
            raise BadCell(_("“%(text)s” can mean several: write one of %(codes)s.") % values)
        if near := self.near(text):
            raise BadCell(_("“%(text)s” is not known here. Did you mean “%(near)s”?") % {**values, "near": near})
        raise BadCell(_("“%(text)s” is not known here. See the sheet of allowed values: %(what)s.") % values)

    def near(self, text: str, cutoff: float = 0.6) -> str:
        """The code whose name is nearest to ``text``; empty where none is near."""
        key = f"{cutoff}{text}"
        if key not in self._near:
            close = get_close_matches(folding.fold(text), self._codes_of, 1, cutoff)
            self._near[key] = min(self._codes_of[close[0]]) if close else ""
        return self._near[key]

    def sorted(self, codes: Iterable[str]) -> list[str]:
        """The codes in the order of the list, each once; what is not of the list stands last."""
        return sorted(set(codes), key=lambda code: (self._place.get(code, len(self._place)), code))


def vocabulary(what: str, choices: type[Choices]) -> Names:
    """The codes of a vocabulary with their labels in the officer's language."""
    return Names(what, [(str(code), [str(label)]) for code, label in choices.choices])


@dataclass(frozen=True)
class Kind:
    """``read`` raises BadCell and never gets an empty cell: that is ``blank``. ``excel``: how a workbook keeps it: text, number, day."""

    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    blank: Any = ""
    excel: str = "text"


def words(longest: int = 0) -> Kind:
    """Text of people. ``longest``: letters, as the database keeps them."""

    def read(text: str) -> str:
        if longest and len(text) > longest:
            raise BadCell(_("At most %(most)s letters, these are %(number)s.") % {"most": longest, "number": len(text)})
        return text

    return Kind(read, clean)


def one_of(names: Names) -> Kind:
    return Kind(names.find)


def some_of(names: Names) -> Kind:
    """A list, separated by semicolons or commas."""

    def read(text: str) -> list[str]:
        return names.sorted(names.find(part) for part in split(text))

    return Kind(read, lambda codes: "; ".join(names.sorted(codes)), ())


def yes_or_no() -> Kind:
    def read(text: str) -> bool:
        folded = text.casefold()
        if folded in ("yes", "y", "true", "1", "x", "✓", _("yes").casefold()):
            return True
        if folded in ("no", "n", "false", "0", "-", _("no").casefold()):
            return False
        raise BadCell(_("Write yes or no instead of “%(text)s”.") % {"text": text})

    return Kind(read, lambda value: "yes" if value else "no", False)


def whole(least: int, most: int) -> Kind:
    def read(text: str) -> int:
        if not re.fullmatch(r"\d{1,6}(\.0+)?", text) or not least <= int(float(text)) <= most:
            values = {"least": least, "most": most, "text": text}
            raise BadCell(_("Write a whole number from %(least)s to %(most)s instead of “%(text)s”.") % values)
        return int(float(text))

    return Kind(read, lambda value: "" if value is None else str(value), None, "number")


def degrees() -> Kind:
    """Latitude or longitude, with a point or a comma."""

    def read(text: str) -> float:
        number = text.replace(",", ".").replace("\N{MINUS SIGN}", "-")
        if not re.fullmatch(r"[+-]?\d{1,3}(\.\d+)?", number):
            raise BadCell(_("Write degrees as a number, as in 47.0105, instead of “%(text)s”.") % {"text": text})
        return float(number)

    return Kind(read, lambda value: "" if value is None else number_text(value), None, "number")


def number_text(value: float) -> str:
    """A number as its cell says it: ``90`` for 90.0, all digits otherwise."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def read_day(text: str) -> dt.date:
    """``2026-12-24``, or ``24.12.2026``. Raises BadCell."""
    iso, dotted = _ISO_DAY.fullmatch(text), _DOTTED_DAY.fullmatch(text)
    try:
        if iso:
            return dt.date(*(int(part) for part in iso.groups()))
        if dotted:
            return dt.date(*(int(part) for part in reversed(dotted.groups())))
    except ValueError:
        raise BadCell(_("There is no such day: “%(text)s”.") % {"text": text}) from None
    raise BadCell(_("Write a day as in 2026-12-24 instead of “%(text)s”.") % {"text": text})


def day() -> Kind:
    return Kind(read_day, lambda value: value.isoformat() if value else "", None, "day")


def read_hours(text: str) -> str:
    """Opening hours as they are kept. Raises BadCell."""
    try:
        kept: str = hours.check(text)
    except hours.BadHours as problem:
        raise BadCell(str(problem)) from problem
    if len(kept) > 400:
        raise BadCell(_("These opening hours are too long."))
    return kept


def opening_hours() -> Kind:
    return Kind(read_hours)


def address() -> Kind:
    """A web address."""
    check = URLValidator(schemes=["http", "https"])

    def read(text: str) -> str:
        try:
            check(text)
        except ValidationError:
            values = {"text": text}
            raise BadCell(_("“%(text)s” is not a web address, such as https://example.org.") % values) from None
        if len(text) > 500:
            raise BadCell(_("This web address is too long."))
        return text

    return Kind(read)


def slug() -> Kind:
    def read(text: str) -> str:
        if not re.fullmatch(r"[a-z0-9_-]{1,80}", text.lower()):
            raise BadCell(_("Use only the letters a-z, digits and hyphens, at most 80."))
        return text.lower()

    return Kind(read)


def split(text: str) -> list[str]:
    """The parts of a list, without empty ones."""
    return [part.strip() for part in re.split(r"[;,\n]", text) if part.strip()]
