"""Applying a plan: everything in one transaction or nothing, in batches, with a revision and an entry in the log for every service."""

from collections import Counter
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.search.backends import get_search_backends

from portal.core import clock
from portal.core.words import written_in_bulk
from portal.countries.models import Country
from services_map import access, places, stamp
from services_map.models import FormerSlug, Organization, Report, Service, ServiceCheck, ServiceText
from services_map.spreadsheets import history, parts, planning, records
from services_map.spreadsheets.columns import Columns
from services_map.spreadsheets.outcomes import Outcome, Plan, RowPlan
from services_map.spreadsheets.reading import Table
from services_map.vocabulary import Method, OrganizationType
from services_map.vocabulary import Outcome as CheckOutcome

BATCH = 500


class Outdated(Exception):
    """The directory is no longer as the plan that was shown found it. ``plan``: what importing would do now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("the directory has changed")
        self.plan = plan


class NotApplicable(Exception):
    """The plan has errors or changes nothing."""


@dataclass
class Applied:
    """A service of the plan as it is being written."""

    row: RowPlan
    service: Service

    @property
    def new(self) -> bool:
        return self.row.known is None


def run(table: Table, country: Country, digest: str, *, user: Any) -> Counter[Outcome]:
    """Plan anew and apply, if that would do exactly what ``digest`` stood for. Returns the number of rows by outcome.

    Raises PermissionDenied, Outdated with the new plan, and NotApplicable. All rows or none.
    """
    access.require(user, country.pk)
    plan = planning.plan(table, records.read(country))
    if plan.digest() != digest:
        raise Outdated(plan)
    if not plan.can_apply:
        raise NotApplicable
    with transaction.atomic():
        # Planning took its time, outside of the transaction: nothing may have changed since.
        list(Service.objects.filter(country=country).select_for_update().values_list("pk", flat=True))
        now = records.read(country)
        if now.digest() != plan.stock.digest():
            raise Outdated(planning.plan(table, now))
        apply(plan, user=user)
    return plan.counts


@transaction.atomic
def apply(plan: Plan, *, user: Any) -> None:
    """Write what a plan without errors says."""
    country = plan.stock.country
    rows = [row for row in plan.rows if row.outcome in (Outcome.NEW, Outcome.CHANGED)]
    organizations = _organizations(plan)
    stored = {service.pk: service for service in Service.objects.filter(country=country)}
    applied = [Applied(row, stored[row.known.pk] if row.known else Service(country=country)) for row in rows]
    slugs = {one.service.pk: one.service.slug for one in applied if not one.new}
    _services(applied, plan, organizations)
    _former_slugs(applied, slugs, country)
    parts.write(applied, plan.stock)
    _checks(applied, country, user)
    for one in applied:
        if {"category", "other_categories"} & set(one.row.values) and one.row.places is None and one.row.known:
            places.hide_for_categories(one.service)
    history.keep([(one.service, one.new, one.row.title) for one in applied], country, user)
    written_in_bulk.send(ServiceText, country=country)
    stamp.change(country)


def _organizations(plan: Plan) -> dict[str, Organization]:
    """By name: those that there are, and those that the rows make."""
    found = plan.stock.lookups.organizations
    new = []
    for name, kind in plan.organization_types.items():
        if name in found:
            found[name].type = kind
            found[name].save()
        else:
            found[name] = Organization(country=plan.stock.country, name=name, type=kind or OrganizationType.NGO)
            new.append(found[name])
    Organization.objects.bulk_create(new, BATCH)
    for backend in get_search_backends(with_auto_update=True) if new else ():
        backend.add_bulk(Organization, new)
    return found


def _services(applied: list[Applied], plan: Plan, organizations: dict[str, Organization]) -> None:
    fields = [column.key for column in Columns(plan.stock.lookups) if _is_plain(column.key)]
    pks = plan.stock.lookups.category_pks
    now = timezone.now()
    for one in applied:
        values = one.row.values
        before = None if one.new else copy(one.service)
        for key in fields:
            if key in values:
                setattr(one.service, key, values[key])
        if "organization" in values:
            one.service.organization = organizations[values["organization"]]
        if "category" in values:
            one.service.category_id = pks[values["category"]]
        one.service.date_listing(before)
        one.service.updated_at = now
    Service.objects.bulk_create([one.service for one in applied if one.new], BATCH)
    changed = [one.service for one in applied if not one.new]
    # An insert that meets its own key and updates: many times faster than bulk_update's CASE over all columns.
    Service.objects.bulk_create(
        changed, BATCH, update_conflicts=True, unique_fields=["pk"],
        update_fields=[*fields, "organization", "category", "listed_on", "updated_at"],
    )  # fmt: skip
    _other_categories(applied, pks)


def _is_plain(key: str) -> bool:
    """Whether a column is a column of Service."""
    names = {field.name for field in Service._meta.concrete_fields}
    return key in names - {"organization", "category"}


def _other_categories(applied: list[Applied], pks: dict[str, int]) -> None:
    through = Service.other_categories.through
    having = [one for one in applied if "other_categories" in one.row.values]
    for batch in parts.batches([one.service.pk for one in having if not one.new]):
        through.objects.filter(service__in=batch).delete()
    through.objects.bulk_create(
        [
            through(service_id=one.service.pk, category_id=pks[slug])
            for one in having
            for slug in one.row.values["other_categories"]
        ],
        BATCH,
    )


def _former_slugs(applied: list[Applied], slugs: dict[int, str], country: Country) -> None:
    for one in applied:
        if not one.new and one.service.slug != slugs[one.service.pk]:
            FormerSlug.objects.update_or_create(
                country=country, slug=slugs[one.service.pk], defaults={"service": one.service}
            )


def _checks(applied: list[Applied], country: Country, user: Any) -> None:
    """Days on which somebody checked, where a row says so: importing alone is no check. As checking.record, they answer reports."""
    days = {one.service.pk: one.row.values["checked_on"] for one in applied if "checked_on" in one.row.values}
    for report in Report.objects.filter(service__country=country, handled_on=None) if days else ():
        if report.service_id in days and report.reported_on <= days[report.service_id]:
            report.handled_on, report.handled_by = clock.today(country.time_zone), user
            report.save()
    ServiceCheck.objects.bulk_create(
        [
            ServiceCheck(
                service=one.service,
                outcome=CheckOutcome.CONFIRMED,
                method=Method.IMPORT,
                checked_on=one.row.values["checked_on"],
                checked_by=country.team,
                user=user,
            )
            for one in applied
            if "checked_on" in one.row.values
        ],
        BATCH,
    )
