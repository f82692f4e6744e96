"""Thin views of the front door and the country sites."""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from locales import languages, negotiation
from portal.core import clock, stylesheet
from portal.core.pagecache import mark_public
from portal.core.pages import BasePage
from portal.countries import alerts, front_door, leaving, partners, routing, screen
from portal.countries.models import Partner
from portal.countries.request import PortalRequest
from portal.media import pictures, recordings


@require_safe
def root(request: PortalRequest) -> HttpResponse:
    """``/``: to the best of the site's languages, or the list of them where the browser asks for none of these."""
    frame = request.frame
    offered = frame.codes if frame else front_door.languages()
    best = negotiation.best(request.META.get("HTTP_ACCEPT_LANGUAGE", ""), offered)
    response: HttpResponse
    if best:
        response = HttpResponseRedirect(f"/{best}/")
    else:
        response = render(
            request,
            "countries/choose_language.html",
            {
                "frame": frame,
                "interface": languages.get("en"),
                "offered": [languages.get(code) for code in offered],
                "css": stylesheet.load().css,
            },
        )
    patch_vary_headers(response, ["Accept-Language"])
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def serve(request: PortalRequest, path: str) -> HttpResponse:
    """A page of a country site, in the language of the address or the best fallback; at the front door, the countries."""
    if request.frame is None:
        if path:
            raise Http404
        return front_door_page(request)
    found = routing.find(request.frame, request.language, [part for part in path.split("/") if part])
    if found is None:
        raise Http404
    if request.frame.restricted(found.shown.tree_path):
        raise Http404  # Wagtail's privacy settings close it: readers have no account, and no page asks them for one
    request.found = found
    response: HttpResponse = load(found).serve(request).render()
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return response
    return request.screen.mark(response)


def load(found: routing.Found) -> BasePage:
    """The page to show, with what it needs, in one query."""
    model = Page(content_type_id=found.shown.content_type_id).specific_class
    if model is None or not issubclass(model, BasePage):
        raise Http404
    return model.load_for_reader(found.shown.pk, found.source.pk if found.source else None)


@require_safe
def all_alerts(request: PortalRequest) -> HttpResponse:
    """The country's alerts of now, those of single topics too."""
    title = _("Alerts")
    shown = screen.at(request, "alerts/", title)
    found = alerts.now(shown.frame.alerts(request.language), clock.now())
    context = {"screen": shown, "page": {"title": title}, "alerts": found}
    return mark_public(render(request, "countries/alerts.html", context))


@require_safe
def all_partners(request: PortalRequest) -> HttpResponse:
    """The partners and donors of the country, with their logos, which no other page carries."""
    title = _("Partners and donors")
    shown = screen.at(request, "partners/", title)
    found = {
        _("Partners"): [credit for credit in shown.credits if credit.kind == Partner.Kind.PARTNER],
        _("Donors"): [credit for credit in shown.credits if credit.kind == Partner.Kind.DONOR],
    }
    context = {
        "screen": shown,
        "page": {"title": title},
        "groups": [(name, credits) for name, credits in found.items() if credits],
        "logos": pictures.renditions((credit.logo for credit in shown.credits if credit.logo), partners.LOGO),
    }
    return mark_public(render(request, "countries/partners.html", context))


@require_safe
def listen(request: PortalRequest) -> HttpResponse:
    """All recordings in the reader's language, for those who do not read; those of the best other language where it has none."""
    title = _("Listen")
    shown = screen.at(request, "listen/", title)
    frame = shown.frame
    others = (
        recordings.in_language(frame.country.collection_id, pk) for pk, _code in frame.locale_chain(request.language)
    )
    found = shown.recordings or next(filter(None, others), [])
    return mark_public(
        render(request, "countries/listen.html", {"screen": shown, "page": {"title": title}, "recordings": found})
    )


@require_safe
def leave_safely(request: PortalRequest) -> HttpResponse:
    """What leaving quickly can and cannot do, and how to leave no traces."""
    title = _("How to leave this website safely")
    shown = screen.at(request, "leave-safely/", title)
    shown.sensitive = True
    return shown.mark(render(request, "countries/leave_safely.html", {"screen": shown, "page": {"title": title}}))


@csrf_exempt  # whoever leaves has no time for a form that was open too long
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: PortalRequest) -> HttpResponse:
    """``/leave/``: what this site stored on the device goes, then the reader does. The way is the country's, never the request's.

    Another website that sends people here may not delete what they saved: browsers say from where a request comes.
    """
    if request.frame is None:
        raise Http404
    response = HttpResponse(status=303)
    response["Location"] = leaving.neutral_site(request.frame.country, request.frame.codes[0])
    if request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin"):
        response["Clear-Site-Data"] = '"cookies", "storage"'
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def front_door_page(request: PortalRequest) -> HttpResponse:
    """The list of countries in one language."""
    language = request.language
    response = render(
        request,
        "countries/front_door.html",
        {
            "language": language,
            "interface": languages.get(languages.get(language).catalog_code),
            "offered": [languages.get(code) for code in front_door.languages()],
            "countries": front_door.links(request, language),
            "canonical": front_door.address(request, settings.PORTAL_DOMAIN, f"/{language}/"),
            "alternates": [
                (code, front_door.address(request, settings.PORTAL_DOMAIN, f"/{code}/"))
                for code in front_door.languages()
            ],
            "css": stylesheet.load().css,
        },
    )
    return mark_public(response)
