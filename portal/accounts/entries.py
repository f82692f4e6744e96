"""What Wagtail's log says of accounts: who did what to whom, never from where and never an e-mail address."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

INVITE = "accounts.invite"
INVITE_AGAIN = "accounts.invite_again"
ACCEPT = "accounts.accept"
ROLES = "accounts.roles"
REMOVE = "accounts.remove"
RESET = "accounts.reset_second_factor"
FACTOR_ADDED = "accounts.factor_added"
FACTOR_REMOVED = "accounts.factor_removed"
PASSWORD = "accounts.password"  # noqa: S105  (the name of an action)

_ACTIONS = {
    INVITE: (_("Invite"), _("Invited to a country")),
    INVITE_AGAIN: (_("Invite again"), _("Made a new invitation")),
    ACCEPT: (_("Accept an invitation"), _("Accepted the invitation")),
    ROLES: (_("Roles"), _("Changed the roles in a country")),
    REMOVE: (_("Remove"), _("Removed from a country")),
    RESET: (_("Reset the second factor"), _("Reset the second factor")),
    FACTOR_ADDED: (_("Add a second factor"), _("Added a second factor")),
    FACTOR_REMOVED: (_("Remove a second factor"), _("Removed a second factor")),
    PASSWORD: (_("Password"), _("Changed the password")),
}


def register(actions: Any) -> None:
    """For the hook ``register_log_actions``."""
    for action, (label, message) in _ACTIONS.items():
        actions.register_action(action, label, message)


def record(account: Any, action: str, by: Any = None, **data: Any) -> None:
    """An entry in the log of an account. ``by``: who did it, None for an operator. ``data``: codes only."""
    log(account, action, user=by, title=account.get_full_name() or account.get_username(), data=data)
