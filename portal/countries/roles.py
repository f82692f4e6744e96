"""Roles of a country team: who may do what, in one table. A role is a group of users per country."""

from enum import StrEnum
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from portal.countries.models import Country


class Role(StrEnum):
    """What a person does in a country team."""

    OFFICER = "officer"  # service mapping officer


# Permissions of each role, besides access to the admin, as app_label.codename; ``*`` ends a name that stands for all that begin so.
PERMISSIONS: dict[Role, tuple[str, ...]] = {
    Role.OFFICER: ("services_map.map_services", "services_map.view_*"),
}


def members(country: Country, role: Role) -> "Any":
    """The active people who have a role in a country."""
    users = get_user_model().objects.filter(is_active=True, groups__name=group_name(country, role))
    return users.order_by("username")


def group_name(country: Country, role: Role) -> str:
    return f"{role}.{country.slug}"


def group(country: Country, role: Role) -> Group:
    """The group of a role in a country, made where it is new, with exactly the permissions of the table."""
    found, _created = Group.objects.get_or_create(name=group_name(country, role))
    wanted = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    for name in PERMISSIONS[role]:
        app, codename = name.split(".")
        match = {"codename__startswith": codename[:-1]} if codename.endswith("*") else {"codename": codename}
        wanted |= Q(content_type__app_label=app, **match)
    found.permissions.set(Permission.objects.filter(wanted))
    return found


def countries_of(user: Any, role: Role) -> "Any":
    """The countries in which a user has a role; all of them for programme staff (superusers)."""
    if not user.is_authenticated or not user.is_active:
        return Country.objects.none()
    if user.is_superuser:
        return Country.objects.all()
    prefix = f"{role}."
    slugs = [
        name.removeprefix(prefix) for name in user.groups.values_list("name", flat=True) if name.startswith(prefix)
    ]
    return Country.objects.filter(slug__in=slugs)
