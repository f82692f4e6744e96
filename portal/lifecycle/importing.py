"""Reading an export into this installation: all of it or nothing."""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import FieldDoesNotExist, SuspiciousOperation, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import validate_slug
from django.db import DataError, IntegrityError, transaction
from django.db.models import F, FileField, Model
from wagtail.models import Page, PageViewRestriction, ReferenceIndex
from wagtail.search import index
from wagtail_localize.models import String, Template

from articles.blocks import PICTURE_FIELDS
from articles.models import ArticlePage
from portal.core.blocks.reference import references
from portal.countries import purge, sites
from portal.countries.models import Country
from portal.lifecycle import foreign
from portal.lifecycle.keys import Keys, UnknownKey
from portal.lifecycle.package import BrokenExport, Package, digest
from portal.lifecycle.rows import Reading
from portal.lifecycle.tables import TABLES, Found, Table
from portal.media import pictures
from portal.search import indexing
from services_map import stamp

Say = Callable[[str], None]
# What a line that cannot be read leads to.
_BAD = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    FieldDoesNotExist,
    ValidationError,
    SuspiciousOperation,
    DataError,
    IntegrityError,
)


def read(*, package: Package, slug: str = "", say: Say = lambda line: None) -> Country:
    """Make the country of an export. ``slug``: another short name for it. Raises BrokenExport, and then nothing has been changed."""
    saved: list[str] = []
    try:
        with transaction.atomic():
            return _Import(package, slug, saved, say).run()
    except BaseException:
        for name in saved:
            default_storage.delete(name)
        raise


