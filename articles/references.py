"""What an article refers to."""

from typing import Any

from articles.blocks import FACT_FIELDS
from articles.models import ArticlePage
from portal.core.blocks.reference import references
from portal.countries import fact_text


def facts_used(article: ArticlePage) -> list[int]:
    """The primary keys of all facts that an article's body shows, in blocks of facts and inside sentences, each once."""
    return facts_in(list(article.body.raw_data))


def facts_in(raw: list[Any]) -> list[int]:
    """The same for the raw data of a body."""
    return list(dict.fromkeys([*references(raw, FACT_FIELDS), *fact_text.used(raw)]))
