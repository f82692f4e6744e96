"""The second factor of an account: whether it has one, and taking away a lost one."""

import datetime as dt
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from portal.accounts import entries, sessions

# Recovery codes alone are none: they only stand in for one of these.
TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
HAS_FACTOR = Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=TYPES))


def has_factor(user: Any) -> bool:
    """Whether an account has a one-time code or a passkey."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=TYPES).exists()


def had_factor(user: Any, *, before: dt.datetime) -> bool:
    """Whether an account has a second factor that was set up before a moment."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=TYPES, created_at__lt=before).exists()


def is_missing(user: Any) -> bool:
    """Whether somebody must first set up a second factor."""
    return bool(settings.SECOND_FACTOR_REQUIRED and not has_factor(user))


@transaction.atomic
def reset(*, account: Any, by: Any = None) -> None:
    """Take away every factor and recovery code of an account and sign it out everywhere; the next sign-in sets up a new one.

    ``by``: who did it; None for an operator at the command line.
    """
    Authenticator.objects.filter(user=account).delete()
    sessions.end(account)
    entries.record(account, entries.RESET, by)
