"""The desk: what waits for a person, told by each room through the hook ``portal_desk``.

A room registers ``function(user, countries) -> Iterable[Section]``, where ``countries`` are those whose work the desk
shows. It gives only what the user may see, and costs a fixed number of queries whatever the size of the site.
"""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """One thing that waits. ``day``: since or until when, for sorting; ``note``: a few words, such as the language or what changed."""

    title: str
    url: str
    country: str = ""
    note: str = ""
    day: dt.date | None = None


@dataclass(frozen=True)
class Section:
    """One kind of waiting things: how many there are, the first few, and the address of all of them.

    ``name`` is a short name, once on a desk (``articles-overdue``). ``order`` says its place, the most harmful first: 100
    what is wrong in front of readers now (overdue, reported, run out), 200 what soon will be, 300 what waits for this
    person, 400 the rest.
    """

    name: str
    title: str
    count: int
    url: str
    items: tuple[Item, ...] = ()
    order: int = 400
    icon: str = "list-ul"
