"""The people of a country: who they are and what they do there, and changing that.

Only roles in the one country are shown and changed. Programme staff and superusers are out of reach here.
"""

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from anyascii import anyascii
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.accounts import entries, factors, sessions
from portal.countries import roles
from portal.countries.models import Country
from portal.countries.roles import Role

LONGEST_NAME = 100


@dataclass(frozen=True)
class Person:
    """Somebody's place in one country. ``languages``: into which a translator translates."""

    account: Any
    roles: tuple[Role, ...]
    languages: tuple[str, ...]
    has_factor: bool
    within: bool  # has roles in this country only
    protected: bool  # programme staff and superusers

    @property
    def name(self) -> str:
        return str(self.account.get_full_name() or self.account.get_username())

    @property
    def invited(self) -> bool:
        """Has not accepted the invitation yet."""
        return is_invited(self.account)

    @property
    def last_sign_in(self) -> dt.date | None:
        """The day only."""
        last: dt.datetime | None = self.account.last_login
        return last.date() if last else None


def is_invited(account: Any) -> bool:
    """Whether an account waits for its person to accept the invitation."""
    return not account.is_active and not account.has_usable_password()


def groups_of(country: Country) -> "QuerySet[Group]":
    """The groups of all roles in a country."""
    names = [roles.group_name(country, role) for role in Role]
    languages = f"{roles.group_name(country, Role.TRANSLATOR)}."
    return Group.objects.filter(Q(name__in=names) | Q(name__startswith=languages))


def of(country: Country) -> list[Person]:
    """Everybody who has a role in a country, or is invited to one, by name."""
    found = _accounts(country)
    return sorted((_person(account, country) for account in found), key=lambda person: person.name.casefold())


def get(country: Country, pk: int) -> Person | None:
    """One of them."""
    account = _accounts(country).filter(pk=pk).first()
    return _person(account, country) if account else None


def may_reset(person: Person, *, by: Any) -> bool:
    """Whether somebody who manages the country may reset a person's second factor: programme staff everybody's, a manager that of own people."""
    return not person.protected and not person.invited and (person.within or roles.is_programme_staff(by))


def may_invite_again(person: Person, *, by: Any) -> bool:
    """Whether somebody may have a new link for a person. A link opens the account: that of a person of two countries is programme staff's."""
    return person.invited and not person.protected and (person.within or roles.is_programme_staff(by))


@transaction.atomic
def invite(
    *, country: Country, name: str, email: str, wanted: Iterable[Role], languages: Iterable[str] = (), by: Any
) -> Any:
    """Make an account that waits for its person, with roles in a country; or take back one whose person has left every country.

    Raises ValidationError where the address belongs to somebody whom this person may not touch. Programme staff add a country to
    an account of another one; a manager must not, as whoever made that account could open it.
    """
    country = _locked(country)
    users = get_user_model().objects
    account = users.filter(Q(email__iexact=email) | Q(username__iexact=email)).order_by("pk").first()
    if account is None:
        account = users.create(username=_username(name), first_name=name, email=email, is_active=False)
        renew(account)
    elif account.groups.filter(pk__in=groups_of(country)).exists():
        raise ValidationError({"email": _("This person is in the list already. Change the roles there.")})
    elif _has_left(account):
        account.first_name, account.last_name = name, ""
        renew(account)
    elif not roles.is_programme_staff(by) or _is_protected(account):
        raise ValidationError(
            {"email": _("This address has an account already. Please ask programme staff to give it roles here.")}
        )
    elif is_invited(account):
        renew(account)  # whoever has the other country's link would come in here with it
    _set_groups(account, country, wanted, languages)
    entries.record(account, entries.INVITE, by, country=country.slug, roles=sorted(wanted))
    return account


def renew(account: Any) -> None:
    """Void the password and, with it, every link that was made for the account."""
    account.set_unusable_password()
    account.save()
    factors.Authenticator.objects.filter(user=account).delete()


@transaction.atomic
def set_roles(
    *, country: Country, account: Any, wanted: Iterable[Role], languages: Iterable[str] = (), by: Any
) -> None:
    """Give a person exactly these roles in a country. Raises ValidationError where it would leave the country without a manager."""
    country = _locked(country)
    wanted = set(wanted)
    _refuse_protected(account)
    if Role.MANAGER not in wanted:
        _refuse_last_manager(country, account, by)
    before = _in(account, country)
    _set_groups(account, country, wanted, languages)
    after = _in(account, country)
    if before != after:
        entries.record(account, entries.ROLES, by, country=country.slug, before=sorted(before), after=sorted(after))


