"""Public pages of articles that are no pages of Wagtail's tree: what changed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import changes
from portal.core.pagecache import mark_public
from portal.countries import screen
from portal.countries.request import PortalRequest

PAGE = 30  # notes on a page
LAST_PAGE = 1000


@require_safe
def what_changed(request: PortalRequest) -> HttpResponse:
    """The country's notes on changes that matter, newest first, each in the reader's language or the best fallback."""
    shown = screen.at(request, "changes/", _("What changed"))
    number = _number(request.GET.get("page", ""))
    start = (number - 1) * PAGE
    found = changes.log(shown.frame, request.language, start=start, stop=start + PAGE + 1)
    context = {
        "screen": shown,
        "page": {"title": shown.found.shown.title},
        "changes": found[:PAGE],
        "newer": number - 1,
        "older": number + 1 if len(found) > PAGE else 0,
    }
    return mark_public(render(request, "articles/changes.html", context))


def _number(text: str) -> int:
    return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
