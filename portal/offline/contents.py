"""What a pack holds: the addresses of a country's pages in one language, by level and by the part that they stand in.

A page about violence, trafficking or the like is in parts of its own, which are saved only by those who tick that (ADR 32).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, zip_longest
from uuid import UUID

from articles import listing
from articles.listing import Listed
from articles.models import ArticlePage
from portal.countries.frame import Frame
from services_map import directory as directories
from services_map.entries import Entry

FIND = "offline/find/"
MANAGE = "offline/"
LEAVE_SAFELY = "leave-safely/"


class Level(StrEnum):
    """Which readers' choice a part belongs to. ``ALL`` comes on top of the essentials, ``SENSITIVE`` on top of all."""

    ESSENTIALS = "essentials"
    ALL = "all"
    SENSITIVE = "sensitive"


@dataclass(frozen=True)
class Item:
    """A page. ``group``: pages of one group share parts, so that a change in one topic leaves the others' parts as they are."""

    path: str
    group: str
    sensitive: bool = False
    listing: bool = False  # it lists others, and can do so without the sensitive ones
    title: str = ""  # by which others name it


def always(frame: Frame, language: str) -> list[Item]:
    """The pages that everybody gets: the first page, topics, alerts, the search, and the page of packs itself."""
    paths = ["", "alerts/", MANAGE, FIND]
    topics = [topic.path for topic in frame.topics(language)]
    return [
        *(Item(f"/{language}/{path}", "first") for path in paths),
        *(Item(path, "first", listing=True) for path in topics),
    ]


def articles(frame: Frame, language: str) -> list[Item]:
    """Every public article in the best language for the reader, the most important first: the first of each topic, then the second ...

    Editors put what matters most first in a topic.
    """
    keys: set[UUID] = set()
    sensitive: set[UUID] = set()
    rows = ArticlePage.objects.live().filter(url_path__startswith=frame.prefix).order_by()
    for key, marked in rows.values_list("translation_key", "sensitive"):
        keys.add(key)
        if marked:
            sensitive.add(key)
    by_topic: dict[str, list[Listed]] = defaultdict(list)
    for item in listing.of_keys(frame, language, keys, on=frame.as_of()).values():
        by_topic[item.path.split("/")[2]].append(item)
    order = [topic.path.split("/")[2] for topic in frame.topics(language)]
    columns = [by_topic[slug] for slug in order if slug in by_topic]
    rounds = chain.from_iterable(zip_longest(*columns))
    return [
        Item(item.path, item.path.split("/")[2], item.key in sensitive, title=item.title) for item in rounds if item
    ]


def sensitive_lists(frame: Frame, language: str) -> list[str]:
    """The addresses of the list of services for kinds of help that somebody may have to hide."""
    categories = directories.of(frame).categories.values()
    return [f"/{language}/services/?category={category.slug}" for category in categories if category.sensitive]


def services(frame: Frame, language: str) -> Iterator[tuple[Item, Entry]]:
    """Every service on the list with its page, in the order of the list."""
    directory = directories.of(frame)
    places = directory.order(frame, language)
    for entry in sorted(directory.entries, key=lambda entry: places[entry.position]):
        main = directory.categories[entry.categories[0]]
        upper = directory.categories.get(main.parent or 0, main)
        item = Item(
            f"/{language}/services/{entry.slug}/",
            f"services {upper.slug}",
            directory.sensitive(entry),
            title=directory.names(frame, language)[entry.position][0],
        )
        yield item, entry
