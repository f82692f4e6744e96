"""Articles, their checks and the state of their translations."""

from articles.models.article import ArticlePage
from articles.models.check import ArticleCheck
from articles.models.translation import TranslationState

__all__ = ["ArticleCheck", "ArticlePage", "TranslationState"]
