"""What was found, as a reader sees it: articles, services and towns, in their language or marked as another's."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from articles import listing
from articles.listing import Listed
from portal.countries.facts import ShownFact
from portal.countries.frame import Frame
from portal.search import finding, passages, words
from portal.search.finding import Hit
from portal.search.models import Entry
from portal.search.passages import Piece
from services_map import directory as directories
from services_map import shown
from services_map.directory import Directory
from services_map.finding import Found
from services_map.shown import Card

ARTICLES, SERVICES, TOWNS = 20, 20, 5
_SHORTEST_TOWN = 3  # letters from which on a town's name is looked for


@dataclass(frozen=True)
class FoundArticle:
    """An article with the passage in which the words stand, where that is in the language shown."""

    article: Listed
    passage: list[Piece]


@dataclass(frozen=True)
class FoundTown:
    """A town in which there are services."""

    name: str
    slug: str
    services: int


@dataclass(frozen=True)
class Results:
    """``full``: whether all the words were found together. ``more_services``: how many services are not shown."""

    articles: list[FoundArticle]
    services: list[Card]
    towns: list[FoundTown]
    lines: list[ShownFact]
    more_services: int
    full: bool

    @property
    def sensitive(self) -> bool:
        """Whether something was found that the reader may have to hide."""
        return any(item.article.sensitive for item in self.articles) or any(card.sensitive for card in self.services)

    @property
    def count(self) -> int:
        return len(self.articles) + len(self.services) + len(self.towns) + len(self.lines)


def of(frame: Frame, language: str, text: str, at: dt.datetime) -> Results:
    """Everything that a country has for a text, in a fixed number of queries."""
    answer = finding.find(frame, language, text)
    directory = directories.of(frame)
    services = _services(frame, directory, language, answer.hits, at)
    return Results(
        articles=_articles(frame, language, answer.hits),
        services=services[:SERVICES],
        towns=_towns(frame, directory, language, answer.words),
        lines=_lines(frame, language, answer.words),
        more_services=max(0, len(services) - SERVICES),
        full=answer.full,
    )


def _articles(frame: Frame, language: str, hits: Sequence[Hit]) -> list[FoundArticle]:
    wanted = [hit for hit in hits if hit.kind == Entry.Kind.ARTICLE][: 2 * ARTICLES]
    known = listing.of_keys(frame, language, {UUID(hit.key) for hit in wanted}, on=frame.today()) if wanted else {}
    found = []
    for hit in wanted:
        article = known.get(UUID(hit.key))
        if article is None:
            continue
        same = article.language == hit.language
        found.append(FoundArticle(article, passages.cut(hit.text, hit.stems, hit.language) if same else []))
    own = [item for item in found if item.article.language == language]
    return [*own, *(item for item in found if item.article.language != language)][:ARTICLES]


def _services(frame: Frame, directory: Directory, language: str, hits: Sequence[Hit], at: dt.datetime) -> list[Card]:
    names = directory.names(frame, language)
    chain = frame.chain(language)
    entries = [directory.by_pk.get(hit.target) for hit in hits if hit.kind == Entry.Kind.SERVICE]
    listed = [
        Found(entry, *names[entry.position], directory.opening_of(entry, at), None, None) for entry in entries if entry
    ]
    ordered = [item for item in listed if item.language == language]
    ordered += [item for item in listed if item.language != language]
    return [shown.card(item, directory, language, chain, at) for item in ordered]


def _towns(frame: Frame, directory: Directory, language: str, typed: Sequence[str]) -> list[FoundTown]:
    counts = directory.facets.get("town", {})
    chain = frame.chain(language)
    found = []
    for town in directory.towns.values():
        names = {token for name in (*town.names.values(), town.slug) for token in words.tokens(name)}
        if town.slug in counts and any(_names(word, names) for word in typed):
            found.append(FoundTown(directory.town_name(town.pk, chain), town.slug, counts[town.slug].bit_count()))
    return sorted(found, key=lambda town: -town.services)[:TOWNS]


def _names(typed: str, names: set[str]) -> bool:
    """Whether a typed word is a town's name, begins it, or is a form of it ("в Кишиневі")."""
    if len(typed) < _SHORTEST_TOWN or not typed.isalpha():
        return False
    begin = typed[: max(4, len(typed) - 2)]
    return any(
        name.startswith(typed) or (len(name) >= 4 and abs(len(name) - len(typed)) <= 3 and name.startswith(begin))
        for name in names
    )


def _lines(frame: Frame, language: str, typed: Sequence[str]) -> list[ShownFact]:
    """Emergency numbers that were typed as such."""
    return [line for line in frame.emergency_lines(language) if "".join(filter(str.isdigit, line.dial)) in typed]
