"""Writing a country as an export: everything that its team made, in open formats."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import default_storage

from portal.countries.models import Country
from portal.lifecycle import package
from portal.lifecycle.keys import Keys, UnknownKey
from portal.lifecycle.left_out import LEFT_OUT
from portal.lifecycle.package import Sink
from portal.lifecycle.rows import Writing
from portal.lifecycle.tables import TABLES, Found, Table


@dataclass
class Outcome:
    """What an export wrote. ``warnings``: references that led nowhere and files that are not there, left empty in the export."""

    manifest: dict[str, Any]
    warnings: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(entry["rows"] for entry in self.manifest["tables"])


def write(*, country: Country, to: Sink, asked: Iterable[str] = ()) -> Outcome:
    """Export a country. ``asked``: what is exported on request only (``tables.ASKED``). Nothing in the database changes."""
    wanted = frozenset(asked)
    tables = [table for table in TABLES if not table.asked or table.asked in wanted]
    keys = Keys()
    found = Found(country)
    names: dict[str, dict[Any, str]] = {}
    for table in tables:
        names[table.label] = _name(table, found, keys)
    writing = Writing(keys)
    written = []
    for table in tables:
        data, rows = _table(table, found, names[table.label], writing)
        to.write(table.file, data)
        written.append({"file": table.file, "model": table.label, "rows": rows, "sha256": package.digest(data)})
    warnings = list(writing.lost)
    files = list(_files(writing.files, to, warnings))
    manifest = {
        "format": package.FORMAT,
        "version": package.VERSION,
        "country": {"code": country.code, "slug": country.slug},
        "asked": sorted(wanted),
        "tables": written,
        "files": files,
        "left_out": LEFT_OUT
        | {table.label: f"not asked for: {table.asked}" for table in TABLES if table not in tables},
    }
    to.write(package.README, package.ABOUT.encode())
    to.write(package.MANIFEST, package.dump(manifest))
    return Outcome(manifest, warnings)


class Digests:
    """A sink that keeps nothing but a digest of each file: for comparing."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}

    def write(self, name: str, data: bytes) -> None:
        self.of[name] = package.digest(data)


def _name(table: Table, found: Found, keys: Keys) -> dict[Any, str]:
    """Give every row of a table its key."""
    named = {}
    for row in table.select(found).iterator(chunk_size=2000):
        named[row.pk] = keys.make(table, row)
        if not _is_child_of_page(table):
            keys.note(table.model, row.pk, named[row.pk])
    return named


def _is_child_of_page(table: Table) -> bool:
    """A page has its key from the table of all pages."""
    return table.key == ("page_ptr",)


def _table(table: Table, found: Found, names: dict[Any, str], writing: Writing) -> tuple[bytes, int]:
    lines = []
    for row in table.select(found).iterator(chunk_size=2000):
        try:
            lines.append(package.dump(writing.line(table, row, names[row.pk])))
        except UnknownKey as error:
            writing.lost.append(f"{table.label} {names[row.pk]} is left out: {error}")
    return b"".join(lines), len(lines)


def _files(names: Iterable[str], to: Sink, warnings: list[str]) -> Iterator[dict[str, Any]]:
    for name in sorted(names):
        try:
            with default_storage.open(name) as source:
                data = source.read()
        except OSError:
            warnings.append(f"The file {name} is not there any more.")
            continue
        to.write(f"files/{name}", data)
        yield {"file": f"files/{name}", "bytes": len(data), "sha256": package.digest(data)}
