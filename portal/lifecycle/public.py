"""The page from which readers' helpers take a copy of the site along."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core.pagecache import mark_public
from portal.countries import screen
from portal.countries.frame import Frame
from portal.lifecycle import copies
from portal.lifecycle.static_site import WEEKS


@require_safe
def take_along(request: HttpRequest) -> HttpResponse:
    """The copies in the reader's language, with their sizes, day and what is in them; nothing is made here."""
    title = _("Take along")
    shown = screen.at(request, "take-along/", title)
    found = [copy for copy in _offered(shown.frame) if copy.language == shown.found.language]
    context = {
        "screen": shown,
        "page": {"title": title},
        "weeks": WEEKS,
        "zip": [copy for copy in found if copy.form == "zip"],
        "zim": [copy for copy in found if copy.form == "zim"],
        "first": found[0] if found else None,
    }
    return mark_public(render(request, "lifecycle/take_along.html", context))


def _offered(frame: Frame) -> list[copies.Offer]:
    return frame.keep("take along", lambda: copies.offered(frame.country))
