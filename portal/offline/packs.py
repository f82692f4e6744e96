"""Packs: a country in one language as numbered parts, made once after each change, never for a single reader.

A part is JSON under the hash of its content, compressed once. A phone keeps the parts that it has, and loads only what differs (ADR 32).
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import brotli
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import override

from locales import languages
from portal.core import clock, stamps, stylesheet
from portal.countries import alerts
from portal.countries.frame import Frame
from portal.offline import contents, listings
from portal.offline.contents import Item, Level
from portal.offline.rendering import CannotRender, Rendered, Site

ESSENTIALS = 150_000  # bytes over the wire that the essentials may cost
_RESERVED = 12_000  # of these for scripts, and for what changes until the next building
LARGEST_PART = (
    120_000  # characters of JSON: some 20 to 30 kB over the wire, so that little is lost when a connection breaks
)
_QUALITY = 9  # of brotli
_KEPT = 2 * 24 * 3600  # seconds
_TURN = "offline:turn"  # one pack at a time, whoever asks: each takes a processor for a second or more
_PATIENCE = 180  # seconds after which a building that never ended is begun anew


class Building(Exception):
    """Another process is just making this pack, or another one."""


@dataclass(frozen=True)
class Part:
    """``bytes``: what it costs over the wire. ``pages``: the addresses in it; a sensitive part does not tell them before it is loaded."""

    hash: str
    level: str
    bytes: int
    pages: tuple[str, ...]


class _Loose(NamedTuple):
    """A page that is in no part yet."""

    group: str
    path: str
    page: Rendered

    def without(self, hide: Mapping[str, str]) -> "_Loose":
        return self._replace(page=self.page.without(hide))


@dataclass
class _Draft:
    """A part that is being filled. ``more``: what it holds besides pages."""

    level: Level
    pages: dict[str, dict[str, str]] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)

    def add(self, pages: Iterable[_Loose]) -> None:
        self.pages.update({loose.path: {"t": loose.page.title, "m": loose.page.main} for loose in pages})

    def content(self) -> str:
        return json.dumps({"pages": self.pages, **self.more}, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def of(frame: Frame, language: str) -> dict[str, Any]:
    """The pack's table of contents: ``{"made", "language", "name", "parts": [...]}``. Raises Building."""
    key = _key(frame, language)
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        if not cache.add(f"{key}:building", 1, _PATIENCE):
            raise Building
        try:
            if not cache.add(_TURN, 1, _PATIENCE):
                raise Building
            try:
                found = _build(frame, language)
                cache.set(key, found, _KEPT)
            finally:
                cache.delete(_TURN)
        finally:
            cache.delete(f"{key}:building")
    return found


def part(frame: Frame, language: str, digest: str) -> tuple[Level, bytes] | None:
    """A part's level and its bytes, compressed with brotli; None for one that the pack of now does not have. Raises Building.

    What was withdrawn since a pack was made is not given out any more, whoever still knows the address.
    """
    level = next((part["level"] for part in of(frame, language)["parts"] if part["hash"] == digest), None)
    found: bytes | None = cache.get(_part_key(frame, language, digest)) if level else None
    return (Level(level), found) if found and level else None


def _key(frame: Frame, language: str) -> str:
    """Changes with everything that the pages of a day depend on."""
    host = frame.site.hostname
    shown = alerts.now(frame.alerts(language), clock.now())
    parts = (
        host,
        language,
        stamps.current(host),
        frame.as_of(),
        frame.today(),
        [alert.pk for alert in shown],
        release(),
    )
    return f"offline:{hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()}"


def _part_key(frame: Frame, language: str, digest: str) -> str:
    return f"offline-part:{frame.site.hostname}:{language}:{digest}"


@lru_cache(maxsize=1)
def release() -> str:
    """What this version of the portal makes pages from: packs outlive a process, and must not outlive its code."""
    digest = hashlib.blake2b(digest_size=8)
    base = settings.BASE_DIR
    rooms = ("portal", "articles", "services_map", "locales")
    found = [file for room in rooms for file in (base / room).rglob("*.py")]
    found += [
        *(base / "templates").rglob("*.html"),
        *(base / "static").rglob("*.*s"),
        *(base / "locales").rglob("*.mo"),
    ]
    for file in sorted(found):
        digest.update(file.read_bytes())
    digest.update("".join(stylesheet.csp_sources()).encode())
    return digest.hexdigest()


