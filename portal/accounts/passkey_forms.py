"""django-allauth's forms of passkeys, which fail with a server error where what was sent is no answer of a browser.

``fido2`` raises KeyError and others for missing parts, allauth expects TypeError alone (seen in django-allauth 65.21.1 with fido2 2.2.1).
Delete this module, and MFA_FORMS in the settings, when ``tests/integration/test_passkey_forms.py`` passes without it.
"""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms

_BROKEN = (AttributeError, KeyError, TypeError, ValueError)


class _KindToNonsense:
    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except _BROKEN as error:
            raise get_adapter().validation_error("incorrect_code") from error


class LoginForm(_KindToNonsense, forms.LoginWebAuthnForm):
    """Signing in with a passkey alone."""


class AuthenticateForm(_KindToNonsense, forms.AuthenticateWebAuthnForm):
    """A passkey after the password."""


class ReauthenticateForm(_KindToNonsense, forms.ReauthenticateWebAuthnForm):
    """A passkey before something sensitive."""


class AddForm(forms.AddWebAuthnForm):
    """A new passkey."""

    def clean(self) -> Any:
        try:
            return super().clean()
        except _BROKEN as error:
            raise get_adapter().validation_error("incorrect_code") from error
