"""Template helpers, available in every template."""

import datetime as dt
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from locales import formats, languages
from portal.core import icons, stylesheet

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An inlined icon: ``{% icon "phone" %}``."""
    return icons.svg(name)


@register.simple_tag
def rules(name: str) -> SafeString:
    """The rules that only some pages need, inside a ``<style>``: ``{% rules "tools" %}`` (``portal.core.stylesheet``)."""
    return mark_safe(stylesheet.more(name).css)


@register.simple_tag
def symbol(name: str) -> SafeString:
    """An icon as a symbol, for pages that show it many times: ``<use href="#i-phone"/>``."""
    return icons.symbol(name)


@register.simple_tag
def marked(code: str, around: str) -> SafeString:
    """`` lang="en" dir="ltr"`` for a fragment in ``code`` inside text in ``around``; nothing where they are the same.

    Always used right after a tag's name: ``<h1{% marked page around %}>``.
    """
    return _marks(code, around)


@lru_cache(maxsize=4096)  # every pair of languages
def _marks(code: str, around: str) -> SafeString:
    if code == around:
        return mark_safe("")
    if languages.direction(code) == languages.direction(around):
        return format_html(' lang="{}"', languages.tag(code))
    return format_html(' lang="{}" dir="{}"', languages.tag(code), languages.direction(code))


class KeptNode(template.Node):
    """What ``{% kept %}`` makes."""

    def __init__(self, keeper: FilterExpression, name: str, nodelist: NodeList) -> None:
        self.keeper, self.name, self.nodelist = keeper, name, nodelist

    def render(self, context: Context) -> SafeString:
        html: SafeString = self.keeper.resolve(context).part(self.name, lambda: self.nodelist.render(context))
        return html


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """``{% kept screen "footer" %}...{% endkept %}``: rendered once for many pages.

    ``screen.part`` says for which, and keeps it; nothing inside may depend on the page.
    """
    _, keeper, name = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(parser.compile_filter(keeper), name.strip("\"'"), nodelist)


@register.filter
def date_in(value: dt.date | None, code: str) -> str:
    """A day in the format of a language."""
    return formats.date(value, code) if value else ""


@register.filter
def number_in(value: int, code: str) -> str:
    """A number in the format of a language."""
    return formats.number(value, code)


@register.filter
def minutes(seconds: int) -> str:
    """75 -> ``1:15``."""
    return f"{seconds // 60}:{seconds % 60:02}"


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value under a key, or None; also where a block is rendered outside its page and there is no mapping."""
    return mapping.get(key) if mapping else None


@register.filter
def endonym(code: str) -> str:
    """A language's own name."""
    return languages.get(code).endonym


@register.filter
def named_in(of: str, code: str) -> str:
    """The name of a language in another."""
    return formats.language_name(of, code)


@register.simple_tag
def structured_data(data: Mapping[str, Any]) -> SafeString:
    """schema.org data as JSON-LD: a data block, not a script, so that the Content-Security-Policy allows it."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False, default=str)
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(f'<script type="application/ld+json">{safe}</script>')


register.filter("filesize", filesizeformat)
register.filter("intl", formats.intl)
register.filter("tag", languages.tag)
