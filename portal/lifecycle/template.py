"""A new country after the model of another one: its topics, and its articles as drafts, without what is true of the other country only."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from django.db import transaction
from django.db.models import Model
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.models import Page

from articles.blocks import FACT_FIELDS
from articles.models import ArticlePage
from locales import languages
from portal.core.blocks.reference import references
from portal.countries.models import Country, FactText, Topic, TopicPage
from portal.lifecycle import bodies
from services_map.models import Category


@dataclass(frozen=True)
class Gap:
    """A place in a draft that the new team must fill in: a fact, a contact, a picture of the other country's stood there."""

    article: str
    what: str


class _OfTheOther(LookupError):
    """A block refers to what belongs to the other country."""


def topics(model: Country) -> list[Topic]:
    """The topics of a country, in their order."""
    pages = TopicPage.objects.descendant_of(model.container).filter(locale=model.source_language).order_by("path")
    return [page.topic for page in pages.select_related("topic")]


@transaction.atomic
def copy_articles(*, model: Country, to: Country) -> list[Gap]:
    """Copy the published articles that ``model`` has in the source language of ``to``, as drafts of that language that nobody has checked.

    Sources stay behind. In place of a block that refers to facts, services, files or recordings of the other country stands a
    sentence that says what to fill in. Articles of topics that ``to`` lacks are left out.
    """
    parents = {
        page.slug: page for page in TopicPage.objects.descendant_of(to.container).filter(locale=to.source_language)
    }
    articles = ArticlePage.objects.descendant_of(model.container).live().filter(locale=to.source_language)
    copies: list[tuple[ArticlePage, ArticlePage]] = []
    for article in articles.order_by("path"):
        parent = parents.get(article.url_path.rstrip("/").split("/")[-2])
        if parent:
            copies.append((article, _draft(article, parent)))
    numbers = {article.pk: copy.pk for article, copy in copies}
    gaps: list[Gap] = []
    with translation.override(languages.get(to.source_language.language_code).catalog_code):
        for article, copy in copies:
            raw = [_block(block, article, numbers, gaps) for block in article.body.raw_data]
            copy.body = _stream(raw)
            copy.save()
            copy.save_revision()
    return gaps


def _draft(article: ArticlePage, parent: TopicPage) -> ArticlePage:
    copy = ArticlePage(
        title=article.title,
        slug=article.slug,
        summary=article.summary,
        audience=article.audience,
        sensitive=article.sensitive,
        locale=parent.locale,
        live=False,
    )
    parent.add_child(instance=copy)
    return copy


def _stream(raw: list[dict[str, Any]]) -> Any:
    block: Any = ArticlePage._meta.get_field("body").stream_block  # type: ignore[union-attr]
    return block.to_python(raw)


def _block(block: dict[str, Any], article: ArticlePage, numbers: dict[int, int], gaps: list[Gap]) -> dict[str, Any]:
    body: Any = ArticlePage._meta.get_field("body").stream_block  # type: ignore[union-attr]
    kind = body.child_blocks.get(block["type"])

    def change(model: type[Model], pk: Any) -> Any:
        if issubclass(model, Category):  # all countries share them
            return pk
        if issubclass(model, Page) and pk in numbers:
            return numbers[pk]
        raise _OfTheOther

    def text(html: str, change: bodies.Change) -> str:
        return _text(html, change, lambda what: gaps.append(Gap(article.title, what)))

    new = {"type": block["type"], "id": str(uuid.uuid4())}
    try:
        return {**new, "value": bodies.stream(kind, block["value"], change, text)}
    except _OfTheOther:
        labels = _labels(references([block], FACT_FIELDS), article)
        what = f"{kind.label}: {', '.join(labels)}" if labels else str(kind.label)
        gaps.append(Gap(article.title, what))
        sentence = _("To fill in: %(what)s") % {"what": what}
        return {**new, "type": "text", "value": format_html("<p><b>{}</b></p>", sentence)}


def _text(html: str, change: bodies.Change, missing: Callable[[str], None]) -> str:
    """Rich text without links to what is not copied; where a fact stood, a mark."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(["a", "embed"]):
        kind = str(tag.get("linktype") or tag.get("embedtype") or "")
        number = str(tag.get("id") or "")
        if not kind:
            continue
        try:
            if kind != "page" or not number.isdecimal():
                raise _OfTheOther
            tag["id"] = str(change(Page, int(number)))
        except _OfTheOther:
            words = tag.get_text()
            missing(words or kind)
            tag.replace_with(words or f"[{_('To fill in: %(what)s') % {'what': kind}}]")
    return str(soup)


def _labels(pks: Any, article: ArticlePage) -> list[str]:
    found = FactText.objects.filter(fact__in=list(pks), locale=article.locale).order_by("fact__key")
    return list(found.values_list("label", flat=True))
