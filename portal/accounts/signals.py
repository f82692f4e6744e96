"""What follows from what happens to an account."""

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.dispatch import receiver

from portal.accounts import entries, sessions


@receiver(user_logged_in)
def clock_starts(request: Any, **kwargs: Any) -> None:
    """The time of a session runs from here."""
    sessions.begin(request)


@receiver(post_save, sender=get_user_model())
def closed_account_is_signed_out(instance: Any, created: bool, **kwargs: Any) -> None:
    """Whoever is switched off is out at once, wherever that was done, and stays out when switched on again."""
    if not created and not instance.is_active:
        sessions.end(instance)


@receiver(authenticator_added)
def factor_added(user: Any, authenticator: Any, **kwargs: Any) -> None:
    """In the log."""
    entries.record(user, entries.FACTOR_ADDED, user, type=authenticator.type)


@receiver(authenticator_removed)
def factor_removed(user: Any, authenticator: Any, **kwargs: Any) -> None:
    """In the log."""
    entries.record(user, entries.FACTOR_REMOVED, user, type=authenticator.type)


@receiver([password_changed, password_reset])
def password_is_new(user: Any, **kwargs: Any) -> None:
    """In the log. Django ends every session that was begun with the old password."""
    entries.record(user, entries.PASSWORD, user)
