"""Places. The true address of one that is not shown exactly appears only after somebody asked for it, which is recorded."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from portal.countries.models import Country
from services_map import access, geo, places
from services_map.admin import rows
from services_map.admin.action_forms import ReasonForm
from services_map.admin.base import add_errors, officers, own, page, paged, say
from services_map.admin.location_forms import EXPLAINED, LocationForm, as_written
from services_map.models import Location, Service, Town, VisibilityRequest
from services_map.vocabulary import Visibility


@officers
def locations(request: HttpRequest) -> HttpResponse:
    """All places of the user's countries, by what the public may know."""
    found = Location.objects.filter(country__in=access.countries(request.user))
    text = request.GET.get("q", "").strip()[:100]
    if text:
        found = found.filter(
            Q(name__icontains=text) | Q(address__icontains=text) | Q(organization__name__icontains=text)
        )
    found = found.select_related("town", "organization").order_by("-pk")
    context = paged(request, found.prefetch_related("services__service__texts", "services__service__country"))
    add = HeaderButton(_("Add a place"), reverse("services_map_location_add"), icon_name="plus")
    towns = rows.town_names({location.town_id for location in context["rows"] if location.town_id})
    lines = [(location, towns.get(location.town_id or 0, "")) for location in context["rows"]]
    return page(request, "locations", _("Places"), icon="crosshairs", buttons=[add], text=text, lines=lines, **context)


@officers
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """A new place: hidden unless the officer says otherwise."""
    form = LocationForm(request.POST or None, countries=access.countries(request.user))
    if request.method == "POST" and form.is_valid() and form.for_country:
        location = places.create(form.for_country, form.place, form.cleaned_data["organization"])
        _note(request, location, "wagtail.create")
        _look(request, form, location)
        say(request, _("The place is kept. You can choose it in a listing now."))
        return HttpResponseRedirect(reverse("services_map_locations"))
    return _screen(request, form, None)


@officers
@never_cache
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a place. One that is not shown exactly is opened first (``true_place``)."""
    location = _own(request, pk)
    opened = location.visibility == Visibility.EXACT or request.POST.get("opened")
    if not opened:
        return _closed(request, location)
    form = _form(request, location, request.POST if request.method == "POST" else None, as_written(location))
    if request.method == "POST" and form.is_valid():
        location.organization = form.cleaned_data["organization"]
        try:
            places.change(location, form.place)
        except places.NeedsSecondPerson:
            kept = Location.objects.get(pk=pk)
            kept.organization = form.cleaned_data["organization"]
            places.change(kept, replace(form.place, visibility=kept.visibility, town=kept.town or form.place.town))
            wanted = {"wanted": form.place.visibility, "town": form.place.town.pk if form.place.town else ""}
            say(request, _("To show more of this place a second person must agree. Your other changes are kept."))
            return HttpResponseRedirect(f"{reverse('services_map_location_ask', args=[pk])}?{urlencode(wanted)}")
        _note(request, location, "wagtail.edit")
        _look(request, form, location)
        say(request, _("The place is changed."))
        return HttpResponseRedirect(reverse("services_map_locations"))
    return _screen(request, form, location)


@officers
@never_cache
@require_POST
def true_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is sealed of a place, in its form. The reading is recorded."""
    location = _own(request, pk)
    true = places.true_place(location, request.user)
    return _screen(request, _form(request, location, None, as_written(location, true)), location)


