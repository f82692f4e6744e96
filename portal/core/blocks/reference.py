"""Choosers that keep only the key of what was chosen.

Wagtail's own choosers fetch their objects one block type at a time when a page is read. A page here collects the keys of its body and
fetches everything that it refers to in one query, in the reader's language.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model
from wagtail.blocks import ChooserBlock


class ReferenceMixin(ChooserBlock):
    """Mixed into a chooser block: its value is the primary key."""

    def to_python(self, value: int | None) -> int | None:
        return value

    def bulk_to_python(self, values: Iterable[int | None]) -> list[int | None]:
        return list(values)

    def get_prep_value(self, value: int | Model | None) -> int | None:
        return value.pk if isinstance(value, Model) else value

    def value_from_form(self, value: Any) -> int | None:
        return self.get_prep_value(value)

    def clean(self, value: Any) -> int | None:
        return self.get_prep_value(super().clean(value))

    def extract_references(self, value: int | None) -> Iterator[tuple[type[Model], str, str, str]]:
        if value is not None:
            yield self.model_class, str(value), "", ""

    def get_translatable_segments(self, value: Any) -> list[Any]:
        """A reference is the same in every language: what it points to is shown in the reader's."""
        return []

    def restore_translated_segments(self, value: Any, segments: list[Any]) -> Any:
        return value

    def get_searchable_content(self, value: Any) -> list[str]:
        return []


def references(raw: Any, names: frozenset[str]) -> Iterator[int]:
    """The keys that a stream's raw data holds under fields or blocks called one of ``names``, in order of appearance."""
    if isinstance(raw, dict):
        if raw.get("type") in names and "value" in raw:
            yield from _keys(raw["value"])
        else:
            for name, value in raw.items():
                if name in names:
                    yield from _keys(value)
                else:
                    yield from references(value, names)
    elif isinstance(raw, list):
        for item in raw:
            yield from references(item, names)


def _keys(value: Any) -> Iterator[int]:
    if isinstance(value, int):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item.get("value") if isinstance(item, dict) else item)
