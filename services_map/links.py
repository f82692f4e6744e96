"""Links by which an organization confirms or corrects its listings without an account: signed by chance, expiring, good for one answer.

Only a hash of the token is kept, so that nobody can answer for an organization by reading the database.
"""

import datetime as dt
import hashlib
import secrets
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from locales import formats
from portal.core import clock
from services_map import access, logging_actions, standing
from services_map.freshness import Withdrawal
from services_map.models import ConfirmLink, ContactPoint, FocalPerson, Organization, Service
from services_map.vocabulary import ContactKind

DAYS = 14
LONGEST = 60  # days


class LinkProblem(Exception):
    """A link that cannot be used."""


class LinkUnknown(LinkProblem):
    """No such link: mistyped, or never made."""


class LinkExpired(LinkProblem):
    """Its days are over."""


class LinkUsed(LinkProblem):
    """It has been answered."""


class NotSent(Exception):
    """The message was not mailed."""


@transaction.atomic
def create(organization: Organization, *, user: Any, days: int = DAYS) -> tuple[ConfirmLink, str]:
    """A new link and its token, which is shown once and kept nowhere. Raises PermissionDenied and ValidationError."""
    access.require(user, organization.country_id)
    if not 1 <= days <= LONGEST:
        raise ValidationError({"days": _("Write a number of days between 1 and %(most)s.") % {"most": LONGEST}})
    token = secrets.token_urlsafe(32)
    link = ConfirmLink.objects.create(
        organization=organization,
        token_hash=_hash(token),
        created_by=user,
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    logging_actions.record(organization, logging_actions.LINK, user, days=days)
    return link, token


def find(token: str) -> ConfirmLink:
    """The link that a token belongs to. Raises LinkUnknown, LinkUsed, LinkExpired. Looking at it does not use it up."""
    links = ConfirmLink.objects.select_related("organization__country__site", "organization__country__source_language")
    link = links.filter(token_hash=_hash(token)).first()
    if link is None:
        raise LinkUnknown
    if link.used_at is not None:
        raise LinkUsed
    if link.expires_at <= timezone.now():
        raise LinkExpired
    return link


def use(link: ConfirmLink) -> None:
    """Mark a link as answered. Raises LinkUsed for the second of two answers that arrive at once. Call it in the answer's transaction."""
    now = timezone.now()
    if not ConfirmLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now):
        raise LinkUsed
    link.used_at = now
    logging_actions.record(link.organization, logging_actions.LINK_ANSWERED, None)


def services(organization: Organization) -> "QuerySet[Service]":
    """The listings that an organization is asked about: its listed ones, but for those that have ended or closed for good."""
    listed = Service.objects.filter(organization=organization, country=organization.country_id).listed()
    fresh = standing.of(listed, clock.today(organization.country.time_zone))
    over = [pk for pk, (state,) in fresh.items() if state.withdrawal in (Withdrawal.CLOSED, Withdrawal.ENDED)]
    return listed.exclude(pk__in=over).order_by("slug")


def message(link: ConfirmLink, token: str, language: str) -> str:
    """The text to send to the organization, plain, in ``language`` or the country's own where its site lacks that one."""
    country = link.organization.country
    code = _language(link, language)
    host = country.site.root_url if country.site else ""
    with translation.override(code):
        last = timezone.localtime(link.expires_at).date()
        parts = [
            _("Hello! We list the services of %(organization)s for refugees in %(country)s.")
            % {"organization": link.organization.name, "country": country.name_in(code)},
            _("Please tell us whether everything is still right. It takes a few minutes and needs no account:"),
            f"{host}/{code}/services/confirm/{token}/",
            _("The link works once, until %(date)s. Please do not pass it on.") % {"date": formats.date(last, code)},
            _("Thank you! %(team)s") % {"team": country.team},
        ]
    return "\n\n".join(parts)


def addresses(organization: Organization) -> dict[str, str]:
    """Where an organization gets e-mail, with whose address it is: its focal persons', then those that its services give."""
    found = {person.email: person.name for person in FocalPerson.objects.filter(organization=organization)}
    public = ContactPoint.objects.filter(
        service__organization=organization, service__country=organization.country_id, kind=ContactKind.EMAIL
    ).exclude(service__status=Service.Status.ARCHIVED)
    for address in public.order_by("service__slug", "sort_order").values_list("value", flat=True):
        found.setdefault(address, organization.name)
    found.pop("", None)
    return found


def can_mail() -> bool:
    """Whether this installation has a mail server."""
    return bool(settings.EMAIL_HOST)


def subject(link: ConfirmLink, language: str) -> str:
    """The subject of the message, in the language of ``message``."""
    with translation.override(_language(link, language)):
        return _("Are your services listed right?")


def send(link: ConfirmLink, token: str, *, language: str, to: str, user: Any) -> None:
    """Mail the message of a link to one of the organization's addresses.

    Raises PermissionDenied, ValidationError for another address, and NotSent when there is no mail server or it refuses.
    """
    organization = link.organization
    access.require(user, organization.country_id)
    if to not in addresses(organization):
        raise ValidationError(_("Choose one of the organization's addresses."))
    if not can_mail():
        raise NotSent
    try:
        send_mail(subject(link, language), message(link, token, language), None, [to])
    except (OSError, SMTPException) as error:
        raise NotSent from error
    logging_actions.record(organization, logging_actions.LINK_MAILED, user)


def _language(link: ConfirmLink, language: str) -> str:
    country = link.organization.country
    offered = set(country.languages.values_list("locale__language_code", flat=True))
    return language if language in offered else country.source_language.language_code


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
