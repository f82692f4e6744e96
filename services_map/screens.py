"""Screens of the pages below ``/<language>/services/``, which are no pages of Wagtail's tree."""

from collections.abc import Iterable, Mapping

from django.http import HttpRequest
from django.utils.translation import gettext

from locales import languages
from portal.countries import screen
from portal.countries.request import PortalRequest
from portal.countries.screen import Crumb, Screen

ROOT = "services/"


def screen_of(
    request: HttpRequest,
    parts: str,
    title: str,
    *,
    crumbs: Iterable[Crumb] = (),
    titles: Mapping[str, str] | None = None,
    language: str | None = None,
    ref: str = "",
) -> Screen:
    """The screen for the address ``/<language>/services/<parts>``; see ``screen.at``. Raises Http404 at the front door."""
    return screen.at(request, ROOT + parts, title, crumbs=crumbs, titles=titles, language=language, ref=ref)


def list_crumb(request: PortalRequest) -> Crumb:
    """The way back to the list."""
    return Crumb(f"/{request.language}/{ROOT}", gettext("Find help"), languages.get(request.language).catalog_code)
