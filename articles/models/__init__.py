"""Articles, their checks, what changed in them, the state of their translations, and the steps to publication."""

from articles.models.approval import ApprovalTask
from articles.models.article import ArticlePage
from articles.models.change import ChangeNote, ChangeNoteText
from articles.models.check import ArticleCheck
from articles.models.glossary import GlossaryTerm, GlossaryWord
from articles.models.jobs import TranslationJob, TranslationJobItem
from articles.models.translation import TranslationState

__all__ = [
    "ApprovalTask",
    "ArticleCheck",
    "ArticlePage",
    "ChangeNote",
    "ChangeNoteText",
    "GlossaryTerm",
    "GlossaryWord",
    "TranslationJob",
    "TranslationJobItem",
    "TranslationState",
]
