"""Readers report that a listing is wrong: a reason, perhaps a comment, the day. Nothing of who they are."""

import datetime as dt

from django.db.models import Count

from portal.core import clock, limits
from portal.countries.models import Country
from services_map.models import Report, Service

KEPT_DAYS = 90  # after somebody has dealt with a report; the privacy notice says so
RAISED_AT = 3  # open reports that raise a listing in the officers' queue
_MOST_OF_ONE, _MOST_OF_ALL = 2, 10  # reports of one network within ten minutes; a centre's readers share one


def submit(service: Service, reason: str, comment: str, sender: str) -> bool:
    """Keep a report; False where its sender (``portal.core.limits.sender``) has sent too many. Raises ValidationError."""
    report = Report(
        service=service, reason=reason, comment=comment.strip(), reported_on=clock.today(service.country.time_zone)
    )
    report.clean_fields(exclude=["service", "handled_by"])
    allowed = limits.allow("reports", sender, _MOST_OF_ALL) and limits.allow(
        f"reports:{service.pk}", sender, _MOST_OF_ONE
    )
    if allowed:
        report.save()
    return allowed


def open_counts(country: Country) -> dict[int, int]:
    """The number of reports that nobody has handled, by primary key of the service."""
    waiting = Report.objects.filter(service__country=country, handled_on=None).order_by()
    return dict(waiting.values_list("service").annotate(number=Count("pk")))


def forget(country: Country, today: dt.date) -> int:
    """Delete what was dealt with KEPT_DAYS ago or earlier; the number of reports deleted."""
    old = Report.objects.filter(service__country=country, handled_on__lte=today - dt.timedelta(days=KEPT_DAYS))
    return old.delete()[0]
