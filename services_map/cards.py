"""Cards of services for pages of other rooms: articles, topics."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from portal.countries.frame import Frame
from services_map import directory as directories
from services_map import shown
from services_map.entries import Entry
from services_map.finding import Found
from services_map.shown import Card

MOST = 6  # in a list inside an article; the rest is behind a link


@dataclass(frozen=True)
class CategoryCards:
    """The first services of a category and the way to all of them."""

    cards: list[Card]
    count: int
    path: str


def of_services(frame: Frame, language: str, pks: Iterable[int]) -> dict[int, Card]:
    """Cards by primary key; a service that is not listed now is left out."""
    directory = directories.of(frame)
    entries = [directory.by_pk[pk] for pk in pks if pk in directory.by_pk]
    return {entry.pk: card for entry, card in zip(entries, _cards(frame, language, entries), strict=True)}


def of_category(frame: Frame, language: str, pk: int) -> CategoryCards:
    """The services of a category or of those below it."""
    directory = directories.of(frame)
    category = directory.categories.get(pk)
    if category is None:
        return CategoryCards([], 0, "")
    within = {pk, *(item.pk for item in directory.categories.values() if item.parent == pk)}
    entries = [entry for entry in directory.entries if within & set(entry.categories)]
    path = f"/{language}/services/?category={category.slug}"
    return CategoryCards(_cards(frame, language, entries[:MOST]), len(entries), path)


def _cards(frame: Frame, language: str, entries: Iterable[Entry]) -> list[Card]:
    directory, at, chain = directories.of(frame), timezone.now(), frame.chain(language)
    names = directory.names(frame, language)
    found = [
        Found(
            entry,
            *names[entry.position],
            directory.opening_of(entry, at),
            entry.places[0] if entry.places else None,
            None,
        )
        for entry in entries
    ]
    return [shown.card(item, directory, language, chain, at) for item in found]
