"""What the directory puts on the desk of its officers."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.countries.desk import Item, Section
from portal.countries.models import Country
from services_map import access
from services_map.admin import rows
from services_map.desk import Filters, Survey
from services_map.models import VisibilityRequest

SHOWN = 5  # of each section


def sections(user: Any, countries: Iterable[Country]) -> list[Section]:
    """In the countries whose directory the user keeps, in a fixed number of queries. Each leads to the queue of the same state."""
    kept = set(access.countries(user).values_list("pk", flat=True))
    own = {country.pk: country for country in countries if country.pk in kept}
    if not own:
        return []
    survey = Survey(own.values())
    queue, counts = survey.queue(Filters()), survey.counts()
    kinds = {
        "reported": (_("Services that readers report"), 110, "warning"),
        "overdue": (_("Services overdue for a check"), 120, "time"),
        "due": (_("Services due for a check"), 210, "time"),
        "untranslated": (_("Services without a translation"), 410, "globe"),
    }
    first = {kind: [listing for listing in queue if listing.counts_as(kind)][:SHOWN] for kind in kinds}
    names = rows.names([listing for shown in first.values() for listing in shown], list(own.values()))
    one = {"country": min(own)} if len(own) == 1 else {}
    found = []
    for kind, (title, order, icon) in kinds.items():
        items = tuple(
            Item(
                title=names[listing.pk],
                url=reverse("services_map_service_overview", args=[listing.pk]),
                country=str(own[listing.country]),
                day=listing.fresh.due_on if kind in ("overdue", "due") else None,
            )
            for listing in first[kind]
        )
        url = f"{reverse('services_map_desk')}?{urlencode({'state': kind, **one})}"
        found.append(Section(f"services-{kind}", title, counts[kind], url, items, order, icon))
    asked = VisibilityRequest.objects.filter(decided_by=None, location__country__in=own)
    others = asked.exclude(requested_by=user).count()  # nobody decides their own
    proposals, requests = reverse("services_map_proposals"), reverse("services_map_requests")
    return [
        *found,
        Section("services-requests", _("Requests to show a place"), others, requests, order=305, icon="view"),
        Section(
            "services-proposals",
            _("Corrections by organizations"),
            counts["proposals"],
            proposals,
            order=310,
            icon="edit",
        ),
    ]
