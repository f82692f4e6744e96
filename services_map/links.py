"""Links by which an organization confirms or corrects its listings without an account: signed by chance, expiring, good for one answer.

Only a hash of the token is kept, so that nobody can answer for an organization by reading the database.
"""

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from locales import formats
from portal.core import clock
from services_map import access, logging_actions, standing
from services_map.freshness import Withdrawal
from services_map.models import ConfirmLink, Organization, Service

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
    offered = set(country.languages.values_list("locale__language_code", flat=True))
    code = language if language in offered else country.source_language.language_code
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


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
