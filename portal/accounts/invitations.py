"""Invitations: a signed link that opens one account once, for a week.

Nothing is stored for it. It carries a print of the account's unusable password, which is random: a new link, the person's own password
or removal make it void.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import mail, signing
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from portal.accounts import entries, people
from portal.countries.models import Country

LIFE = dt.timedelta(days=7)
_SALT = "portal.accounts.invitation"


class Void(Exception):
    """The link has run out, was used, or another one was made since."""


def link(account: Any) -> str:
    """The address that the invited person opens."""
    token = signing.dumps([account.pk, _print(account)], salt=_SALT)
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse('accounts_invitation', args=[token])}"


def renewed_link(*, account: Any, by: Any) -> str:
    """A new link; the earlier ones no longer work."""
    people.renew(account)
    entries.record(account, entries.INVITE_AGAIN, by)
    return link(account)


def find(token: str) -> Any:
    """The account that a link opens. Raises Void."""
    try:
        pk, printed = signing.loads(token, salt=_SALT, max_age=LIFE)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Void from error
    account = get_user_model().objects.filter(pk=pk).first()
    if account is None or not people.is_invited(account) or not constant_time_compare(printed, _print(account)):
        raise Void
    return account


@transaction.atomic
def accept(*, token: str, password: str) -> Any:
    """Open the account with its person's own password. Raises Void, also for whoever comes second with the same link."""
    account = find(token)
    account = get_user_model().objects.select_for_update().get(pk=account.pk)
    find(token)
    account.set_password(password)
    account.is_active = True
    account.save()
    entries.record(account, entries.ACCEPT, account)
    return account


def send(*, account: Any, country: Country, url: str) -> bool:
    """Mail the link, where the portal has a mail server. Whether it went out."""
    if not settings.ENVIRONMENT.email_host:
        return False
    text = _(
        "Hello %(name)s,\n\nyou are invited to the team of %(country)s at the information portal. "
        "Open this link to choose your password:\n\n%(url)s\n\n"
        "It works once, within 7 days. If you did not expect it, ignore it.\n"
    ) % {"name": account.first_name, "country": country, "url": url}
    try:
        return bool(mail.send_mail(_("Invitation to the information portal"), text, None, [account.email]))
    except OSError:  # the mail server is away: the manager passes the link on
        return False


def _print(account: Any) -> str:
    return salted_hmac(_SALT, f"{account.pk}:{account.password}").hexdigest()[:32]
