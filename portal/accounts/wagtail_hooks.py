"""What accounts add to the admin: people of a country, the way to one's own sign-in, the words of the log."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.accounts import entries, views
from portal.countries.roles import Role, has_any


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    """People of a country."""
    person = "people/<slug:slug>/<int:pk>"
    return [
        path("people/", views.start, name="accounts_start"),
        path("people/<slug:slug>/", views.overview, name="accounts_people"),
        path("people/<slug:slug>/invite/", views.invite, name="accounts_invite"),
        path(f"{person}/", views.change, name="accounts_change"),
        path(f"{person}/remove/", views.remove, name="accounts_remove"),
        path(f"{person}/reset/", views.reset, name="accounts_reset"),
        path(f"{person}/invite/", views.invite_again, name="accounts_invite_again"),
    ]


class PeopleMenuItem(MenuItem):
    """For those who manage a country."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_any(request.user, Role.MANAGER)


@hooks.register("register_admin_menu_item")
def people_menu_item() -> MenuItem:
    """Below the content."""
    return PeopleMenuItem(_("People"), reverse("accounts_start"), name="people", icon_name="group", order=700)


@hooks.register("register_account_menu_item")
def sign_in_item(request: HttpRequest) -> dict[str, Any]:
    """From "Account" to password, one-time codes and passkeys."""
    return {
        "url": reverse("mfa_index"),
        "label": _("Sign-in"),
        "help_text": _("Change your password, one-time codes, passkeys and recovery codes."),
    }


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the log may say of accounts."""
    entries.register(actions)
