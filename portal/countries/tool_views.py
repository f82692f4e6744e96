"""What hands pages on: short links, the page with ways to share and a QR code, and the phrase cards."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from locales.languages import LANGUAGES
from portal.core import qr
from portal.core.pagecache import mark_public, mark_sensitive
from portal.countries import errors, phrase_cards, screen, sharing, short_links
from portal.countries.request import PortalRequest
from portal.countries.short_links import Target


@require_safe
def short_link(request: PortalRequest, code: str) -> HttpResponse:
    """To the page, in the code's language. What is gone is a 404 in that language, which leads on; no other host is ever led to."""
    found = short_links.read(code)
    if request.frame is None or found is None:
        raise Http404
    ref, language = found
    if language not in request.frame.codes:
        if language in LANGUAGES:
            return errors.language_not_offered(request, language)
        raise Http404
    request.language = language
    target = short_links.find(request.frame, language, ref)
    if target is None:
        return errors.page_not_found(request)
    response = HttpResponseRedirect(target.path)
    response["X-Robots-Tag"] = "noindex"
    response["Content-Language"] = language
    return (mark_sensitive if target.sensitive else mark_public)(response)


@require_safe
def share(request: PortalRequest, ref: str) -> HttpResponse:
    """A page's QR code to be scanned from screen to screen, its short address, and links that pass it on."""
    target = _target(request, ref)
    shown = screen.at(request, f"share/{ref}/", _("Send this to somebody"))
    shown.sensitive = target.sensitive
    address = shown.absolute(short_links.path(ref, request.language))
    context = {
        "screen": shown,
        "page": {"title": shown.found.shown.title},
        "target": target,
        "address": address,
        "code": qr.svg(address),
        "ways": sharing.ways(address, target.title),
    }
    response = render(request, "countries/share.html", context)
    response["X-Robots-Tag"] = "noindex"
    return shown.mark(response)


@require_safe
def share_code(request: PortalRequest, ref: str) -> HttpResponse:
    """The QR code as a file, for posters and leaflets."""
    target = _target(request, ref)
    shown = screen.at(request, f"share/{ref}/", "")
    shown.sensitive = target.sensitive
    address = shown.absolute(short_links.path(ref, request.language))
    response = HttpResponse(qr.document(address), content_type="image/svg+xml")
    response["X-Robots-Tag"] = "noindex"
    return shown.mark(response)


@require_safe
def show(request: PortalRequest) -> HttpResponse:
    """All phrase cards; each fills the screen at its fragment, so that one visit brings them all."""
    shown = screen.at(request, short_links.CARDS_PATH, phrase_cards.title(), ref=short_links.CARD)
    cards = phrase_cards.all_of(shown.frame, request.language)
    context = {"screen": shown, "page": {"title": shown.found.shown.title}, "cards": cards}
    return mark_public(render(request, "countries/show.html", context))


def _target(request: PortalRequest, ref: str) -> Target:
    """Raises Http404 where there is nothing that could be handed on, and for other spellings of a code."""
    known = request.frame is not None and short_links.is_as_written(ref)
    target = short_links.find(request.frame, request.language, ref) if request.frame and known else None
    if target is None or not target.title:
        raise Http404
    return target
