"""Recording checks: a person found out whether a listing is still right."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.core import clock
from services_map import access, logging_actions
from services_map.models import Report, Service, ServiceCheck
from services_map.vocabulary import Method, Outcome

_ANSWERS_REPORTS = (Outcome.CONFIRMED, Outcome.CLOSED)


@transaction.atomic
def record(
    service: Service,
    outcome: str,
    *,
    user: Any = None,
    method: str = Method.PHONE,
    on: dt.date | None = None,
    until: dt.date | None = None,
    note: str = "",
) -> ServiceCheck:
    """Add a check to a listing. ``on``: today in the country unless given; ``until``: the last day of a temporary closure.

    That it is right, or closed for good, also answers the readers' reports up to that day; not where an organization says so itself through
    its link, without an officer: it cannot answer a report about its own conduct. Raises ValidationError by field, and PermissionDenied for a
    user who does not keep this country's directory.
    """
    country = service.country
    if user is not None:
        access.require(user, country.pk)
    today = clock.today(country.time_zone)
    on = on or today
    _require_sense(outcome, on, until, today)
    check = ServiceCheck(
        service=service,
        outcome=outcome,
        method=method,
        checked_on=on,
        until=until,
        checked_by=country.team,
        note=note.strip(),
        user=user,
    )
    check.clean_fields(exclude=["service", "user"])
    check.save()
    if outcome in _ANSWERS_REPORTS and not (method == Method.ORGANIZATION and user is None):
        reports = Report.objects.filter(service=service, handled_on=None, reported_on__lte=on)
        reports.update(handled_on=today, handled_by=user)
    logging_actions.record(service, logging_actions.CHECK, user, outcome=outcome, method=method, on=on.isoformat())
    return check


def _require_sense(outcome: str, on: dt.date, until: dt.date | None, today: dt.date) -> None:
    if on > today:
        raise ValidationError({"on": _("A check cannot lie in the future.")})
    if outcome == Outcome.TEMPORARILY_CLOSED:
        if until is None:
            raise ValidationError({"until": _("Say until when it is closed.")})
        if until < today:
            raise ValidationError({"until": _("This day is over. Write the last day on which it is closed.")})
    elif until is not None:
        raise ValidationError({"until": _("Only a temporary closure has a last day.")})
