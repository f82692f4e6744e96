"""Removing a country from this installation, with its pages, services and files."""

from pathlib import Path

from django.contrib.auth.models import Group
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import FileField

from portal.core import stamps
from portal.countries import purge, roles
from portal.countries.models import Country
from portal.lifecycle import copies, exporting, package
from portal.lifecycle.tables import TABLES, Found, Table
from services_map import stamp


class NotTheSame(ValueError):
    """An export does not hold what is in the installation now."""


def check_export(country: Country, path: Path) -> None:
    """Raises NotTheSame unless the export holds all that the country has today, and BrokenExport for one that cannot be read."""
    kept = package.Package(path)
    now = exporting.Digests()
    outcome = exporting.write(country=country, to=now, asked=kept.manifest["asked"])
    if outcome.manifest["tables"] != kept.manifest["tables"] or outcome.manifest["files"] != kept.manifest["files"]:
        raise NotTheSame(f"{path} is not an export of {country.slug} as it is now.")


@transaction.atomic
def delete(*, country: Country) -> None:
    """Delete everything of a country. People keep their accounts and lose their roles in it."""
    found = Found(country)
    pks = {table.label: list(table.select(found).values_list("pk", flat=True)) for table in TABLES}
    files = _files(found) | copies.files(country)
    site, container, collection = country.site, country.container, country.collection
    hosts = [site.hostname] if site else []
    purge.country(country)
    Country.objects.filter(pk=country.pk).update(site=None, container=None, collection=None)
    for table in reversed(TABLES):
        if not _is_shared(table) and table.label not in ("wagtailcore.Page", "wagtailcore.Collection", *_PAGE_KINDS):
            for start in range(0, len(pks[table.label]), _AT_ONCE):
                table.model._base_manager.filter(pk__in=pks[table.label][start : start + _AT_ONCE]).delete()
    if container:
        container.delete()
    if collection:
        collection.delete()
    Group.objects.filter(name__regex=rf"^({'|'.join(roles.Role)})\.{country.slug}(\.|$)").delete()
    stamps.bump(stamp.scope(country.slug), *hosts)
    transaction.on_commit(lambda: _forget(files))


_AT_ONCE = 1000  # databases take only so many keys in a query
_PAGE_KINDS = tuple(table.label for table in TABLES if table.key == ("page_ptr",))


def _is_shared(table: Table) -> bool:
    return bool(table.shared) or table.part_of_shared


def _files(found: Found) -> set[str]:
    names: set[str] = set()
    for table in TABLES:
        for field in table.fields:
            if isinstance(field, FileField):
                names.update(table.select(found).values_list(field.name, flat=True))
    return names - {""}


def _forget(names: set[str]) -> None:
    for name in names:
        default_storage.delete(name)
