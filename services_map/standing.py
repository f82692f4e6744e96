"""How fresh many listings are, in a fixed number of queries: for officers, who also see what readers do not."""

import datetime as dt
from collections import defaultdict

from django.db.models import QuerySet

from services_map import freshness
from services_map.freshness import Freshness
from services_map.models import Category, Service, ServiceCheck


def of(services: "QuerySet[Service]", *days: dt.date) -> dict[int, tuple[Freshness, ...]]:
    """By primary key the freshness of each service on each of ``days``. Four queries, however many services."""
    intervals = dict(Category.objects.values_list("pk", "check_every_days"))
    more: dict[int, list[int]] = defaultdict(list)
    within = services.order_by().values("pk")
    through = Service.other_categories.through.objects.filter(service__in=within)
    for service, category in through.values_list("service_id", "category_id"):
        more[service].append(category)
    checks = freshness.by_service(ServiceCheck.objects.filter(service__in=within).newest_by_outcome())
    rows = services.order_by().values(
        "pk", "category_id", "check_every_days", "created_at", "listed_on", "ends_on", "funded_until"
    )
    found = {}
    for row in rows:
        pk = row["pk"]
        every = freshness.interval(
            row["check_every_days"], [intervals[category] for category in (row["category_id"], *more[pk])]
        )
        found[pk] = tuple(
            freshness.of(
                checks.get(pk, []),
                every_days=every,
                listed_on=row["listed_on"] or row["created_at"].date(),
                on=day,
                ends_on=row["ends_on"],
                funded_until=row["funded_until"],
            )
            for day in days
        )
    return found
