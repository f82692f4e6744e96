"""Lists of what others said: readers' reports, organizations' corrections, requests to show a place."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.core import clock
from services_map import access, hours, places, proposals
from services_map.admin.base import back, officers, own, page, paged, say
from services_map.models import ContactPoint, Proposal, Report, VisibilityRequest
from services_map.vocabulary import Capacity, Cost


@officers
def reports(request: HttpRequest) -> HttpResponse:
    """What readers found wrong, the open ones first."""
    found = Report.objects.filter(service__country__in=access.countries(request.user))
    if not request.GET.get("handled"):
        found = found.filter(handled_on=None)
    only = request.GET.get("service", "")
    if only.isascii() and only.isdecimal() and len(only) < 12:
        found = found.filter(service=int(only))
    found = found.select_related("service__country__source_language", "handled_by").order_by("-pk")
    return page(
        request,
        "reports",
        _("Reports of readers"),
        icon="warning",
        handled=bool(request.GET.get("handled")),
        here=request.get_full_path(),
        **paged(request, found.prefetch_related("service__texts")),
    )


@officers
@require_POST
def report_handled(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has looked into a report."""
    report = own(Report.objects.select_related("service__country"), request, pk, "service__country")
    if report.handled_on is None:
        report.handled_on, report.handled_by = clock.today(report.service.country.time_zone), request.user  # type: ignore[assignment]
        report.save(update_fields=["handled_on", "handled_by"])
    say(request, _("The report is marked as handled."))
    return back(request, reverse("services_map_reports"))


@officers
def corrections(request: HttpRequest) -> HttpResponse:
    """What organizations would change, field by field."""
    found = Proposal.objects.filter(accepted=None, service__country__in=access.countries(request.user))
    found = found.select_related("service__country__source_language", "link__organization").order_by("service", "pk")
    context = paged(request, found.prefetch_related("service__texts"))
    lines = [
        {
            "proposal": proposal,
            "field": field_name(proposal),
            "old": _in_words(proposal, proposal.old),
            "new": _in_words(proposal, proposal.new),
            "wording": _wording(proposal),
        }
        for proposal in context["rows"]
    ]
    here = request.get_full_path()
    return page(request, "proposals", _("Corrections by organizations"), icon="edit", here=here, lines=lines, **context)


@officers
@require_POST
def decide_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or refuse one field of a correction."""
    proposal = own(Proposal.objects.select_related("service__country"), request, pk, "service__country")
    home = reverse("services_map_proposals")
    try:
        if request.POST.get("decision") != "accept":
            proposals.refuse(proposal, user=request.user)
            say(request, _("Refused. The listing stays as it is."))
        else:
            value, force = request.POST.get("value"), bool(request.POST.get("force"))
            proposals.accept(proposal, user=request.user, value=value, force=force)
            say(request, _("Accepted. Readers see it now."))
    except proposals.Outdated as error:
        now = " " + _("It says now: %(words)s") % {"words": error.current} if error.current is not None else ""
        say(request, f"{error}{now}", problem=True)
        return back(request, f"{home}?outdated={pk}")
    except ValidationError as error:
        say(request, " ".join(error.messages), problem=True)
    return back(request, home)


@officers
def requests(request: HttpRequest) -> HttpResponse:
    """Requests to show more of a place: the second person decides. Reasons are shown, places are not."""
    found = VisibilityRequest.objects.filter(location__country__in=access.countries(request.user), decided_by=None)
    found = found.select_related("location__town", "location__organization", "requested_by", "town").order_by("pk")
    context = paged(request, found.prefetch_related("location__services__service__texts"))
    return page(
        request, "requests", _("Requests to show a place"), icon="view", here=request.get_full_path(), **context
    )


@officers
@require_POST
def decide_request(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person agrees or refuses."""
    asked = own(VisibilityRequest.objects.select_related("location__country"), request, pk, "location__country")
    approved = request.POST.get("decision") == "accept"
    try:
        places.decide(asked, approved=approved, user=request.user)
    except ValidationError as error:
        say(request, " ".join(error.messages), problem=True)
    else:
        say(request, _("Readers see more of the place now.") if approved else _("Refused. Nothing changes."))
    return back(request, reverse("services_map_requests"))


def field_name(proposal: Proposal) -> str:
    """What a correction is about, in words."""
    kind, _colon, key = proposal.field.partition(":")
    name = str(proposals.FIELDS.get(kind, kind))
    if kind != proposals.CONTACT:
        return name
    contact = ContactPoint.objects.filter(service=proposal.service_id, pk=int(key) if key.isdecimal() else 0).first()
    return f"{name}: {contact.get_kind_display()}" if contact else name


def _in_words(proposal: Proposal, value: str) -> str:
    choices: dict[str, Any] = {"capacity": dict(Capacity.choices), "cost": dict(Cost.choices)}
    return str(choices.get(proposal.field, {}).get(value, value)) or "–"


def _wording(proposal: Proposal) -> str:
    """For which fields the officer writes the final words: "text", "hours" where they are not yet in the notation, or none."""
    if proposal.field in ("name", "description") or proposal.field.startswith(proposals.CONTACT):
        return "text"
    if proposal.field == "hours":
        try:
            hours.check(proposal.new)
        except hours.BadHours:
            return "hours"
        return "text"
    return ""
