"""Corrections by organizations: proposals, each about one field of a listing, that an officer accepts or refuses one by one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core import clock
from services_map import access, checking, logging_actions, places
from services_map.models import ConfirmLink, ContactPoint, Proposal, Service
from services_map.vocabulary import Capacity, Cost, Method, Outcome

CONTACT = "contact"
CLOSED = "closed"
# What an organization may correct. A contact point is written ``contact:<primary key>``.
FIELDS: dict[str, str | Promise] = {
    "name": gettext_lazy("name"),
    "description": gettext_lazy("what it is"),
    "hours": gettext_lazy("opening hours"),
    CONTACT: gettext_lazy("contact"),
    "capacity": gettext_lazy("capacity"),
    "cost": gettext_lazy("cost"),
    CLOSED: gettext_lazy("closed for good"),
}
LONGEST = {"name": 200, "description": 5000, "hours": 400, CONTACT: 300}  # characters
_CHOICES = {"capacity": Capacity, "cost": Cost}


class Outdated(Exception):
    """The listing has changed since the proposal was made. ``current``: what stands there now; None where the field is gone."""

    def __init__(self, current: str | None) -> None:
        super().__init__(_("This listing has changed since the organization saw it. Please compare before you accept."))
        self.current = current


def current(service: Service, field: str) -> str | None:
    """What a field says now, in the source language; None where there is no such contact point or text."""
    kind, _colon, key = field.partition(":")
    if kind == CONTACT:
        contact = ContactPoint.objects.filter(service=service, pk=key).first() if key.isdecimal() else None
        return contact.value if contact else None
    if field in ("name", "description"):
        text = service.source_text
        return getattr(text, field) if text else None
    if field == CLOSED:
        return ""
    if field not in FIELDS:
        raise ValidationError(_("Organizations cannot correct this: %(field)s") % {"field": field})
    return str(getattr(service, field))


def propose(
    service: Service, field: str, new: str, *, link: ConfirmLink | None = None, old: str | None = None
) -> Proposal | None:
    """Keep a correction for an officer; None where it changes nothing. Nothing of the listing changes.

    ``old``: what the organization saw, unless given what stands there now. Hours and contacts may be in an organization's own words: they
    are checked when they are accepted. Raises ValidationError for an unknown field, an unknown choice and a text that is too long.
    """
    now = current(service, field)
    if now is None:
        raise ValidationError(_("This is no longer in the listing."))
    old, new = tidy(now if old is None else old), tidy(new)
    if new == old:
        return None
    _require_possible(field, new)
    return Proposal.objects.create(
        service=service, link=link, field=field, old=old, new=new, proposed_on=clock.today(service.country.time_zone)
    )


@transaction.atomic
def accept(proposal: Proposal, *, user: Any, force: bool = False, value: str | None = None) -> None:
    """Change the one field that a proposal is about.

    ``value``: the officer's wording in place of the organization's, as for hours; ``force``: even if the field has changed meanwhile. Raises
    Outdated, ValidationError (decided already, or a value that cannot be) and PermissionDenied; then nothing has changed.
    """
    row = _undecided(proposal, user)
    service = Service.objects.select_for_update().get(pk=row.service_id)
    now = current(service, row.field)
    if now is None or (tidy(now) != row.old and not force):
        raise Outdated(now)
    new = tidy(row.new if value is None else value)
    _require_possible(row.field, new)
    _apply(service, row, new, user)
    _decide(proposal, row, True, user)
    logging_actions.keep(service, logging_actions.ACCEPT, user, field=row.field)


@transaction.atomic
def refuse(proposal: Proposal, *, user: Any) -> None:
    """Leave the listing as it is. Raises ValidationError (decided already) and PermissionDenied."""
    row = _undecided(proposal, user)
    _decide(proposal, row, False, user)
    logging_actions.record(row.service, logging_actions.REFUSE, user, field=row.field)


def tidy(text: str) -> str:
    """A text as it is compared and kept: browsers send line ends of their own."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _undecided(proposal: Proposal, user: Any) -> Proposal:
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    access.require(user, row.service.country_id)
    if row.accepted is not None:
        raise ValidationError(_("This has been decided already."))
    return row


def _decide(proposal: Proposal, row: Proposal, accepted: bool, user: Any) -> None:
    row.accepted, row.decided_by, row.decided_at = accepted, user, timezone.now()
    row.save(update_fields=["accepted", "decided_by", "decided_at"])
    proposal.accepted, proposal.decided_by, proposal.decided_at = row.accepted, row.decided_by, row.decided_at


def _require_possible(field: str, value: str) -> None:
    longest = LONGEST.get(field.partition(":")[0])
    if longest and len(value) > longest:
        raise ValidationError({field: _("Write at most %(most)s characters.") % {"most": longest}})
    if field in _CHOICES and value not in _CHOICES[field]:
        raise ValidationError({field: _("Choose one of the answers.")})
    if field == "name" and not value:
        raise ValidationError({field: _("A service needs a name.")})


def _apply(service: Service, row: Proposal, value: str, user: Any) -> None:
    if row.field == CLOSED:
        checking.record(service, Outcome.CLOSED, user=user, method=Method.ORGANIZATION)
    elif row.field.startswith(f"{CONTACT}:"):
        _apply_contact(ContactPoint.objects.get(service=service, pk=row.field.partition(":")[2]), value)
    elif row.field in ("name", "description"):
        _apply_words(service, row.field, value)
    else:
        setattr(service, row.field, value)
        names = [row.field, "updated_at"]
        if row.field == "capacity":
            service.capacity_as_of = row.proposed_on
            names.append("capacity_as_of")
        service.clean_fields(exclude=[field.name for field in Service._meta.fields if field.name != row.field])
        service.save(update_fields=names)


def _apply_contact(contact: ContactPoint, value: str) -> None:
    """An empty value: this contact does not work any more."""
    if not value:
        contact.delete()
        return
    contact.value = value
    contact.clean_fields(exclude=["service"])
    contact.clean()
    contact.save()


def _apply_words(service: Service, field: str, value: str) -> None:
    if places.mentions_true_place(service, value):
        raise ValidationError({field: _("These words give away the address of a hidden place.")})
    text = service.source_text
    if text is not None:
        setattr(text, field, value)
        text.clean_fields(exclude=["service"])
        text.save()
