"""Accounts of the demonstration: an administrator, programme staff, and one of each role for each country (``editor.moldova``).

Their password is DEMO_PASSWORD, else a random one kept in var/ for its owner alone.
"""

import secrets
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password, make_password

from portal.countries import roles
from portal.countries.models import Country, CountryLanguage
from portal.countries.roles import Role
from services_map.models import Service

ADMINISTRATOR = "admin"
LANGUAGES_OF_A_TRANSLATOR = 2  # the first on offer besides the source; the wall to the others can be seen


def administrator() -> str | None:
    """Make or keep the administrator; the password, or None where somebody else has changed it since."""
    _made, password = _accounts([ADMINISTRATOR], is_staff=True, is_superuser=True)
    return password


def staff() -> str | None:
    """Make or keep programme staff and the people of each demonstration country; their password, or None where somebody changed one since.

    A new officer gets the country's services that nobody keeps.
    """
    people = _people()
    made, password = _accounts([roles.PROGRAMME, *people])
    for user in made:
        if user.username == roles.PROGRAMME:
            user.groups.add(roles.programme())
            continue
        role, country = people[user.username]
        languages = _languages(country) if role == Role.TRANSLATOR else [""]
        user.groups.add(*(roles.group(country, role, language) for language in languages))
        if role == Role.OFFICER:
            _hand_services(country, user)
    return password


def names() -> list[str]:
    """The accounts as people are told of them: those of a country by their pattern."""
    return [roles.PROGRAMME, *(f"{role}.<country>" for role in Role)]


def _people() -> dict[str, tuple[Role, Country]]:
    countries = Country.objects.filter(demonstration=True).order_by("slug")
    return {roles.group_name(country, role): (role, country) for country in countries for role in Role}


def _languages(country: Country) -> list[str]:
    offered = CountryLanguage.objects.filter(country=country).exclude(locale=country.source_language)
    codes = offered.order_by("sort_order").values_list("locale__language_code", flat=True)
    return list(codes[:LANGUAGES_OF_A_TRANSLATOR])


def _hand_services(country: Country, user: Any) -> None:
    alone = Service.objects.filter(country=country, officer=None)
    for service in alone.exclude(latest_revision=None):
        service.officer = user
        service.save()
        service.save_revision(user=user)
    alone.update(officer=user)  # those without a history, such as the thousands of seed_load


def _accounts(names: Iterable[str], **fields: Any) -> tuple[list[Any], str | None]:
    """The accounts that were missing, and the password of all of them; None where one has another and DEMO_PASSWORD sets none."""
    names = list(names)
    users = get_user_model().objects
    wanted = settings.ENVIRONMENT.demo_password
    password = wanted or _kept_password()
    known = {user.username: user for user in users.filter(username__in=names)}
    # Accounts of one kind share one hash: checking a password is slow on purpose, and every start does it.
    right = {encoded: check_password(password, encoded) for encoded in {user.password for user in known.values()}}
    wrong = [user for user in known.values() if not right[user.password]]
    made = []
    if (wrong and wanted) or len(known) < len(names):
        encoded = next((encoded for encoded, is_right in right.items() if is_right), None) or make_password(password)
        if wanted:
            users.filter(pk__in=[user.pk for user in wrong]).update(password=encoded)
        for name in names:
            if name not in known:
                made.append(users.create(username=name, email=f"{name}@example.org", password=encoded, **fields))
    return made, None if wrong and not wanted else password


def _kept_password() -> str:
    """The random password of this installation, made where there is none."""
    file = settings.BASE_DIR / "var" / "demo_password"
    kept = file.read_text() if file.exists() else ""
    if not kept:
        kept = secrets.token_urlsafe(12)
        file.touch(mode=0o600)
        file.write_text(kept)
    return kept
