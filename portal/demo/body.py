"""From a content file's blocks to a page's stream.

Block ids are made from the article's name and the block's place, so that an article and its translations share them: that is what
wagtail-localize matches by.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.core import markdown
from portal.countries import fact_text
from portal.countries.fact_marks import MARK
from portal.demo import schema

_NAMESPACE = uuid.UUID("6b0f3f0e-8a35-5d0b-9d67-0f6a3a3e7a11")


@dataclass(frozen=True)
class Keys:
    """Database keys of what the country's articles refer to, by the names used in the files."""

    facts: Mapping[str, int]
    recordings: Mapping[str, int]
    images: Mapping[str, int]
    documents: Mapping[str, int]
    articles: Mapping[str, int]
    services: Mapping[str, int]
    categories: Mapping[str, int]


def stream(name: str, blocks: list[schema.Block], keys: Keys) -> list[dict[str, Any]]:
    """The raw stream of ``blocks``; ``name`` is ``<country>/<article>``."""
    return [
        {"type": block.kind, "value": _value(f"{name}/{place}", block, keys), "id": _id(f"{name}/{place}")}
        for place, block in enumerate(blocks)
    ]


def _id(name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, name))


def _items(name: str, values: list[Any]) -> list[dict[str, Any]]:
    return [{"type": "item", "value": value, "id": _id(f"{name}/{place}")} for place, value in enumerate(values)]


def _html(text: str | None, keys: Keys) -> str:
    """Rich text, with a reference to the fact in place of each ``{fact:...}``."""
    html = markdown.to_html(text) if text else ""
    return MARK.sub(lambda match: fact_text.stored(keys.facts[match[1]], match[1]), html)


def _value(name: str, block: schema.Block, keys: Keys) -> Any:
    value = block.value
    match block.kind:
        case "text":
            return _html(value, keys)
        case "steps":
            return _items(name, [{"title": step.title, "text": _html(step.text, keys)} for step in value])
        case "questions":
            return _items(name, [{"question": item.question, "answer": _html(item.answer, keys)} for item in value])
        case "warning" | "note":
            return {"title": value.title, "text": _html(value.text, keys)}
        case "documents":
            return {"text": _html(value.text, keys), "papers": _items(name, value.items)}
        case "facts":
            return _items(name, [keys.facts[key] for key in value])
        case "deadline":
            return {"fact": keys.facts[value.fact], "text": value.text}
        case "contact":
            phones = _items(name, [keys.facts[key] for key in value.phones])
            return {"name": value.name, "text": _html(value.text, keys), "phones": phones}
        case "picture":
            return {"image": keys.images[value.file], "alt": value.alt, "caption": value.caption or ""}
        case "recording":
            return keys.recordings[value]
        case "download":
            return {"document": keys.documents[value.file], "title": value.title}
        case "related":
            return _items(name, [keys.articles[slug] for slug in value if slug in keys.articles])
        case "services":
            return _items(name, [keys.services[slug] for slug in value])
        case "service_list":
            return {"title": value.title, "category": keys.categories[value.category]}
        case _:
            return value
