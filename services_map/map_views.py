"""The map of services: its page, the places as GeoJSON, and the outline of the country below them."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from locales import languages
from portal.core.headers import allow_location, allow_tiles
from portal.countries.request import PortalRequest
from services_map import access, finding, outlines
from services_map import directory as directories
from services_map.finding import Answer
from services_map.geo import Point
from services_map.models import TownText
from services_map.screens import ROOT, list_crumb, screen_of
from services_map.views import frame_of, keep, list_context, rounded
from services_map.vocabulary import Visibility

DAY = 24 * 3600  # seconds
# Decimals of coordinates: about a metre, and about 100 m for the middle of a town, which is all that an area says.
EXACT, AREA = 5, 3
_JSON = {"separators": (",", ":"), "ensure_ascii": False}
# Parameters of the list that change its order and its page, but not which places there are.
_NOT_FOR_PLACES = ("near", "sort", "page")


@require_safe
def map_page(request: PortalRequest) -> HttpResponse:
    """The list with a map above it; without JavaScript the list alone."""
    frame = frame_of(request)
    question = finding.ask(directories.of(frame), frame, request.language, request.GET)
    finer = rounded(request, question)
    if finer:
        return finer
    screen = screen_of(request, "map/", _("Map of services"), crumbs=[list_crumb(request)])
    context = list_context(request, frame, question, screen)
    directory, answer = directories.of(frame), context["answer"]
    categories = {entry.categories[0] for entry in answer.entries()}
    asked = {name: value for name, value in request.GET.dict().items() if name not in _NOT_FOR_PLACES}
    context["icons"] = sorted({directory.categories[pk].icon for pk in categories})
    context["places_url"] = f"/{request.language}/{ROOT}map.geojson" + (f"?{urlencode(asked)}" if asked else "")
    context["ground_url"] = "" if settings.MAP_TILES else f"/{request.language}/{ROOT}outline.json"
    context["near"] = f"{question.near[0]},{question.near[1]}" if question.near else ""
    context["tiles"], context["map_attribution"] = settings.MAP_TILES, settings.MAP_ATTRIBUTION
    response = keep(request, render(request, "services_map/map.html", context))
    return allow_tiles(allow_location(response))


@require_safe
def places(request: PortalRequest) -> HttpResponse:
    """Every public place of what was found, as GeoJSON; the same filters as the list. Hidden places have no point here."""
    frame = frame_of(request)
    directory = directories.of(frame)
    question = finding.ask(directory, frame, request.language, request.GET)
    answer = Answer(directory, frame, request.language, question, timezone.now())
    names = directory.names(frame, request.language)
    features = []
    for entry, place, point in finding.points(answer.entries()):
        exact = place.visibility == Visibility.EXACT
        name, name_language = names[entry.position]
        properties = {
            "name": name,
            "language": languages.tag(name_language),
            "path": f"/{request.language}/{ROOT}{entry.slug}/",
            "icon": directory.categories[entry.categories[0]].icon,
            "approximate": not exact,
        }
        features.append(_point(point, EXACT if exact else AREA, properties))
    return keep(request, _collection(features))


@require_safe
def ground(request: PortalRequest) -> HttpResponse:
    """What lies below the places where there are no tiles: the country's outline, where one is known, and its towns, largest first."""
    frame = frame_of(request)
    directory = directories.of(frame)
    towns = [
        _point(town.point, AREA, {"name": directory.town_name(town.pk, frame.chain(request.language))})
        for town in directory.towns.values()
    ]
    response = _collection([*_outline(frame.country.code), *towns])
    response["Cache-Control"] = f"public, max-age={DAY}"
    return response


@require_safe
def outline(request: HttpRequest, code: str) -> HttpResponse:
    """The ground of a country (ISO 3166-1 code) in the admin, for those who keep its directory."""
    if not access.countries(request.user).filter(code=code).exists():
        raise PermissionDenied
    texts = TownText.objects.filter(town__country__code=code, locale__language_code="en").order_by("-town__population")
    towns = [
        _point((latitude, longitude), AREA, {"name": name})
        for latitude, longitude, name in texts.values_list("town__latitude", "town__longitude", "name")
    ]
    response = _collection([*_outline(code), *towns])
    response["Cache-Control"] = f"private, max-age={DAY}"
    return response


def _outline(code: str) -> list[dict[str, Any]]:
    geometry = outlines.simplified(code)
    return [{"type": "Feature", "properties": {}, "geometry": geometry}] if geometry else []


def _point(point: Point, decimals: int, properties: dict[str, Any]) -> dict[str, Any]:
    """A GeoJSON Feature: longitude first."""
    coordinates = [round(point[1], decimals), round(point[0], decimals)]
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": coordinates}, "properties": properties}


def _collection(features: list[dict[str, Any]]) -> HttpResponse:
    collection = {"type": "FeatureCollection", "features": features}
    return JsonResponse(collection, json_dumps_params=_JSON, content_type="application/geo+json")
