"""Who may see and change what in the directory: officers, and country managers, in their own countries."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from portal.countries.models import Country
from portal.countries.roles import Role, countries_of, languages_of, may
from services_map.models import Service

KEEPERS = (Role.OFFICER, Role.MANAGER)


def countries(user: Any) -> "QuerySet[Country]":
    """The countries whose directory a user keeps."""
    found: QuerySet[Country] = countries_of(user, *KEEPERS)
    return found


def services(user: Any) -> "QuerySet[Service]":
    """The services that a user keeps, in any status."""
    return Service.objects.filter(country__in=countries(user))


def may_word(user: Any, country: Country, code: str) -> bool:
    """Whether a user writes a country's services in a language: officers in all of them, translators in theirs."""
    return may(user, country, *KEEPERS) or (may(user, country, Role.TRANSLATOR) and code in languages_of(user, country))


def require(user: Any, country_id: int) -> None:
    """Raises PermissionDenied for somebody who does not keep this country's directory."""
    if not countries(user).filter(pk=country_id).exists():
        raise PermissionDenied
