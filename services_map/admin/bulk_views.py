"""What is done to many listings at once. "Still right" is not among it: each listing is checked for itself."""

import uuid

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from portal.countries.models import Country
from services_map import access, upkeep
from services_map.admin.action_forms import HandOverForm, HoursForm
from services_map.admin.base import add_errors, back, officers, page, say
from services_map.admin.desk_views import filters
from services_map.desk import Survey
from services_map.models import Service

MOST = 500  # listings at once: each gets a revision of its own


@officers
def hand_over(request: HttpRequest) -> HttpResponse:
    """Give the chosen listings to another officer."""
    services = _chosen(request)
    if services is None:
        return back(request, reverse("services_map_desk"))
    countries = Country.objects.filter(pk__in={service.country_id for service in services})
    form = HandOverForm(request.POST or None, countries=countries)
    if request.method == "POST" and form.is_valid():
        try:
            number = upkeep.hand_over(services, form.cleaned_data["to"], user=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            told = ngettext("%(number)s listing handed over.", "%(number)s listings handed over.", number)
            say(request, told % {"number": number})
            return back(request, reverse("services_map_desk"))
    return page(request, "bulk", _("Hand over"), icon="user", form=form, services=services, button=_("Hand over"))


@officers
def apply_hours(request: HttpRequest) -> HttpResponse:
    """Other hours from one day to another for the chosen listings."""
    services = _chosen(request)
    if services is None:
        return back(request, reverse("services_map_desk"))
    form = HoursForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            batch = upkeep.apply_hours(services, **form.cleaned_data, user=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            told = ngettext(
                "Hours set for %(number)s listing.", "Hours set for %(number)s listings.", len(services)
            ) % {"number": len(services)}
            undo = messages.button(reverse("services_map_undo_hours", args=[batch]), _("Take back"))
            say(request, told, buttons=[undo])
            return back(request, reverse("services_map_desk"))
    return page(
        request,
        "bulk",
        _("Hours for some days"),
        icon="time",
        form=form,
        services=services,
        button=_("Set these hours"),
    )


@officers
def undo_hours(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """Take back hours that were set for many listings."""
    services = Service.objects.filter(exceptions__batch=batch, country__in=access.countries(request.user)).distinct()
    if request.method != "POST":
        return page(
            request, "bulk", _("Take back hours"), icon="rotate", form=None, services=services, button=_("Take back")
        )
    try:
        upkeep.undo_hours(batch, user=request.user)
    except ValidationError as error:
        say(request, " ".join(error.messages), problem=True)
    else:
        say(request, _("The hours are as they were."))
    return HttpResponseRedirect(reverse("services_map_desk"))


def _chosen(request: HttpRequest) -> list[Service] | None:
    """The chosen listings of the user's countries: those ticked, or all that the filters leave. None, and a message, for none or too many."""
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("all") and request.method != "POST":
        pks = [listing.pk for listing in Survey(access.countries(request.user)).queue(filters(request))]
    else:
        pks = [int(pk) for pk in asked.getlist("service") if pk.isdecimal() and len(pk) < 12]
    if not pks or len(pks) > MOST:
        say(
            request,
            _("Tick the listings first.")
            if not pks
            else _("%(number)s listings are too many at once: choose at most %(most)s, with the filters.")
            % {"number": len(pks), "most": MOST},
            problem=True,
        )
        return None
    services = access.services(request.user).filter(pk__in=pks).select_related("country__source_language")
    return list(services.prefetch_related("texts"))
