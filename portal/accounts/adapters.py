"""django-allauth, held to the portal's promises: nothing about where somebody signs in from is kept, secrets are sealed, nobody signs up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from portal.accounts import factors, sessions
from portal.core import limits
from services_map import sealing

_NOT_SAID = (  # one sees that
    "account/messages/logged_in.txt",
    "account/messages/logged_out.txt",
    "mfa/messages/recovery_codes_generated.txt",
)
_MISMATCH = _("The name or the password is wrong. Please try again.")


class AccountAdapter(DefaultAccountAdapter):
    """Password sign-in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _MISMATCH,
        "email_password_mismatch": _MISMATCH,
        "incorrect_password": _("The password is wrong. Please try again."),
        "too_many_login_attempts": _("Too many attempts. Please wait five minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The limits' name of where a request comes from: a hash under a salt that lives a day in the cache."""
        return limits.sender(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Upstream's key would hold an unsalted hash of what was typed, which may be a name or, by mistake, a password."""
        typed = str(credentials.get("email") or credentials.get("username") or "").lower()
        return salted_hmac("portal.accounts.attempts", typed).hexdigest()

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just signed in, without a factor, sets one up and sees the recovery codes without giving the password twice."""
        request = self.request
        fresh = app == "allauth.mfa" and sessions.is_fresh(request)
        if fresh and not factors.had_factor(request.user, before=sessions.began(request)):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        if message_template not in _NOT_SAID:
            super().add_message(request, level, message_template, *args, **kwargs)


class FactorAdapter(DefaultMFAAdapter):
    """The second factor."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is wrong, or was used already. Please wait for the next one and try again."),
    }

    def encrypt(self, text: str) -> str:
        """The secrets of one-time codes and recovery codes are sealed like confidential places."""
        return sealing.seal_bytes(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal_bytes(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        return settings.WAGTAIL_SITE_NAME
