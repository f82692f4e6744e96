"""The desk: what waits for a person, told by each room through the hook ``portal_desk``.

A room registers ``function(user, countries) -> Iterable[Section]``, where ``countries`` are those whose work the desk
shows. It gives only what the user may see, and costs a fixed number of queries whatever the size of the site.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from wagtail import hooks

from locales.languages import LANGUAGES
from portal.countries.models import Country


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


def admin_language() -> str:
    """The language of the admin, for dates and names; English where the portal has no formats for it."""
    code = get_language() or "en"
    return code if code in LANGUAGES else "en"


def sections(user: Any, countries: Iterable[Country]) -> list[Section]:
    """All that waits for a user in these countries, the most harmful first; sections in which nothing waits stand among them."""
    countries = list(countries)
    found = [section for told in hooks.get_hooks("portal_desk") for section in told(user, countries)]
    return sorted(found, key=lambda section: (section.order, section.title))
