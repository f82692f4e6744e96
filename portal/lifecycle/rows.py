"""A row of a table as a line of an export, and back."""

import json
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import FileField, Model
from modelcluster.models import get_all_child_relations
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from portal.core.words import Words
from portal.lifecycle import bodies, cleaning, foreign
from portal.lifecycle.keys import Keys, UnknownKey
from portal.lifecycle.tables import Table

# What Wagtail fills in from the page itself whenever it reads one of its revisions.
_PLACE = ("path", "depth", "numchild", "url_path")
_OF_THE_ROW = ("latest_revision", "live_revision", "owner", "locked_by")


class Writing:
    """Rows to lines. ``lost`` collects the references that lead to nothing of the country: they are left empty."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.lost: list[str] = []
        self.files: set[str] = set()

    def line(self, table: Table, row: Model, key: str) -> dict[str, Any]:
        """Raises UnknownKey for a row that cannot be without a reference that leads nowhere."""
        out: dict[str, Any] = {"id": key}
        codecs = dict(table.codecs)
        for field in table.fields:
            if table.tree and field.name in _PLACE:
                continue
            value = getattr(row, field.attname)
            if field.name in codecs:
                out[field.name] = getattr(self, f"_{codecs[field.name]}")(row, value)
            else:
                out[field.name] = self._value(field, row, value, table)
        if table.tree:
            out["parent"] = self._parent(row)
        for field in table.model._meta.local_many_to_many:
            related: Any = field.related_model
            if field.name == "tags":
                out["tags"] = sorted(row.tags.names())  # type: ignore[attr-defined]
            else:
                linked = getattr(row, field.name).values_list("pk", flat=True)
                out[field.name] = sorted(self.keys.key(related, pk) for pk in linked)
        if hasattr(row, "tags"):
            out["tags"] = sorted(row.tags.names())
        return out

    def reference(self, model: type[Model], pk: Any) -> str | None:
        try:
            return self.keys.key(model, pk)
        except UnknownKey as error:
            self.lost.append(str(error))
            return None

    def _value(self, field: Any, row: Model, value: Any, table: Table) -> Any:
        if value is None:
            return None
        if field.is_relation:
            return (
                self.reference(field.related_model, value) if field.null else self.keys.key(field.related_model, value)
            )
        if isinstance(field, StreamField):
            return bodies.stream(field.stream_block, list(value.raw_data), self.reference)
        if isinstance(field, RichTextField) or field.name in table.rich:
            return bodies.rich(value, self.reference)
        if isinstance(field, FileField):
            if value:
                self.files.add(value.name)
            return value.name
        return value if isinstance(value, bool | int | float | str | list | dict) else field.value_to_string(row)

    def _parent(self, row: Any) -> str | None:
        parent = row.get_parent()
        try:
            return self.keys.key(type(row), parent.pk)
        except UnknownKey:
            return None

    def _host(self, row: Any, value: str) -> str:
        """Empty for the host that any installation gives the country by itself."""
        return "" if value == row.country.default_host else value

    def _port(self, row: Any, value: int) -> int | None:
        return None if row.hostname == row.country.default_host else value

    def _page_number(self, row: Any, value: str) -> str | None:
        return self.reference(Page, int(value))

    def _content(self, row: Any, value: dict[str, Any]) -> dict[str, Any]:
        return self._serialized(row.content_type.model_class(), value)

    def _content_text(self, row: Any, value: str) -> dict[str, Any]:
        return self._serialized(row.specific_content_type.model_class(), json.loads(value))

    def _subject(self, row: Any, value: str) -> str:
        """Of a state: the pages' common key, or the neutral row of words."""
        model = row.content_type.model_class()
        return self.keys.key(model.neutral_model(), int(value)) if issubclass(model, Words) else value

    def _attributes(self, row: Any, value: str) -> Any:
        return bodies.attributes(json.loads(value), self.reference) if value else ""

    def _serialized(self, model: type[Model], data: dict[str, Any]) -> dict[str, Any]:
        """What ``serializable_data`` of a page or snippet gives, portably."""
        children = {relation.get_accessor_name(): relation.related_model for relation in get_all_child_relations(model)}
        out: dict[str, Any] = {}
        for name, value in data.items():
            if name in _PLACE or name in _OF_THE_ROW or name == "wagtail_admin_comments":
                continue
            if name == "pk":
                out["pk"] = self.reference(model, value)
            elif name in children:
                out[name] = [self._serialized(children[name], {**child, "pk": None}) for child in value]
            else:
                out[name] = self._serialized_value(model, name, value)
        return out

    def _serialized_value(self, model: type[Model], name: str, value: Any) -> Any:
        field = _field(model, name)
        if field is None or value is None:
            return value
        if field.many_to_many:
            return [self.reference(field.related_model, pk) for pk in value]
        if field.is_relation:
            return (
                None if field.related_model._meta.label == "auth.User" else self.reference(field.related_model, value)
            )
        if isinstance(field, StreamField):
            return bodies.stream(field.stream_block, json.loads(value), self.reference)
        return bodies.rich(value, self.reference) if isinstance(field, RichTextField) else value


