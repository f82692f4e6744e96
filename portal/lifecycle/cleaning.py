"""Rich text that comes from elsewhere: what our own editor could not have written is taken out.

An export is a file that anybody may have changed. Text that holds only what Wagtail's editor writes stays as it is to the byte; all other
text is rebuilt by Wagtail's own whitelist, and loses tags, attributes and addresses that are not in it.
"""

import html
import re
from typing import Any

from bs4 import Tag
from django.db.models import URLField
from wagtail import blocks
from wagtail.whitelist import Whitelister, attribute_rule, check_url

_KEY = {"data-block-key": True}
_PLAIN = ("b", "strong", "i", "em", "sub", "sup")
_BLOCKS = ("p", "br", "hr", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6")
_ALLOWED: dict[str, dict[str, Any]] = {
    **dict.fromkeys((*_PLAIN, *_BLOCKS), _KEY),
    "a": {"href": check_url, "linktype": True, "id": True, **_KEY},
    "embed": {"embedtype": True, "id": True, "alt": True, "format": True, **_KEY},
    "text": {"position": True},  # the gaps in wagtail-localize's templates
}
_WITH_WORDS_OF_THEIR_OWN = ("script", "style", "iframe", "object", "svg", "math", "template", "noscript", "title")
_TAG = re.compile(rf"</?({'|'.join(_ALLOWED)})((?:\s[a-z-]+=\"[^\"<>]*\")*)\s*/?>")
_ATTRIBUTE = re.compile(r"\s([a-z-]+)=\"([^\"<>]*)\"")


class _Editor(Whitelister):
    element_rules = {
        "[document]": attribute_rule({}),
        **{name: attribute_rule(attributes) for name, attributes in _ALLOWED.items()},
    }

    def clean_tag_node(self, doc: Any, tag: Tag) -> None:
        if tag.name in _WITH_WORDS_OF_THEIR_OWN:
            tag.decompose()  # else its code would stand there as words
        else:
            super().clean_tag_node(doc, tag)


def rich(text: str) -> str:
    """Rich text with nothing in it that the editor does not write."""
    return text if _is_ours(text) else str(_Editor().clean(text))


def address(value: str) -> str:
    """A web address; empty for one that would run something, such as ``javascript:``."""
    return value if check_url(html.unescape(value)) is not None else ""


def leaf(block: Any, value: Any) -> Any:
    """A value of a block that is neither rich text nor a reference."""
    return address(value) if isinstance(block, blocks.URLBlock) and isinstance(value, str) else value


def column(field: Any, value: Any) -> Any:
    """A value of a column that is neither rich text nor a reference."""
    return address(value) if isinstance(field, URLField) and isinstance(value, str) else value


def _is_ours(text: str) -> bool:
    """Every ``<`` begins a tag of the whitelist, written as our editor writes it."""
    return "<" not in _TAG.sub(_keep_what_is_not_ours, text)


def _keep_what_is_not_ours(found: re.Match[str]) -> str:
    rules = _ALLOWED[found[1]]
    for name, value in _ATTRIBUTE.findall(found[2]):
        rule = rules.get(name)
        if not rule or (rule is check_url and not address(value) and value):
            return found[0]
    return ""
