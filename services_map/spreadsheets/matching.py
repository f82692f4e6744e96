"""Which place of a row is which place of the service, so that importing again neither doubles nor loses one."""

from collections.abc import Callable
from dataclasses import dataclass, field

from services_map.spreadsheets.records import KnownPlace

_PUBLIC = ("name", "visibility", "town", "address", "postal_code", "latitude", "longitude")


@dataclass
class Wanted:
    """A place as a row has it. ``number``: of its columns, from 1. ``cells``: text of the columns that the sheet has."""

    number: int
    cells: dict[str, str]
    known: KnownPlace | None = None
    values: dict[str, object] = field(default_factory=dict)


def match(wanted: list[Wanted], known: list[KnownPlace]) -> None:
    """Give each wanted place the stored one that it means, if any: the surest sign first.

    All cells, then the address, the name, the position and how much is shown, how much is shown alone, the position alone.
    """
    free = dict(enumerate(known, start=1))

    def same(name: str, one: Wanted, place: KnownPlace) -> bool:
        return bool(one.cells.get(name)) and one.cells[name] == place.cells[name]

    signs: list[Callable[[Wanted, int, KnownPlace], bool]] = [
        lambda one, number, place: number == one.number and _equal(one, place),
        lambda one, number, place: _equal(one, place),
        lambda one, number, place: same("address", one, place),
        lambda one, number, place: same("name", one, place),
        lambda one, number, place: number == one.number and same("visibility", one, place),
        lambda one, number, place: same("visibility", one, place) and one.cells["visibility"] != "exact",
        lambda one, number, place: number == one.number,
    ]
    for sign in signs:
        for one in wanted:
            if one.known is None:
                number = next((number for number, place in free.items() if sign(one, number, place)), 0)
                if number:
                    one.known = free.pop(number)


def _equal(one: Wanted, place: KnownPlace) -> bool:
    return all(one.cells[name] == place.cells[name] for name in _PUBLIC if name in one.cells)
