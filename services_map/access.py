"""Who may see and change what in the directory: officers in their own countries."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from portal.countries.models import Country
from portal.countries.roles import Role, countries_of
from services_map.models import Service


def countries(user: Any) -> "QuerySet[Country]":
    """The countries whose directory a user keeps."""
    found: QuerySet[Country] = countries_of(user, Role.OFFICER)
    return found


def services(user: Any) -> "QuerySet[Service]":
    """The services that a user keeps, in any status."""
    return Service.objects.filter(country__in=countries(user))


def require(user: Any, country_id: int) -> None:
    """Raises PermissionDenied for somebody who does not keep this country's directory."""
    if not countries(user).filter(pk=country_id).exists():
        raise PermissionDenied
