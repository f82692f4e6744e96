"""What officers do with whole listings: duplicate, merge, archive, hand over, other hours for many at once.

Everything happens in one transaction or not at all, saves a revision and is logged. Each function raises PermissionDenied for a user who does
not keep the directory of the listing's country, and ValidationError where it would make no sense.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.core.words import written_in_bulk
from services_map import access, logging_actions, places, stamp
from services_map.models import (
    ContactPoint,
    FormerSlug,
    HoursException,
    Service,
    ServiceAtLocation,
    ServiceText,
)
from services_map.vocabulary import Outcome

_LONGEST_SLUG = 80
_OWN = ("id", "public_id", "slug", "external_id", "status", "latest_revision", "created_at", "listed_on", "updated_at")


@transaction.atomic
def duplicate(service: Service, *, user: Any) -> Service:
    """A draft with the same words, places, contacts and hours, at an address of its own; without external id and without checks."""
    access.require(user, service.country_id)
    fields = [field.attname for field in Service._meta.concrete_fields if field.name not in _OWN]
    copy = Service(**{name: getattr(service, name) for name in fields}, slug=_free_slug(service, "copy"))
    copy.other_categories.set(service.other_categories.all())
    copy.save()
    words = uuid.uuid4()  # ties the languages of one listing together
    for model in (ServiceText, ServiceAtLocation, ContactPoint, HoursException):
        rows: list[Any] = list(model._default_manager.filter(service=service).order_by("pk"))
        for row in rows:
            row.pk, row.service = None, copy
            row._state.adding = True
            if hasattr(row, "public_id"):
                row.public_id = uuid.uuid4()
            if hasattr(row, "translation_key"):
                row.translation_key = words
        # In bulk, since saving a text would say that it was translated from today's words.
        model._default_manager.bulk_create(rows)
    logging_actions.keep(copy, logging_actions.DUPLICATE, user, made_from=service.pk)
    return Service.objects.get(pk=copy.pk)


@transaction.atomic
def merge(keep: Service, drop: Service, *, user: Any) -> None:
    """Two listings of the same service become one: ``keep`` gets what it lacks and ``drop``'s address, ``drop`` is archived.

    Checks, reports, notes, open corrections, former addresses and the external id move; words in languages, places and contacts that ``keep``
    lacks do too. A record that ``drop`` was closed for good stays with it: duplicates are often closed to be rid of them.
    """
    access.require(user, keep.country_id)
    if keep.pk == drop.pk or keep.country_id != drop.country_id:
        raise ValidationError(_("Choose two different listings of the same country."))
    if drop.is_confidential and not keep.is_confidential:
        raise ValidationError(_("The places of the second listing are protected. Merge the other way round."))
    drop.checks.exclude(outcome=Outcome.CLOSED).update(service=keep)
    drop.reports.update(service=keep)
    drop.officer_notes.update(service=keep)
    drop.proposals.filter(accepted=None).update(service=keep)
    _move_what_lacks(keep, drop)
    drop.former_slugs.update(service=keep)
    slug, external_id = drop.slug, drop.external_id
    drop.slug, drop.status = _free_slug(drop, "merged"), Service.Status.ARCHIVED
    if not keep.external_id:
        drop.external_id = ""  # the key goes to the other one, so that the next spreadsheet finds it
    drop.save(update_fields=["slug", "status", "external_id", "updated_at"])
    if external_id and not keep.external_id:
        keep.external_id = external_id
        keep.save(update_fields=["external_id", "updated_at"])
    FormerSlug.objects.update_or_create(country_id=keep.country_id, slug=slug, defaults={"service": keep})
    places.hide_for_categories(Service.objects.get(pk=keep.pk))
    stamp.change(keep.country)
    logging_actions.keep(drop, logging_actions.ARCHIVE, user, merged_into=keep.pk)
    logging_actions.keep(keep, logging_actions.MERGE, user, merged=drop.pk)


@transaction.atomic
def archive(service: Service, *, user: Any) -> None:
    """Take a listing out of the directory; nothing of it is deleted."""
    _set_status(service, Service.Status.ARCHIVED, logging_actions.ARCHIVE, user)


@transaction.atomic
def restore(service: Service, *, user: Any) -> None:
    """Bring a listing back from the archive, as a draft: somebody looks at it before readers get it."""
    if service.status != Service.Status.ARCHIVED:
        raise ValidationError(_("This listing is not in the archive."))
    _set_status(service, Service.Status.DRAFT, logging_actions.RESTORE, user)


@transaction.atomic
def hand_over(services: Iterable[Service], to: Any, *, user: Any) -> int:
    """Give listings to another officer of their country. Returns how many changed hands."""
    services = list(services)
    _require_all(services, user)
    kept = set(access.countries(to).values_list("pk", flat=True))
    if any(service.country_id not in kept for service in services):
        raise ValidationError(_("This person does not keep the directory of that country."))
    changed = [service for service in services if service.officer_id != to.pk]
    for service in changed:
        service.officer = to
        service.save(update_fields=["officer", "updated_at"])
        logging_actions.keep(service, logging_actions.HAND_OVER, user, officer=to.pk)
    return len(changed)


@transaction.atomic
def apply_hours(
    services: Iterable[Service], first: dt.date, last: dt.date, hours: str, reason: str, *, user: Any
) -> uuid.UUID:
    """Other hours for many listings on the days from ``first`` to ``last``; ``off``: closed. Returns what ``undo_hours`` takes."""
    services = list(services)
    _require_all(services, user)
    if not services:
        raise ValidationError(_("Choose at least one listing."))
    batch = uuid.uuid4()
    rows = [
        HoursException(service=service, first=first, last=last, hours=hours, reason=reason, batch=batch)
        for service in services
    ]
    rows[0].clean_fields(exclude=["service"])
    rows[0].clean()
    for row in rows:
        row.hours = rows[0].hours  # tidied
    HoursException.objects.bulk_create(rows)
    _changed_hours(services, logging_actions.HOURS, user, batch)
    return batch


@transaction.atomic
def undo_hours(batch: uuid.UUID, *, user: Any) -> int:
    """Take back what ``apply_hours`` did. Returns for how many listings."""
    exceptions = HoursException.objects.filter(batch=batch)
    services = list(Service.objects.filter(pk__in=exceptions.values("service")))
    if not services:
        raise ValidationError(_("These hours have been taken back already."))
    _require_all(services, user)
    exceptions.delete()
    _changed_hours(services, logging_actions.HOURS_UNDONE, user, batch)
    return len(services)


def _set_status(service: Service, status: str, action: str, user: Any) -> None:
    access.require(user, service.country_id)
    service.status = status
    service.save(update_fields=["status", "updated_at"])
    logging_actions.keep(service, action, user)


def _require_all(services: Iterable[Service], user: Any) -> None:
    for country in {service.country_id for service in services}:
        access.require(user, country)


def _changed_hours(services: Iterable[Service], action: str, user: Any, batch: uuid.UUID) -> None:
    for service in services:
        logging_actions.keep(service, action, user, batch=str(batch))
    for country in {service.country for service in services}:
        stamp.change(country)


def _move_what_lacks(keep: Service, drop: Service) -> None:
    texts = list(ServiceText.objects.filter(service=keep))
    theirs = ServiceText.objects.filter(service=drop).exclude(locale__in=[text.locale_id for text in texts])
    theirs.update(service=keep, **({"translation_key": texts[0].translation_key} if texts else {}))
    written_in_bulk.send(ServiceText, country=keep.country)
    there = ServiceAtLocation.objects.filter(service=keep).values_list("location", flat=True)
    ServiceAtLocation.objects.filter(service=drop).exclude(location__in=list(there)).update(service=keep)
    contacts = list(ContactPoint.objects.filter(service=keep))
    after = max((contact.sort_order or 0 for contact in contacts), default=-1)
    known = {(contact.kind, contact.value) for contact in contacts}
    for contact in ContactPoint.objects.filter(service=drop):
        if (contact.kind, contact.value) not in known:
            after += 1
            ContactPoint.objects.filter(pk=contact.pk).update(service=keep, sort_order=after)


def _free_slug(service: Service, ending: str) -> str:
    """``legal-aid`` -> ``legal-aid-copy``, ``legal-aid-copy-2``: an address that nothing in the country has or had."""
    taken = set(Service.objects.filter(country=service.country_id).values_list("slug", flat=True))
    taken |= set(FormerSlug.objects.filter(country=service.country_id).values_list("slug", flat=True))
    number = 1
    while True:
        tail = f"-{ending}" if number == 1 else f"-{ending}-{number}"
        slug = service.slug[: _LONGEST_SLUG - len(tail)].rstrip("-") + tail
        if slug not in taken:
            return slug
        number += 1
