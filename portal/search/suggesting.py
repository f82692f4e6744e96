"""Suggestions while somebody types: titles of what there is. Only what is published is suggested, never what others typed."""

from articles.models import ArticlePage
from portal.countries.frame import Frame
from portal.search import words
from services_map import directory as directories

MOST = 6
_SHORTEST = 2


def completions(frame: Frame, language: str, text: str) -> list[str]:
    """Titles in the reader's language with a word for each of those typed; the last may be a beginning."""
    typed = words.tokens(text[:80])
    if not typed or len(typed[-1]) < _SHORTEST:
        return []
    titles: list[tuple[str, list[str]]] = frame.keep(("titles", language), lambda: _titles(frame, language))
    found = (title for title, known in titles if all(any(word.startswith(start) for word in known) for start in typed))
    return [title for title, _ in zip(found, range(MOST), strict=False)]


def _titles(frame: Frame, language: str) -> list[tuple[str, list[str]]]:
    locale = frame.language(language).locale_id
    pages = ArticlePage.objects.live().filter(url_path__startswith=frame.prefix, locale=locale).order_by("path")
    public = [title for title, path in pages.values_list("title", "path") if not frame.restricted(path)]
    names = [name for name, code in directories.of(frame).names(frame, language) if code == language]
    return [(title, words.tokens(title)) for title in dict.fromkeys([*public, *names])]
