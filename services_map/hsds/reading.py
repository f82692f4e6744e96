"""Reads what the directory in memory lacks of some services, in a fixed number of queries. No query touches a confidential table."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, QuerySet, Subquery

from portal.countries.frame import Frame
from services_map.entries import Entry
from services_map.models import ContactPoint, Organization, Service, ServiceCheck, ServiceText

WORDS = ServiceText.WORDS
_MORE = (
    "pk", "organization_id", "capacity_as_of", "starts_on", "ends_on", "referral_by", "referral_method", "response_days",
    "consent_needed", "referral_feedback", "updated_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """An organization's public columns."""

    pk: int
    public_id: UUID
    name: str
    type: str
    website: str
    description: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A public contact point."""

    public_id: UUID
    kind: str
    value: str
    languages: tuple[str, ...]
    hours: str


@dataclass(frozen=True, slots=True)
class Row:
    """A service with its words (by field) in ``language``, its organization and contact points; ``more``: further columns."""

    entry: Entry
    words: Mapping[str, str]
    language: str
    organization: OrganizationRow
    contacts: tuple[ContactRow, ...]
    modified: dt.datetime
    more: Mapping[str, Any]


def rows(frame: Frame, entries: Sequence[Entry], language: str) -> list[Row]:
    """The rows of some entries in their order, in four queries."""
    pks = [entry.pk for entry in entries]
    more = {row["pk"]: row for row in _dated(Service.objects.filter(pk__in=pks)).values(*_MORE, "checked_at")}
    parents = {item.pk: item for item in organizations({row["organization_id"] for row in more.values()})}
    words, contacts = _words(frame, pks, language), _contacts(pks)
    found = []
    for entry in entries:
        row = more.get(entry.pk)
        if row is None or row["organization_id"] not in parents:
            continue  # deleted since the directory was read
        text = words.get(entry.pk, ({"name": entry.slug}, frame.source_language))
        modified = max(filter(None, (row["updated_at"], row["checked_at"])))
        organization = parents[row["organization_id"]]
        found.append(Row(entry, text[0], text[1], organization, tuple(contacts[entry.pk]), modified, row))
    return found


def organizations(pks: Collection[int]) -> list[OrganizationRow]:
    """Some organizations by name, in one query."""
    found = Organization.objects.filter(pk__in=pks).order_by("name", "pk")
    return [OrganizationRow(*row) for row in found.values_list(*OrganizationRow.__slots__)]


def organization_pk(frame: Frame, public_id: UUID) -> int | None:
    """The primary key of an organization of the country."""
    return Organization.objects.filter(country=frame.country, public_id=public_id).values_list("pk", flat=True).first()


def modified(frame: Frame) -> dict[int, dt.datetime]:
    """By service of the country when it was last changed or checked, in one query."""
    listed = _dated(Service.objects.filter(country=frame.country).listed())
    dates = listed.values_list("pk", "updated_at", "checked_at")
    return {pk: max(filter(None, (updated, checked))) for pk, updated, checked in dates}


def _dated(services: QuerySet[Service]) -> "QuerySet[Service, Any]":
    newest = ServiceCheck.objects.filter(service=OuterRef("pk")).order_by().values("service")
    return services.annotate(checked_at=Subquery(newest.annotate(newest=Max("recorded_at")).values("newest")))


def _words(frame: Frame, pks: Iterable[int], language: str) -> dict[int, tuple[dict[str, str], str]]:
    """By service its words in the best language for a reader, all of one language, and that language."""
    rank = {pk: (place, code) for place, (pk, code) in enumerate(frame.locale_chain(language))}
    texts = ServiceText.objects.filter(service__in=list(pks), locale__in=list(rank)).exclude(name="")
    best: dict[int, tuple[int, dict[str, str], str]] = {}
    for service, locale, *values in texts.values_list("service_id", "locale_id", *WORDS):
        place, code = rank[locale]
        if service not in best or place < best[service][0]:
            best[service] = (place, dict(zip(WORDS, values, strict=True)), code)
    return {service: (words, code) for service, (_, words, code) in best.items()}


def _contacts(pks: Iterable[int]) -> dict[int, list[ContactRow]]:
    found: dict[int, list[ContactRow]] = defaultdict(list)
    points = ContactPoint.objects.filter(service__in=list(pks)).order_by("sort_order", "pk")
    for service, public_id, kind, value, languages, hours in points.values_list(
        "service_id", "public_id", "kind", "value", "languages", "hours"
    ):
        found[service].append(ContactRow(public_id, kind, value, tuple(languages), hours))
    return found
