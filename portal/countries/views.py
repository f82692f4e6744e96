"""Thin views of the front door and the country sites."""

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from locales import languages, negotiation
from portal.core import clock, stylesheet
from portal.core.pagecache import mark_public
from portal.core.pages import BasePage
from portal.countries import alerts, front_door, partners, routing, screen
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
    request.found = found
    page = load(found)
    response: HttpResponse
    if request.frame.restricted(found.shown.tree_path):
        # Wagtail asks for the password or the login. Nothing of this is kept.
        request._wagtail_route_for_request = RouteResult(page)
        response = wagtail_serve(request, path)
        add_never_cache_headers(response)
        return response
    response = page.serve(request).render()
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return response
    return mark_public(response)


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


def healthz(request: PortalRequest) -> HttpResponse:
    """200 when the database answers, 503 when not; no detail for strangers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # whatever is wrong with the database, the answer is the same
        return HttpResponse("unavailable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
