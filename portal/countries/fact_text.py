"""Facts inside sentences.

In stored rich text a fact stands as ``<a linktype="fact" id="12">{fact:valid-until}</a>``: the row that it refers to, and its mark, which is
its key. The value is never stored; readers get it as the country's frame has it (docs/adr/0024-facts-inside-sentences.md). The mark is what
translators see in the sentence and what content files write. Where the row is another country's, as in a copied page, the mark finds the
own fact of that key.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.rich_text import LinkHandler

from portal.core.templatetags.portal import marked
from portal.countries.fact_marks import MARK, mark
from portal.countries.facts import ShownFact
from portal.countries.models import Fact

_STORED = re.compile(r'<a\b(?=[^>]*\blinktype="fact")[^>]*\bid="(\d+)"[^>]*>')
# With the full stop after it: a date may end with one of its own, as in Ukrainian.
_EXPANDED = re.compile(r'<a data-fact="(\d*)">(.*?)</a>(\.?)', re.DOTALL)


class FactLinkHandler(LinkHandler):
    """Makes what ``fill`` finds: Wagtail's own rewriting knows no country and no language."""

    identifier = "fact"

    @staticmethod
    def get_model() -> type[Fact]:
        return Fact

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        return '<a data-fact="{}">'.format(attrs["id"] if attrs.get("id", "").isdecimal() else "")

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        return [cls.expand_db_attributes(attrs) for attrs in attrs_list]

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Iterator[tuple[type[Fact], str, str, str]]:
        if attrs.get("id", "").isdecimal():
            yield Fact, attrs["id"], "", ""


def stored(pk: int, key: str) -> str:
    """A fact as rich text keeps it."""
    return f'<a linktype="fact" id="{pk}">{mark(key)}</a>'


def used(raw: Any) -> Iterator[int]:
    """The keys of the facts in the sentences of a stream's raw data, or of one text, in order of appearance."""
    if isinstance(raw, str):
        if 'linktype="fact"' in raw:
            yield from (int(pk) for pk in _STORED.findall(raw))
    elif isinstance(raw, Mapping):
        for value in raw.values():
            yield from used(value)
    elif isinstance(raw, list):
        for item in raw:
            yield from used(item)


def fill(html: str, facts: Mapping[int, ShownFact], language: str) -> SafeString:
    """HTML as Wagtail renders rich text, with the value in place of each fact. ``language``: of the text around.

    What is said beside a value ("per month", "no longer valid") is in the active language. Asks the database for nothing.
    """
    if "data-fact=" not in html:
        return mark_safe(html)
    by_key: dict[str, ShownFact] = {}

    def shown(match: "re.Match[str]") -> str:
        pk, inner, stop = match.groups()
        found = MARK.search(inner)
        fact = facts.get(int(pk)) if pk else None
        if found and (fact is None or fact.key != found[1]):  # a text from another country, or another installation
            if not by_key:
                by_key.update({item.key: item for item in facts.values()})
            fact = by_key.get(found[1])
        value = inline(fact, language) if fact else format_html("<i>({})</i>", _("not known at present"))
        if stop and fact and fact.value.endswith(".") and not (fact.expired or fact.per):
            stop = ""
        return (inner.replace(found[0], value) if found else value) + stop

    return mark_safe(_EXPANDED.sub(shown, html))


def fill_stored(value: Any, facts: Mapping[int, ShownFact], language: str) -> Any:
    """Raw stream data with the value in place of each fact in its texts; all else as it is."""
    if isinstance(value, str):
        if 'linktype="fact"' not in value:
            return value
        expanded = _STORED.sub(lambda match: f'<a data-fact="{match[1]}">', value)
        return str(fill(expanded, facts, language))
    if isinstance(value, Mapping):
        return {name: fill_stored(item, facts, language) for name, item in value.items()}
    if isinstance(value, list):
        return [fill_stored(item, facts, language) for item in value]
    return value


def inline(fact: ShownFact, language: str) -> SafeString:
    """A fact inside a sentence in ``language``: a date for machines too, a number to call, set apart from text of the other direction."""
    around = marked(fact.value_language, language)
    if fact.dial:
        value = format_html('<a class="phone" href="tel:{}"><bdi dir="ltr">{}</bdi></a>', fact.dial, fact.value)
    elif fact.iso:
        value = format_html('<bdi><time datetime="{}"{}>{}</time></bdi>', fact.iso, around, fact.value)
    else:
        value = format_html("<bdi{}>{}</bdi>", around, fact.value)
    if per := _per(fact):
        value = format_html("{} {}", value, per)
    if not fact.expired:
        return value
    return format_html("<del>{}</del> <b>({})</b>", value, _("no longer valid"))


def _per(fact: ShownFact) -> str:
    return {"day": _("per day"), "month": _("per month"), "year": _("per year")}.get(fact.per, "")
