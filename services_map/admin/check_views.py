"""Recording what a check found: one press for "still right", a small form for the rest."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.core import clock
from services_map import checking
from services_map.admin.action_forms import CheckForm
from services_map.admin.base import add_errors, back, day, officers, own, page, say
from services_map.models import Service, ServiceCheck
from services_map.vocabulary import Outcome


@officers
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """ "Still right", by phone and today: the one press."""
    service = own(Service.objects.select_related("country"), request, pk)
    check = checking.record(service, Outcome.CONFIRMED, user=request.user)
    _told(request, service, check)
    return back(request, reverse("services_map_desk"))


@officers
def check(request: HttpRequest, pk: int, outcome: str) -> HttpResponse:
    """Any outcome, with its method, day and note; "closed for good" is asked for here once more."""
    if outcome not in Outcome.values:
        raise Http404
    service = own(Service.objects.select_related("country"), request, pk)
    form = CheckForm(request.POST or None, outcome=outcome, today=clock.today(service.country.time_zone))
    if request.method == "POST" and form.is_valid():
        try:
            recorded = checking.record(service, outcome, user=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            _told(request, service, recorded)
            return back(request, reverse("services_map_desk"))
    return page(
        request,
        "check",
        Outcome(outcome).label.capitalize(),
        crumbs=[(reverse("services_map_service_overview", args=[pk]), str(service))],
        icon="check",
        form=form,
        outcome=outcome,
        service=service,
        closing=outcome == Outcome.CLOSED,
    )


def _told(request: HttpRequest, service: Service, check: ServiceCheck) -> None:
    say(
        request,
        _("%(name)s: %(outcome)s. Recorded for %(day)s.")
        % {"name": service, "outcome": check.get_outcome_display(), "day": day(check.checked_on)},
    )
