"""Screens of the pages below ``/<language>/services/``, which are no pages of Wagtail's tree."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import cast
from uuid import UUID, uuid5

from django.http import Http404, HttpRequest
from django.utils.translation import gettext

from locales import languages
from portal.countries.frame import Frame
from portal.countries.request import PortalRequest
from portal.countries.routing import Found, Variant
from portal.countries.screen import Crumb, Screen

_NAMESPACE = UUID("6f1d7c1e-52f4-4c3b-9f0e-0d5c6f3e7a10")
ROOT = "services/"


def screen_of(
    plain: HttpRequest,
    parts: str,
    title: str,
    *,
    crumbs: Iterable[Crumb] = (),
    titles: Mapping[str, str] | None = None,
    language: str | None = None,
) -> Screen:
    """The screen for the address ``/<language>/services/<parts>`` (``parts`` is empty or ends with a slash).

    ``titles``: the languages in which the page exists with its title in each; without it, all of the country's. ``language``: that of
    what is shown, where it is not the reader's. ``crumbs``: the pages above. Raises Http404 at the front door.
    """
    request = cast(PortalRequest, plain)
    frame = request.frame
    if frame is None:
        raise Http404
    shown = language or request.language
    variant = partial(_variant, frame, parts)
    variants = {
        code: variant(code, (titles or {}).get(code, title)) for code in frame.codes if not titles or code in titles
    }
    above = [
        Variant(
            0,
            crumb.language,
            f"/{frame.country.slug}{crumb.path}",
            "",
            crumb.title,
            uuid5(_NAMESPACE, crumb.path),
            0,
            True,
        )
        for crumb in crumbs
    ]
    found = Found(request.language, variant(shown, title), variants, None, above)
    request.screen = Screen(request, frame, found)
    return request.screen


def list_crumb(request: PortalRequest) -> Crumb:
    """The way back to the list."""
    return Crumb(f"/{request.language}/{ROOT}", gettext("Find help"), languages.get(request.language).catalog_code)


def _variant(frame: Frame, parts: str, code: str, title: str) -> Variant:
    url_path = f"{frame.prefix}{code}/{ROOT}{parts}"
    return Variant(0, code, url_path, "", title, uuid5(_NAMESPACE, parts), 0, True)
