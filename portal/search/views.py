"""The page of the search, and suggestions while typing."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core import limits
from portal.core.pagecache import mark_public
from portal.countries import screen as screens
from portal.countries.request import PortalRequest
from portal.search import finding, missed, results, suggesting


@require_safe
def search(request: PortalRequest) -> HttpResponse:
    """A form, and what was found for it. What somebody looks for is kept by nobody."""
    screen = screens.at(request, "search/", _("Search"))
    frame = screen.frame
    text = " ".join(request.GET.get("q", "").replace("\0", " ").split())
    found = results.of(frame, request.language, text, timezone.now()) if text else None
    if found is not None and not found.count:
        missed.note(frame, request.language, text, limits.sender(request))
    screen.sensitive = found is not None and found.sensitive
    context = {
        "screen": screen,
        "page": {"title": screen.found.shown.title},
        "text": text[: finding.LONGEST],
        "cut": len(text) > finding.LONGEST,
        "found": found,
    }
    response = render(request, "search/search.html", context)
    if not request.GET:
        return mark_public(response)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def suggest(request: PortalRequest) -> HttpResponse:
    """Words of our texts that begin like the last word typed, as a JSON list of whole questions."""
    if request.frame is None:
        raise Http404
    response = JsonResponse(
        suggesting.completions(request.frame, request.language, request.GET.get("q", "")), safe=False
    )
    response["Cache-Control"] = "private, no-store"
    return response