class Reading:
    """Lines to rows. ``files`` leads from a file's name in the export to its name here."""

    def __init__(self, keys: Keys, files: dict[str, str]) -> None:
        self.keys = keys
        self.files = files

    def row(self, table: Table, line: dict[str, Any]) -> Any:
        """An unsaved row. Raises UnknownKey, ValueError, TypeError or ValidationError for what cannot be."""
        row = table.model()
        codecs = dict(table.codecs)
        for field in table.fields:
            if field.name not in line or field.name in table.later or (table.tree and field.name in _PLACE):
                continue
            value = line[field.name]
            codec = codecs.get(field.name)
            value = getattr(self, f"_{codec}")(line, value) if codec else self._value(field, value, table)
            if value is None and not field.null:
                raise ValueError(f"{field.name} is empty")
            setattr(row, field.attname, value)
        return row

    def reference(self, model: type[Model], key: Any) -> Any:
        return self.keys.pk(model, key) if key else None

    def _value(self, field: Any, value: Any, table: Table) -> Any:
        if value is None:
            return None
        if field.is_relation:
            return self.keys.pk(field.related_model, value)
        if isinstance(field, StreamField):
            return field.to_python(json.dumps(self._stream(field, value)))
        if isinstance(field, RichTextField) or field.name in table.rich:
            return self._rich(value)
        if isinstance(field, FileField):
            if value not in self.files:
                foreign.check_file(value)
            return self.files.get(value, value)
        python = cleaning.column(field, field.to_python(value))
        field.run_validators(python)
        return python

    def _rich(self, value: str) -> str:
        return bodies.rich(cleaning.rich(value), self.reference)

    def _stream(self, field: Any, value: Any) -> Any:
        return bodies.stream(field.stream_block, value, self.reference, _clean_text, cleaning.leaf)

    def _host(self, line: dict[str, Any], value: str) -> str | None:
        return value  # an empty one is filled in by the import, which knows the country

    def _port(self, line: dict[str, Any], value: int | None) -> int:
        return value or 80

    def _page_number(self, line: dict[str, Any], value: str) -> str:
        return str(self.keys.pk(Page, value))

    def _content(self, line: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
        return self._serialized(self._model(line["content_type"]), value)

    def _content_text(self, line: dict[str, Any], value: dict[str, Any]) -> str:
        model = self._model(line["specific_content_type"])
        return json.dumps(self._serialized(model, value), cls=DjangoJSONEncoder)

    def _subject(self, line: dict[str, Any], value: str) -> str:
        model = self._model(line["content_type"])
        return str(self.keys.pk(model.neutral_model(), value)) if issubclass(model, Words) else value

    def _attributes(self, line: dict[str, Any], value: Any) -> str:
        return "" if value == "" else json.dumps(bodies.attributes(_without_code(value), self.reference))

    def _model(self, label: str) -> type[Model]:
        return apps.get_model(label)

    def _serialized(self, model: type[Model], data: dict[str, Any]) -> dict[str, Any]:
        children = {relation.get_accessor_name(): relation.related_model for relation in get_all_child_relations(model)}
        out: dict[str, Any] = {}
        for name, value in data.items():
            if name == "pk":
                out["pk"] = self.reference(model, value)
            elif name in children:
                out[name] = [self._serialized(children[name], child) for child in value]
            else:
                out[name] = self._serialized_value(model, name, value)
        if issubclass(model, Page):
            out |= dict.fromkeys(_OF_THE_ROW) | self._place(out.get("pk"))
        return out

    def _serialized_value(self, model: type[Model], name: str, value: Any) -> Any:
        field = _field(model, name)
        if field is None or value is None:
            return value
        if field.many_to_many:
            return [self.reference(field.related_model, key) for key in value if key]
        if field.is_relation:
            return self.reference(field.related_model, value)
        if isinstance(field, StreamField):
            return json.dumps(self._stream(field, value))
        return self._rich(value) if isinstance(field, RichTextField) else cleaning.column(field, value)

    def _place(self, pk: Any) -> dict[str, Any]:
        return Page.objects.filter(pk=pk).values(*_PLACE).first() or {}


def _clean_text(html: str, change: bodies.Change) -> str:
    return bodies.rich(cleaning.rich(html), change)


def _without_code(value: Any) -> Any:
    """Attributes that wagtail-localize keeps apart from a text, without addresses that would run something."""
    if not isinstance(value, dict):
        return value
    return {
        name: cleaning.address(part) if name == "href" and isinstance(part, str) else _without_code(part)
        for name, part in value.items()
    }


def _field(model: type[Model], name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