@officers
@require_POST
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Hide a place at once, without opening it."""
    location = _own(request, pk)
    places.hide(location)
    _note(request, location, "wagtail.edit")
    say(request, _("The place is hidden now."))
    return HttpResponseRedirect(reverse("services_map_location", args=[pk]))


@officers
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The first of two persons: why more of the place is to be shown."""
    location = _own(request, pk)
    wanted = request.GET.get("wanted", "")
    wanted = wanted if wanted in Visibility.values else Visibility.AREA
    town = request.GET.get("town", "")
    chosen = Town.objects.filter(country=location.country, pk=int(town)).first() if town.isdecimal() else None
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if wanted != Visibility.HIDDEN and chosen is None and location.town is None:
                raise ValidationError(_("Choose the town of the place first."))
            places.ask_to_show(location, wanted, form.cleaned_data["reason"], request.user, town=chosen)
        except ValidationError as error:
            add_errors(form, error)
        else:
            say(request, _("The request is made. Another officer or the programme staff decides."))
            return HttpResponseRedirect(reverse("services_map_requests"))
    return page(
        request,
        "form",
        _("Ask to show more of the place"),
        crumbs=_crumbs(location),
        icon="view",
        form=form,
        button=_("Ask"),
        lead=str(EXPLAINED[Visibility(wanted)]),
    )


def _own(request: HttpRequest, pk: int) -> Location:
    return own(Location.objects.select_related("country", "town", "organization"), request, pk)


def _form(request: HttpRequest, location: Location, data: Any, initial: dict[str, Any]) -> LocationForm:
    return LocationForm(data, countries=access.countries(request.user), location=location, initial=initial)


def _screen(request: HttpRequest, form: LocationForm, location: Location | None) -> HttpResponse:
    address = reverse("services_map_location", args=[location.pk]) if location else request.path
    countries = [location.country] if location else list(access.countries(request.user))
    return page(
        request,
        "location",
        str(location) if location else _("Add a place"),
        crumbs=[(reverse("services_map_locations"), _("Places"))],
        icon="crosshairs",
        form=form,
        location=location,
        protected=location is not None and places.is_protected(location),
        address=address,
        picker=_picker(countries, location),
        used_by=_services(location) if location else [],
    )


def _closed(request: HttpRequest, location: Location) -> HttpResponse:
    open_request = VisibilityRequest.objects.filter(location=location, decided_by=None).exists()
    return page(
        request,
        "location_closed",
        str(location),
        crumbs=[(reverse("services_map_locations"), _("Places"))],
        icon="crosshairs",
        location=location,
        explained=EXPLAINED[Visibility(location.visibility)],
        asked=open_request,
        used_by=_services(location),
    )


def _picker(countries: list[Country], location: Location | None) -> dict[str, str]:
    """What the map in the form needs (static/js/picker.js). No tiles but for an exact place: their host would learn where it looks."""
    exact = location is not None and location.visibility == Visibility.EXACT
    code = countries[0].code if countries else ""
    return {
        "outline": reverse("services_map_picker_outline", args=[code]) if code else "",
        "outside": _("This point lies outside the country. Please look at it on the map."),
        "swapped": _("Latitude and longitude look swapped."),
        "tiles": settings.MAP_TILES if exact else "",
    }


def _services(location: Location) -> list[Service]:
    found = Service.objects.filter(places__location=location).distinct().select_related("country__source_language")
    return list(found.prefetch_related("texts"))


def _look(request: HttpRequest, form: LocationForm, location: Location) -> None:
    """Say what is odd about the place, though it may be right; and which words give it away."""
    place, country = form.place, location.country
    if place.latitude is not None and place.longitude is not None:
        odd = geo.warning(place.latitude, place.longitude, country.code)
        if odd:
            say(request, odd, problem=True)
    if location.visibility == Visibility.EXACT:
        return
    for service in _services(location):
        if any(places.mentions_true_place(service, word) for word in _words(service)):
            say(
                request,
                _("The words of “%(name)s” give this place away: change them.") % {"name": service},
                problem=True,
            )


def _words(service: Service) -> list[str]:
    return [getattr(text, name) for text in service.texts.all() for name in text.WORDS]


def _note(request: HttpRequest, location: Location, action: str) -> None:
    """An entry in the log under a title that says nothing of the place, which may be hidden tomorrow."""
    log(location, action, user=request.user, title=_("Place %(number)s") % {"number": location.pk})


def _crumbs(location: Location) -> list[tuple[str, str]]:
    return [
        (reverse("services_map_locations"), _("Places")),
        (reverse("services_map_location", args=[location.pk]), str(location)),
    ]
