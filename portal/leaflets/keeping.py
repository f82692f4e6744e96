"""Drawn leaflets are kept: each is drawn once for the same words on the same paper, and only one at a time on a machine."""

import datetime as dt
import fcntl
import hashlib
import hmac
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from portal.core import qr
from portal.leaflets import codes, drawing, editions, folding, fonts
from portal.leaflets.composing import Composed
from portal.leaflets.layouts import Layout
from portal.leaflets.problems import Busy

_LOCK = settings.BASE_DIR / "var" / "leaflets.lock"
_STYLE = settings.BASE_DIR / "static" / "css" / "leaflet.css"
_STYLE_PLACE = "/* style */"  # in the template; the faces depend on the words
KEPT_DAYS = 30
LONGEST_WAIT = 120.0  # seconds that work in the background waits for its turn
MANY = 400  # files of a country from which on old ones are looked for
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """A PDF in the media storage. ``name``: where; ``size`` in bytes."""

    name: str
    size: int


def html_of(composed: Composed, layout: Layout, number: int | None) -> str:
    """The whole leaflet as HTML; ``number``: of its edition, where it is registered."""
    shown = composed.screen
    with translation.override(composed.language):
        html = render_to_string(
            "leaflets/leaflet.html",
            {
                "screen": shown,
                "title": composed.title,
                "title_language": composed.title_language,
                "several": len(composed.pieces) > 1 or not composed.ask.articles,
                "services": not composed.ask.articles,
                "pieces": [mark_safe(piece.html) for piece in composed.pieces],  # made by templates
                "checked_on": composed.checked_on,
                "overdue": composed.overdue,
                "number": number,
                "layout": layout.value,
                "code": qr.svg(composed.address),
                "address": codes.shown(composed.address),
            },
        )
    style = _STYLE.read_text(encoding="utf-8")
    return html.replace(_STYLE_PLACE, "\n".join([fonts.rules(html), style, f"@page {{ size: {layout.page} }}"]), 1)


def keep(composed: Composed, layout: Layout, *, wait: float = 0) -> Kept:
    """The PDF of a leaflet, drawn where it is not there yet.

    ``wait``: how many seconds it may wait until others are drawn. Raises Busy, and NotInstalled.
    """
    html = html_of(composed, layout, editions.number_of(composed.worded))
    name = _name(composed, layout, html)
    if not default_storage.exists(name):
        with _turn(wait):
            if not default_storage.exists(name):  # drawn by another one in the meantime
                pdf = drawing.draw(html, origin=codes.origin(composed.frame), tagged=layout != Layout.FOLDED)
                if layout == Layout.FOLDED:
                    pdf = folding.fold(pdf, rtl=composed.screen.language.direction == "rtl")
                default_storage.save(name, ContentFile(pdf))
                _forget_old(composed.frame.country.slug)
    kept = Kept(name, default_storage.size(name))
    if layout == Layout.A5 and len(composed.ask.articles) == 1:
        cache.set(_size_key(composed.ask.articles[0], composed.language), kept.size, None)
    return kept


def size_of(article: str, language: str) -> int | None:
    """How large the leaflet of an article was when it was last asked for, in bytes; None before."""
    size: int | None = cache.get(_size_key(article, language))
    return size


def clear(slug: str) -> None:
    """Delete all drawn leaflets of a country: something in them must not be seen any more."""
    for name in _names(slug):
        default_storage.delete(name)


def _size_key(article: str, language: str) -> str:
    return f"leaflet-size:{article}:{language}"


def _name(composed: Composed, layout: Layout, html: str) -> str:
    """Cannot be guessed by who knows what is in it: storages may give files to everyone who knows their name."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{layout}\n{html}".encode(), hashlib.sha256).hexdigest()[:40]
    return f"{_folder(composed.frame.country.slug)}/{digest}.pdf"


def _folder(slug: str) -> str:
    return f"leaflets/{slug}"


def _names(slug: str) -> list[str]:
    try:
        _folders, files = default_storage.listdir(_folder(slug))
    except FileNotFoundError:
        return []
    return [f"{_folder(slug)}/{file}" for file in files]


def _forget_old(slug: str) -> None:
    """What was drawn long ago is drawn again when somebody asks for it."""
    names = _names(slug)
    if len(names) < MANY:
        return
    limit = timezone.now() - dt.timedelta(days=KEPT_DAYS)
    for name in names:
        if default_storage.get_modified_time(name) < limit:
            default_storage.delete(name)


@contextmanager
def _turn(wait: float) -> Iterator[None]:
    """One leaflet at a time on this machine: drawing takes a processor for a second or more. Raises Busy."""
    until = time.monotonic() + wait
    with _LOCK.open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise Busy from None
                time.sleep(0.05)
            else:
                break
        yield  # closing the file gives the turn to the next