@transaction.atomic
def remove(*, country: Country, account: Any, by: Any) -> bool:
    """Take all roles in a country from a person, whose work stays. Whether the account was closed, having no country left.

    Raises ValidationError for the last manager.
    """
    country = _locked(country)
    _refuse_protected(account)
    _refuse_last_manager(country, account, by)
    account.groups.remove(*groups_of(country))
    account.__dict__.pop("_portal_groups", None)
    closed = not account.groups.exists()
    if closed:
        was_invited = is_invited(account)
        account.is_active = False  # ends the sessions: portal.accounts.signals
        if was_invited:
            renew(account)  # so that the link no longer opens it
        account.save()
    else:
        sessions.end(account)
    entries.record(account, entries.REMOVE, by, country=country.slug)
    return closed


def _accounts(country: Country) -> "QuerySet[Any]":
    inside = get_user_model().objects.filter(groups__in=groups_of(country)).values("pk")
    users = get_user_model().objects.filter(pk__in=inside)
    return users.annotate(has_factor=factors.HAS_FACTOR).prefetch_related("groups")


def _person(account: Any, country: Country) -> Person:
    names = {group.name for group in account.groups.all()}
    own = [role for role in Role if roles.group_name(country, role) in names]
    prefix = f"{roles.group_name(country, Role.TRANSLATOR)}."
    languages = sorted(name.removeprefix(prefix) for name in names if name.startswith(prefix))
    if languages and Role.TRANSLATOR not in own:
        own = [role for role in Role if role in own or role == Role.TRANSLATOR]
    ours = {roles.group_name(country, role) for role in Role}
    return Person(
        account=account,
        roles=tuple(own),
        languages=tuple(languages),
        has_factor=account.has_factor,
        within=all(name in ours or name.startswith(prefix) for name in names),
        protected=account.is_superuser or roles.PROGRAMME in names,
    )


def _in(account: Any, country: Country) -> set[str]:
    return set(account.groups.filter(pk__in=groups_of(country)).values_list("name", flat=True))


def _set_groups(account: Any, country: Country, wanted: Iterable[Role], languages: Iterable[str]) -> None:
    groups = [roles.group(country, role) for role in wanted if role != Role.TRANSLATOR]
    if Role.TRANSLATOR in wanted:
        groups += [roles.group(country, Role.TRANSLATOR, language) for language in languages]
    account.groups.remove(*groups_of(country).exclude(pk__in=[group.pk for group in groups]))
    account.groups.add(*groups)
    account.__dict__.pop("_portal_groups", None)


def _is_protected(account: Any) -> bool:
    return bool(account.is_superuser or account.groups.filter(name=roles.PROGRAMME).exists())


def _has_left(account: Any) -> bool:
    return not account.is_active and not account.is_superuser and not account.groups.exists()


def _refuse_protected(account: Any) -> None:
    if _is_protected(account):
        raise ValidationError(_("Programme staff and administrators are not changed here."))


def _refuse_last_manager(country: Country, account: Any, by: Any) -> None:
    if roles.is_programme_staff(by):
        return
    managers = roles.members(country, Role.MANAGER)
    if managers.filter(pk=account.pk).exists() and not managers.exclude(pk=account.pk).exists():
        raise ValidationError(
            _("This is the last manager of the country. First make somebody else a manager, or ask programme staff.")
        )


def _locked(country: Country) -> Country:
    """Two people must not remove each other as the last managers."""
    return Country.objects.select_for_update().get(pk=country.pk)


def _username(name: str) -> str:
    """A free user name made from a person's name, such as ``ana.popescu``, then ``ana.popescu.2``."""
    base = slugify(anyascii(name)).replace("-", ".")[:100] or "person"
    taken = set(get_user_model().objects.filter(username__startswith=base).values_list("username", flat=True))
    candidates = itertools.chain([base], (f"{base}.{number}" for number in itertools.count(2)))
    return next(candidate for candidate in candidates if candidate not in taken)
