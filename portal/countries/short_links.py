"""Short links: ``/s/p7k2m9q4x-uk`` leads to a page in Ukrainian (docs/adr/0035-handing-on-and-reading-views.md).

A code is a letter for the kind of thing and what tells things of that kind apart: ``p`` and ``s`` are followed by the beginning of a page's
or a service's UUID, ``c`` by the name of a phrase card. Rooms say what they have through the hook ``portal_short_links``: a mapping
from the letter to a function ``(frame, language, rest of the code) -> Target or None``.
"""

import re
from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from wagtail import hooks
from wagtail.models import Page

from portal.core import short_codes
from portal.core.pages import path_on_site
from portal.countries import phrase_cards, routing
from portal.countries.frame import Frame

PAGE, CARD = "p", "c"
CARDS_PATH = "show/"
_CODE = re.compile(r"([a-z])([0-9a-z]*)-([0-9a-z-]+)")


class Target(NamedTuple):
    """What a code stands for: its address in the language asked for, and its title with the title's own language. What has no title is
    no longer handed on, but its address tells what to turn to instead."""

    path: str
    title: str
    language: str
    sensitive: bool = False  # somebody may have to hide it


Resolver = Callable[[Frame, str, str], Target | None]


def path(ref: str, language: str) -> str:
    """The address of a short link on the country's host."""
    return f"/s/{ref}-{language}"


def page_ref(translation_key: UUID) -> str:
    """The code of a page of Wagtail's tree, the same in all its languages."""
    return short_codes.encode(PAGE, translation_key)


def read(code: str) -> tuple[str, str] | None:
    """A short link's code as (code of the thing, language code); None where it cannot be one."""
    match = _CODE.fullmatch(code.lower())
    return (match[1] + match[2], match[3]) if match else None


def is_as_written(ref: str) -> bool:
    """Whether a code is spelled as we spell it. Every page that is kept has one address: else a stranger could fill memory and disk."""
    return ref == ref.lower() and (ref[:1] == CARD or ref[1:] == short_codes.as_written(ref[1:]))


def find(frame: Frame, language: str, ref: str) -> Target | None:
    """What stands behind a code for a reader of ``language``; None where there is nothing, or nothing public, any more."""
    for resolvers in hooks.get_hooks("portal_short_links"):
        resolver: Resolver | None = resolvers().get(ref[:1].lower())
        if resolver:
            return resolver(frame, language, ref[1:])
    return None


def page(frame: Frame, language: str, rest: str) -> Target | None:
    """A published page in whatever language there is."""
    keys = short_codes.span(rest)
    if keys is None:
        return None
    own = tuple(f"{frame.prefix}{code}/" for code in frame.codes)
    paths = (
        Page.objects.filter(translation_key__range=keys, live=True).order_by("pk").values_list("url_path", flat=True)
    )
    for url_path in paths:
        if url_path.startswith(own):
            components = [part for part in path_on_site(url_path).split("/") if part][1:]
            found = routing.find(frame, language, components)
            if found and not frame.restricted(found.shown.tree_path):
                sensitive = _is_sensitive(frame, found.shown.translation_key)
                return Target(found.path, found.shown.title, found.shown.language, sensitive)
    return None


def _is_sensitive(frame: Frame, translation_key: UUID) -> bool:
    """As its source-language page says, if that kind of page knows of it."""
    source = Page.objects.filter(translation_key=translation_key, locale__language_code=frame.source_language).first()
    return bool(source and getattr(source.specific, "sensitive", False))


def card(frame: Frame, language: str, rest: str) -> Target | None:
    """A phrase card, or all of them."""
    own = next((item for item in phrase_cards.all_of(frame, language) if item.slug == rest), None)
    if own is None and rest:
        return None
    fragment, title = (f"#{own.slug}", own.own) if own else ("", phrase_cards.title())
    return Target(f"/{language}/{CARDS_PATH}{fragment}", title, phrase_cards.interface(language))


def resolvers() -> dict[str, Resolver]:
    """What this room has."""
    return {PAGE: page, CARD: card}
