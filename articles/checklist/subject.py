"""An article as the rules of the checklist see it."""

import datetime as dt
import re
from functools import cached_property
from typing import Any

from django.utils.html import strip_tags
from wagtail.models import Page

from articles import freshness
from articles.blocks import FACT_FIELDS, RECORDING_FIELDS
from articles.models import ArticlePage, TranslationState
from articles.plain_language import Measure, measure
from articles.references import facts_used
from portal.core.blocks.reference import references
from portal.countries.models import Country, CountryLanguage, Fact
from portal.media.models import Recording

_LINK = re.compile(r'<a [^>]*linktype="page"[^>]*>')
_KEY = re.compile(r'\bid="(\d+)"')
_PARTED = re.compile(r"<(?:/p|/li|br\s*/?|/h\d)>")
# Fields of blocks that are no words to read, such as keys and addresses.
_NOT_WORDS = FACT_FIELDS | {"url", "id", "type"}


class Subject:
    """``article`` as it stands in the form or the draft, on the day ``today``. What several rules need is fetched once."""

    def __init__(self, article: ArticlePage, country: Country, today: dt.date) -> None:
        self.article, self.country, self.today = article, country, today

    @property
    def is_source(self) -> bool:
        return self.article.locale_id == self.country.source_language_id

    @cached_property
    def neutral(self) -> ArticlePage:
        """The source-language page, which holds what is not words; the article itself where that is it."""
        if self.is_source:
            return self.article
        found = ArticlePage.objects.filter(
            translation_key=self.article.translation_key, locale=self.country.source_language_id
        ).first()
        return found or self.article

    @cached_property
    def blocks(self) -> list[dict[str, Any]]:
        """The body as raw data."""
        return list(self.article.body.raw_data)

    @cached_property
    def recordings(self) -> list[Recording]:
        return list(Recording.objects.filter(pk__in=set(references(self.blocks, RECORDING_FIELDS))))

    @cached_property
    def fresh(self) -> freshness.Freshness:
        key = self.article.translation_key
        facts = Fact.objects.filter(pk__in=facts_used(self.neutral), valid_until__isnull=False)
        check = freshness.newest([key]).get(key)
        return freshness.of(check, on=self.today, ends=facts.values_list("valid_until", flat=True))

    @cached_property
    def reading(self) -> Measure:
        """The figures of everything that is read."""
        return measure("\n".join([self.article.title, self.article.summary, *_words(self.blocks)]))

    @cached_property
    def page_links(self) -> set[int]:
        """The primary keys of the pages that links in the text lead to."""
        text = "".join(_strings(self.blocks))
        return {int(key[1]) for link in _LINK.findall(text) if (key := _KEY.search(link))}

    @cached_property
    def languages(self) -> dict[str, str | None]:
        """The state of each translation by language code, in order of offer; None where it is missing, and not for the source."""
        offered = CountryLanguage.objects.filter(country=self.country).exclude(locale=self.country.source_language_id)
        key = self.article.translation_key
        live = Page.objects.filter(translation_key=key, live=True).values_list("pk", "locale__language_code")
        pages = {code: pk for pk, code in live}
        states = dict(
            TranslationState.objects.filter(page__translation_key=key).values_list("page", "state"),
        )
        codes = offered.order_by("sort_order").values_list("locale__language_code", flat=True)
        return {code: states.get(pages[code], "current") if code in pages else None for code in codes}


def _strings(raw: Any) -> list[str]:
    if isinstance(raw, str):
        return [raw]
    values = raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else ()
    return [text for value in values for text in _strings(value)]


def _words(raw: Any) -> list[str]:
    """The words of a stream, paragraph by paragraph."""
    if isinstance(raw, str):
        return [strip_tags(_PARTED.sub("\n", raw))]
    if isinstance(raw, dict):
        return [text for name, value in raw.items() if name not in _NOT_WORDS for text in _words(value)]
    return [text for value in raw for text in _words(value)] if isinstance(raw, list) else []