def _build(frame: Frame, language: str) -> dict[str, Any]:
    with override(language):
        drafts = _drafts(frame, language)
    parts = []
    for draft in drafts:
        content = draft.content().encode()
        packed = brotli.compress(content, quality=_QUALITY)
        digest = hashlib.sha256(content).hexdigest()[:16]
        cache.set(_part_key(frame, language, digest), packed, _KEPT)
        known = () if draft.level == Level.SENSITIVE else tuple(draft.pages)
        parts.append(asdict(Part(digest, draft.level.value, len(packed), known)))
    return {
        "made": clock.now().isoformat(timespec="seconds"),
        "language": language,
        "name": languages.get(language).endonym,
        "parts": parts,
    }


def _drafts(frame: Frame, language: str) -> list[_Draft]:
    """All parts: what everyone gets, the list of services, the first articles, then the rest by topic and kind of help."""
    site = Site(frame, language)
    plain, delicate = listings.of(frame, language, clock.now())
    guides = contents.articles(frame, language)
    listed = [item for item, _entry in contents.services(frame, language)]
    rendered = [_render(site, items) for items in (contents.always(frame, language), guides, listed)]
    delicate_pages = [loose for _open, quiet in rendered for loose in quiet]
    hide = dict.fromkeys((*contents.sensitive_lists(frame, language), *(loose.path for loose in delicate_pages)), "")
    hide |= {item.path: item.title for item in (*guides, *listed) if item.path in hide or item.sensitive}
    first, articles, services = ([loose.without(hide) for loose in plain_pages] for plain_pages, _quiet in rendered)

    drafts = [_Draft(Level.ESSENTIALS, more={"shell": site.shell()}), _Draft(Level.ESSENTIALS, more=plain)]
    drafts[0].add(first)
    chosen, rest = _first_that_fit(articles, ESSENTIALS - _RESERVED - sum(_cost(draft) for draft in drafts))
    drafts += _split(Level.ESSENTIALS, chosen)
    by_group: dict[str, list[_Loose]] = defaultdict(list)
    for loose in (*rest, *services):
        by_group[loose.group].append(loose)
    for group in sorted(by_group):
        drafts += _split(Level.ALL, by_group[group])
    if not delicate_pages and not delicate["services"]:
        return drafts
    _open, advice = _render(site, [Item(f"/{language}/{contents.LEAVE_SAFELY}", "first", sensitive=True)])
    hidden = _split(Level.SENSITIVE, (*advice, *delicate_pages))
    hidden[0].more["shell"] = site.shell(sensitive=True)
    if delicate["services"]:
        hidden.append(_Draft(Level.SENSITIVE, more=delicate))
    return drafts + hidden


def _render(site: Site, items: Iterable[Item]) -> tuple[list[_Loose], list[_Loose]]:
    """The pages for everyone and the sensitive ones: those that we know to be, and those that browsers may not keep.

    One that lists others is for everyone: without the sensitive ones.
    """
    found: tuple[list[_Loose], list[_Loose]] = ([], [])
    for item in items:
        try:
            page = site.page(item.path)
        except CannotRender:
            continue
        quiet = item.sensitive or not (page.public or item.listing)
        found[quiet].append(_Loose(item.group, item.path, page))
    return found


def _first_that_fit(pages: list[_Loose], room: int) -> tuple[list[_Loose], list[_Loose]]:
    """As many of the first pages as cost no more than ``room`` bytes over the wire, and the others."""
    low, high = 0, len(pages)
    while low < high:
        middle = (low + high + 1) // 2
        cost = sum(_cost(draft) for draft in _split(Level.ESSENTIALS, pages[:middle]))
        low, high = (middle, high) if cost <= room else (low, middle - 1)
    return pages[:low], pages[low:]


def _split(level: Level, pages: Iterable[_Loose]) -> list[_Draft]:
    """Pages in parts of about the same size."""
    drafts: list[_Draft] = []
    size = LARGEST_PART
    for loose in pages:
        if size >= LARGEST_PART:
            drafts.append(_Draft(level))
            size = 0
        drafts[-1].add([loose])
        size += len(loose.page.main)
    return drafts


def _cost(draft: _Draft) -> int:
    return len(brotli.compress(draft.content().encode(), quality=_QUALITY))
