"""Addresses of sign-in, below ``/cms/``; they stand before Wagtail's, whose own sign-in and reset of passwords they replace.

Only these of django-allauth's views exist here: no sign-up, no changing of addresses, no sign-in by a code in a mail.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, path, re_path
from django.views.generic import RedirectView

from portal.accounts.entrance import View, entrance, invitation, mailed


def _page(route: str, view: View, name: str) -> URLPattern:
    return path(route, entrance(view), name=name)


urlpatterns = [
    _page("login/", account.login, "account_login"),
    _page("login/closed/", account.account_inactive, "account_inactive"),
    _page("login/code/", factor.authenticate, "mfa_authenticate"),
    _page("login/passkey/", webauthn.login_webauthn, "mfa_login_webauthn"),
    _page("login/again/", account.reauthenticate, "account_reauthenticate"),
    _page("login/again/code/", factor.reauthenticate, "mfa_reauthenticate"),
    _page("login/again/passkey/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _page("login/invitation/<str:token>/", invitation, "accounts_invitation"),
    _page("sign-in/", factor.index, "mfa_index"),
    _page("sign-in/password/", account.password_change, "account_change_password"),
    _page("sign-in/code/add/", totp.activate_totp, "mfa_activate_totp"),
    _page("sign-in/code/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    _page("sign-in/passkeys/add/", webauthn.add_webauthn, "mfa_add_webauthn"),
    _page("sign-in/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, "mfa_remove_webauthn"),
    path("sign-in/passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    _page("sign-in/recovery-codes/", recovery.view_recovery_codes, "mfa_view_recovery_codes"),
    _page("sign-in/recovery-codes/new/", recovery.generate_recovery_codes, "mfa_generate_recovery_codes"),
    _page("password_reset/", mailed(account.password_reset), "account_reset_password"),
    _page("password_reset/done/", mailed(account.password_reset_done), "account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        entrance(mailed(account.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    _page("password/reset/ready/", account.password_reset_from_key_done, "account_reset_password_from_key_done"),
]
