"""Portable keys: what stands in an export in place of an installation's own numbers."""

from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Locale, Page

from portal.countries import sites
from portal.lifecycle.tables import Table


class UnknownKey(LookupError):
    """A reference leads to nothing that is in the export, or in the installation."""


class Keys:
    """Both ways between primary keys and portable keys, for the rows of one country."""

    def __init__(self) -> None:
        self._key: dict[str, dict[Any, str]] = {}
        self._pk: dict[str, dict[str, Any]] = {}
        self._count: dict[tuple[str, str], int] = {}
        self._shared: dict[tuple[str, Any], Any] = {}

    def note(self, model: type[Model], pk: Any, key: str) -> None:
        """Remember that this row is known by this key."""
        name = _name(model)
        self._key.setdefault(name, {})[pk] = key
        self._pk.setdefault(name, {})[key] = pk

    def make(self, table: Table, row: Model) -> str:
        """The key of a row; its owners' keys are known."""
        if table.key:
            return "/".join(self._part(table, row, name) for name in table.key)
        owner = self._part(table, row, table.numbered) if table.numbered else ""
        place = (table.label, owner)
        self._count[place] = self._count.get(place, 0) + 1
        return f"{owner}#{self._count[place]}"

    def key(self, model: type[Model], pk: Any) -> str:
        """The portable key of a row. Raises UnknownKey for one that is not in the export."""
        if model in (Locale, ContentType, Group):
            return self._once(model, pk, lambda: _outside(model, pk))
        try:
            return self._key[_name(model)][pk]
        except KeyError as error:
            raise UnknownKey(f"{model._meta.label} {pk}") from error

    def pk(self, model: type[Model], key: Any) -> Any:
        """The primary key of the row with a portable key. Raises UnknownKey."""
        if model in (Locale, ContentType, Group):
            return self._once(model, key, lambda: _inside(model, key))
        try:
            return self._pk[_name(model)][key]
        except (KeyError, TypeError) as error:
            raise UnknownKey(f"{model._meta.label} {key}") from error

    def _part(self, table: Table, row: Model, name: str) -> str:
        field: Any = table.model._meta.get_field(name)
        if field.is_relation:
            return self.key(field.related_model, getattr(row, field.attname))
        if table.label == "wagtailcore.Revision" and name == "object_id":
            return self.key(Page, int(getattr(row, name)))
        return str(getattr(row, name))

    def _once(self, model: type[Model], what: Any, find: Any) -> Any:
        place = (model._meta.label, what)
        if place not in self._shared:
            self._shared[place] = find()
        return self._shared[place]


def _name(model: type[Model]) -> str:
    """Pages of all kinds share one row of keys."""
    return Page._meta.label if issubclass(model, Page) else model._meta.label


def _outside(model: type[Model], pk: Any) -> str:
    row: Any = model._base_manager.filter(pk=pk).first()
    if row is None:
        raise UnknownKey(f"{model._meta.label} {pk}")
    if isinstance(row, Locale):
        return str(row.language_code)
    return f"{row.app_label}.{row.model}" if isinstance(row, ContentType) else str(row.name)


def _inside(model: type[Model], key: Any) -> Any:
    try:
        if model is Locale:
            return sites.locale(key).pk
        if model is ContentType:
            return ContentType.objects.get_by_natural_key(*key.split(".")).pk
        return Group.objects.get(name=key).pk
    except (KeyError, TypeError, AttributeError, ContentType.DoesNotExist, Group.DoesNotExist) as error:
        raise UnknownKey(f"{model._meta.verbose_name} {key}") from error