class _Import:
    def __init__(self, package: Package, slug: str, saved: list[str], say: Say) -> None:
        self.package, self.say, self.saved = package, say, saved
        about = package.manifest["country"]
        self.slug = slug or about["slug"]
        self.keys = Keys()
        self.foreign = foreign.Foreign()
        self.tables = {table.file: table for table in TABLES}
        self.later: list[tuple[type[Model], Any, dict[str, tuple[type[Model], str]], str]] = []
        self.children: dict[tuple[str, Any], int] = {}
        self.closed: list[tuple[PageViewRestriction, list[str]]] = []  # pages closed to readers, with names of groups
        self.kept: set[str] = set()  # keys of shared rows that were here before
        self._refuse(about["code"])

    def _refuse(self, code: str) -> None:
        try:
            validate_slug(self.slug)
        except ValidationError as error:
            raise BrokenExport(f"{self.slug} is no short name for a country.") from error
        taken = Country.objects.filter(code=code) | Country.objects.filter(slug=self.slug)
        if taken.exists():
            raise BrokenExport(f"This installation has a country {taken[0].slug} ({taken[0].code}) already.")
        for name in self.package.tables:
            if name not in self.tables:
                raise BrokenExport(f"{name}: this portal knows no such table. The export was made by a newer one.")

    def run(self) -> Country:
        self.reading = Reading(self.keys, self._files())
        for name, table in self.tables.items():
            if name not in self.package.tables:
                continue
            count = 0
            for number, line in self.package.lines(name):
                try:
                    with transaction.atomic():
                        self._row(table, line)
                except _BAD as error:
                    raise BrokenExport(f"{name}, line {number}: {_said(error)}") from error
                count += 1
            self.say(f"  {count:6}  {table.model._meta.verbose_name_plural}")
        return self._finish()

    def _row(self, table: Table, line: dict[str, Any]) -> None:
        known = {"id", "parent", "tags", *(field.name for field in table.fields)}
        known |= {field.name for field in table.model._meta.local_many_to_many}
        if unknown := sorted(line.keys() - known):
            raise ValueError(f"this portal knows no field {unknown[0]}")
        if table.part_of_shared and self._owner_was_here(table, line):
            return
        row = self.reading.row(table, line)
        _complete(row, self.slug)
        here = self._here(table, row)
        if here is not None:
            self.kept.add(f"{table.label} {line['id']}")
            self.keys.note(table.model, here, line["id"])
            return
        self.foreign.check(row)
        if table.tree:
            self._place(row, line["parent"])
        # As Django loads fixtures: dates, sizes and digests stay what they were.
        row.save_base(raw=True, force_insert=True)
        if table.key != ("page_ptr",):
            self.keys.note(table.model, row.pk, line["id"])
        self._link(table, row, line)

    def _link(self, table: Table, row: Any, line: dict[str, Any]) -> None:
        if isinstance(row, PageViewRestriction):  # the groups of the roles are made at the end
            self.closed.append((row, [str(name) for name in line.pop("groups", [])]))
        for field in table.model._meta.local_many_to_many:
            related: Any = field.related_model
            if field.name in line:
                pks = [self.keys.pk(related, key) for key in line[field.name]]
                through = getattr(table.model, field.name).through
                names = {part.related_model: part.attname for part in through._meta.fields if part.is_relation}
                through._base_manager.bulk_create(
                    through(**{names[table.model]: row.pk, names[related]: pk}) for pk in pks
                )
        if line.get("tags"):
            row.tags.add(*line["tags"])
        waiting = {}
        for name in table.later:
            if line.get(name):
                target: Any = table.model._meta.get_field(name).related_model
                waiting[table.model._meta.get_field(name).attname] = (target, line[name])  # type: ignore[union-attr]
        if waiting:
            self.later.append((table.model, row.pk, waiting, f"{table.file}, {line['id']}"))

    def _owner_was_here(self, table: Table, line: dict[str, Any]) -> bool:
        owner: Any = table.model._meta.get_field(table.owner).related_model
        return f"{owner._meta.label} {line.get(table.owner)}" in self.kept

    def _here(self, table: Table, row: Any) -> Any:
        if not table.shared:
            return None
        same = {name: getattr(row, table.model._meta.get_field(name).attname) for name in table.shared}  # type: ignore[union-attr]
        return table.model._base_manager.filter(**same).values_list("pk", flat=True).first()

    def _place(self, row: Any, parent_key: str | None) -> None:
        """Where treebeard would put the next child of its parent."""
        model = type(row)
        parent = (
            model._base_manager.get(pk=self.keys.pk(model, parent_key)) if parent_key else model.get_first_root_node()
        )
        counted = (model._meta.label, parent.pk)
        if counted not in self.children:
            last = parent.get_last_child()
            self.children[counted] = model._str2int(last.path[-model.steplen :]) if last else 0
        self.children[counted] += 1
        row.depth = parent.depth + 1
        row.path = model._get_path(parent.path, row.depth, self.children[counted])
        row.numchild = 0
        model._base_manager.filter(pk=parent.pk).update(numchild=F("numchild") + 1)
        if isinstance(row, Page):
            if not parent_key:
                row.slug = self.slug
            row.url_path = f"{parent.url_path}{row.slug}/"

    def _files(self) -> dict[str, str]:
        """Store the uploaded files. One that is here already with the same content, and that no row uses, is taken as it is."""
        names = {}
        for name in self.package.files:
            try:
                foreign.check_kind(name)
            except ValueError as error:
                raise BrokenExport(str(error)) from error
            data = self.package.read(f"files/{name}")
            if default_storage.exists(name) and not _in_use(name):
                with default_storage.open(name) as there:
                    if digest(there.read()) == digest(data):
                        names[name] = name
                        continue
            names[name] = default_storage.save(name, ContentFile(data))
            self.saved.append(names[name])
        return names

    def _finish(self) -> Country:
        for model, pk, waiting, where in self.later:
            try:
                values = {name: self.keys.pk(target, key) for name, (target, key) in waiting.items()}
            except UnknownKey as error:
                raise BrokenExport(f"{where}: {_said(error)}") from error
            model._base_manager.filter(pk=pk).update(**values)
        country = Country.objects.filter(slug=self.slug).first()
        if country is None or country.container is None or country.site is None or country.collection is None:
            raise BrokenExport(
                "The export holds no complete country: its own row, page, site or collection is missing."
            )
        sites.build(country)  # groups of the roles, and what a newer portal gives every country
        for restriction, names in self.closed:
            restriction.groups.set(Group.objects.filter(name__in=names))
            self.say(f"  closed to readers by a privacy setting: {restriction.page.url_path}")
        for article in ArticlePage.objects.descendant_of(country.container).live():
            pictures.make(references(list(article.body.raw_data), PICTURE_FIELDS))
        self._index(country)
        indexing.rebuild(country)
        purge.country(country)
        stamp.change(country)
        return country

    def _index(self, country: Country) -> None:
        """Wagtail's search and its list of references."""
        for table in TABLES:
            if table.key == ("page_ptr",) or table.label.startswith("wagtail_localize."):
                continue
            for row in table.select(Found(country)).iterator(chunk_size=500):
                row = row.specific if isinstance(row, Page) else row
                if ReferenceIndex.model_is_indexable(type(row)):
                    ReferenceIndex.create_or_update_for_object(row)
                if isinstance(row, index.Indexed):
                    index.insert_or_update_object(row)


def _complete(row: Any, slug: str) -> None:
    """What an import makes anew: names that belong to this installation, digests of texts whose references have changed."""
    if isinstance(row, Country):
        row.slug = slug
    elif isinstance(row, String):
        row.data_hash = String._get_data_hash(row.data)
    elif isinstance(row, Template):
        row.uuid = uuid.uuid5(uuid.uuid5(Template.BASE_UUID_NAMESPACE, row.template_format), row.template)
    elif row._meta.label == "wagtailcore.Site" and not row.hostname:
        row.hostname = f"{slug}.{settings.PORTAL_DOMAIN}"
        row.port = 443 if settings.ENVIRONMENT.https else settings.ENVIRONMENT.public_port


def _in_use(name: str) -> bool:
    """Whether a row has this file."""
    for table in TABLES:
        for field in table.fields:
            if isinstance(field, FileField) and table.model._base_manager.filter(**{field.name: name}).exists():
                return True
    return False


def _said(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, UnknownKey):
        return f"it refers to {error}, which is not there."
    return str(error)
