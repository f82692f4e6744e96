"""References inside bodies and rich text: an installation's numbers become portable keys, and back."""

import re
from collections.abc import Callable
from typing import Any

from django.db.models import Model
from wagtail import blocks
from wagtail.documents.models import Document
from wagtail.models import Page

from portal.countries.models import Fact
from portal.media.models import PortalImage

Change = Callable[[type[Model], Any], Any]  # (model, number or key) -> key or number; None where it leads nowhere
InText = Callable[[str, Change], str]
Leaf = Callable[[Any, Any], Any]  # (block, value) -> value

# What rich text refers to, by its link types and embed types.
_KINDS: dict[str, type[Model]] = {"page": Page, "document": Document, "image": PortalImage, "fact": Fact}
_TAG = re.compile(r"<(?:a|embed)\b[^>]*>")
_KIND = re.compile(r"""\b(?:linktype|embedtype)="([a-z-]+)\"""")
_ID = re.compile(r"""(\bid=")([^"]*)(")""")


def stream(block: Any, value: Any, change: Change, text: InText | None = None, leaf: Leaf | None = None) -> Any:
    """The raw data of a stream (lists and dictionaries) with every reference changed; what no block knows stays as it is.

    ``text`` changes rich text, if not ``rich``; ``leaf`` the values of all other blocks that hold no block.
    """
    if isinstance(block, blocks.BaseStreamBlock):
        return [
            {**item, "value": stream(block.child_blocks[item["type"]], item["value"], change, text, leaf)}
            if item.get("type") in block.child_blocks
            else item
            for item in value or []
        ]
    if isinstance(block, blocks.BaseStructBlock):
        return {
            name: stream(block.child_blocks[name], part, change, text, leaf) if name in block.child_blocks else part
            for name, part in (value or {}).items()
        }
    if isinstance(block, blocks.ListBlock):
        return [_item(block.child_block, item, change, text, leaf) for item in value or []]
    if isinstance(block, blocks.ChooserBlock):
        return None if value is None else change(block.model_class, value)
    if isinstance(block, blocks.RichTextBlock) and isinstance(value, str):
        return (text or rich)(value, change)
    return leaf(block, value) if leaf else value


def _item(block: Any, item: Any, change: Change, text: InText | None, leaf: Leaf | None) -> Any:
    if isinstance(item, dict) and item.get("type") == "item" and "value" in item:
        return {**item, "value": stream(block, item["value"], change, text, leaf)}
    return stream(block, item, change, text, leaf)


def rich(html: str, change: Change) -> str:
    """Rich text with the references in its tags changed: ``<a linktype="page" id="12">``, ``<embed embedtype="image" id="3" …>``."""

    def tag(match: re.Match[str]) -> str:
        text = match.group()
        kind = _KIND.search(text)
        if kind is None or kind.group(1) not in _KINDS:
            return text
        model = _KINDS[kind.group(1)]
        return _ID.sub(lambda found: f"{found[1]}{_changed(model, found[2], change)}{found[3]}", text)

    return _TAG.sub(tag, html) if "type=" in html else html


def attributes(value: Any, change: Change) -> Any:
    """The attributes that wagtail-localize keeps apart from a text: ``{"a#a1": {"linktype": "page", "id": "12"}}``."""
    if not isinstance(value, dict):
        return value
    changed = {name: attributes(part, change) for name, part in value.items()}
    model = _KINDS.get(str(value.get("linktype") or value.get("embedtype") or ""))
    if model and "id" in value:
        changed["id"] = str(_changed(model, str(value["id"]), change))
    return changed


def _changed(model: type[Model], text: str, change: Change) -> Any:
    new = change(model, int(text) if text.isdecimal() else text)
    return "" if new is None else new
