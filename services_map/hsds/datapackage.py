"""The whole directory of a country as a tabular data package: CSV and a description (datapackage.json) in a zip."""

import csv
import io
import json
import tempfile
import threading
import zipfile
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Any

from services_map.directory import Directory
from services_map.entries import Entry
from services_map.hsds import organizations, reading, services, terms
from services_map.hsds.context import Context, Json
from services_map.hsds.ids import shared
from services_map.hsds.tables import TABLES, Column, Table

CHUNK = 500  # services read at once
_BY_NAME = {table.name: table for table in TABLES}
# Where the parts of an object go.
_PARTS = {
    "organization": "organization", "service_at_locations": "service_at_location", "location": "location",
    "addresses": "address", "accessibility": "accessibility", "phones": "phone", "contacts": "contact",
    "schedules": "schedule", "required_documents": "required_document", "languages": "language",
    "cost_options": "cost_option", "capacities": "service_capacity", "unit": "unit", "additional_urls": "url",
    "attributes": "attribute",
}  # fmt: skip
_SHARED = {"organization", "location", "unit"}  # what several objects have in common is written once

_packages: "OrderedDict[tuple[str, str], tuple[Directory, bytes]]" = OrderedDict()
_building = threading.Lock()
_KEPT = 8
PATIENCE = 5.0  # seconds


class Busy(Exception):
    """Another package is being made."""


def kept(context: Context) -> bytes:
    """The package as it is in memory; made anew only after something in the directory has changed. Raises Busy.

    One is made at a time, which takes a second for 1,000 services: many who ask at once must not take the readers' threads.
    """
    if not _building.acquire(timeout=PATIENCE):
        raise Busy
    try:
        key = (context.frame.country.slug, context.language)
        found = _packages.get(key)
        if found is None or found[0] is not context.directory:
            file = io.BytesIO()
            write(context, file)
            found = _packages[key] = (context.directory, file.getvalue())
        _packages.move_to_end(key)
        while len(_packages) > _KEPT:
            _packages.popitem(last=False)
        return found[1]
    finally:
        _building.release()


def write(context: Context, file: IO[bytes]) -> int:
    """Write the package; its language is active. Returns how many services it holds."""
    with ExitStack() as stack:
        sheets = {}
        for table in TABLES:
            rows = stack.enter_context(tempfile.SpooledTemporaryFile(1 << 20, "w+", encoding="utf-8", newline=""))
            sheets[table.name] = _Sheet(table, rows)
        for name, item in _objects(context):
            _spread(sheets, name, item)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            _add(
                package,
                context,
                "datapackage.json",
                json.dumps(_described(context), ensure_ascii=False, indent=1).encode(),
            )
            for table in TABLES:
                _add(package, context, table.path, sheets[table.name].content())
        return len(sheets["service"].ids)


class _Sheet:
    """Rows of a table, on the disk when they are many."""

    def __init__(self, table: Table, file: Any) -> None:
        self.columns = [column.name for column in table.columns]
        self.ids: set[str] = set()
        self._file = file
        self._writer = csv.writer(file)
        self._writer.writerow(self.columns)

    def add(self, item: Json) -> bool:
        """False for what is there already."""
        if item["id"] in self.ids:
            return False
        self.ids.add(item["id"])
        self._writer.writerow([item.get(name, "") for name in self.columns])
        return True

    def content(self) -> bytes:
        self._file.seek(0)
        text: str = self._file.read()
        return text.encode()


def _objects(context: Context) -> Iterator[tuple[str, Json]]:
    """(table, object with its parts) of everything."""
    language = terms.iso639(context.language)
    for table in TABLES:
        own_id = str(shared("table", table.name, language))
        yield (
            "meta_table_description",
            {"id": own_id, "name": table.name, "language": language, "character_set": "UTF-8"},
        )
    yield from (("taxonomy", item) for item in terms.taxonomies())
    yield from (("taxonomy_term", item) for item in context.terms.all())
    entries = context.directory.entries
    for row in reading.organizations({entry.organization_pk for entry in entries}):
        yield "organization", organizations.described(context, row)
    for start in range(0, len(entries), CHUNK):
        some: tuple[Entry, ...] = entries[start : start + CHUNK]
        for found in reading.rows(context.frame, some, context.language):
            yield "service", services.full(context, found)


def _spread(sheets: dict[str, _Sheet], name: str, item: Json) -> None:
    """Write an object and its parts into their tables."""
    if not sheets[name].add(item) and name in _SHARED:
        return
    for field, parts in item.items():
        if field in _PARTS and not isinstance(parts, str):  # a column may have the name of a part
            for part in parts if isinstance(parts, list) else [parts]:
                _spread(sheets, _PARTS[field], part)


def _described(context: Context) -> Json:
    country = context.frame.country
    return {
        "profile": "tabular-data-package",
        "name": f"hsds-{country.slug}",
        "title": f"Services for refugees: {context.frame.name('en')}",
        "description": (
            "The public service directory in the Human Services Data Specification 3.1. Hidden places are left out, and of an "
            "area there is only the town. Cells are not changed against formulas: open the files as text in a spreadsheet."
        ),
        "version": context.directory.day.isoformat(),
        "resources": [_resource(table) for table in TABLES],
    }


def _resource(table: Table) -> Json:
    keys = [column for column in table.columns if column.refers]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": table.path,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": "id",
            "foreignKeys": [
                {
                    "fields": column.name,
                    "reference": {"resource": "" if column.refers == table.name else column.refers, "fields": "id"},
                }
                for column in keys
            ],
            "missingValues": [""],
        },
    }


def _field(column: Column) -> Json:
    return {
        "name": column.name,
        "type": column.type,
        "description": column.description,
        **({"format": column.format} if column.format else {}),
        **({"constraints": {"required": True}} if column.required else {}),
    }


def _add(package: zipfile.ZipFile, context: Context, name: str, content: bytes) -> None:
    """The day of the directory stands as the time of the file, so that the same data make the same package."""
    day = context.directory.day
    entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(entry, content)
