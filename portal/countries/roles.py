"""Roles of a country team: who may do what, in one table. A role is a group of users per country, a translator's also per language."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from portal.countries.models import Country, CountryLanguage

PROGRAMME = "programme"  # the group of programme staff, who work over all countries


class Role(StrEnum):
    """What a person does in a country team."""

    EDITOR = "editor"
    TRANSLATOR = "translator"  # into given languages
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    OFFICER = "officer"  # service mapping officer
    MANAGER = "manager"  # country manager


# Permissions of each role, besides access to the admin, as app_label.codename; ``*`` ends a name that stands for all that begin so.
PERMISSIONS: dict[Role, tuple[str, ...]] = {
    Role.EDITOR: (),
    Role.TRANSLATOR: (),
    Role.REVIEWER: (),
    Role.PUBLISHER: (),
    Role.OFFICER: ("services_map.map_services", "services_map.view_*"),
    Role.MANAGER: (),
}


def members(country: Country, role: Role) -> "Any":
    """The active people who have a role in a country; translators of any language."""
    name = group_name(country, role)
    named = Q(groups__name=name) | Q(groups__name__startswith=f"{name}.")
    return get_user_model().objects.filter(named, is_active=True).order_by("username").distinct()


def group_name(country: Country, role: Role, language: str = "") -> str:
    """``editor.moldova``; ``translator.moldova.uk`` for the translators into a language."""
    return ".".join(filter(None, (role, country.slug, language)))


def group(country: Country, role: Role, language: str = "") -> Group:
    """The group of a role in a country, made where it is new, with exactly the permissions of the table."""
    found, _created = Group.objects.get_or_create(name=group_name(country, role, language))
    wanted = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    for name in PERMISSIONS[role]:
        app, codename = name.split(".")
        match = {"codename__startswith": codename[:-1]} if codename.endswith("*") else {"codename": codename}
        wanted |= Q(content_type__app_label=app, **match)
    found.permissions.set(Permission.objects.filter(wanted))
    return found


def is_programme_staff(user: Any) -> bool:
    """Whether a user works over all countries: programme staff, and superusers, who also run the installation."""
    if not user.is_authenticated or not user.is_active:
        return False
    return bool(user.is_superuser or PROGRAMME in _group_names(user))


def countries_of(user: Any, *wanted: Role) -> "Any":
    """The countries in which a user has one of these roles (none named: any role); all of them for programme staff."""
    if not user.is_authenticated or not user.is_active:
        return Country.objects.none()
    if is_programme_staff(user):
        return Country.objects.all()
    named = {tuple(name.split(".")[:2]) for name in _group_names(user) if "." in name}
    names = {str(role) for role in (wanted or Role)}
    return Country.objects.filter(slug__in={slug for role, slug in named if role in names})


def may(user: Any, country: Country, *wanted: Role) -> bool:
    """Whether a user has one of these roles in a country (none named: any role). Programme staff may everywhere."""
    return bool(countries_of(user, *wanted).filter(pk=country.pk).exists())


def languages_of(user: Any, country: Country) -> frozenset[str]:
    """The languages of a country that a user may translate into: theirs for a translator, all for editors, publishers and managers."""
    offered = set(
        CountryLanguage.objects.filter(country=country).values_list("locale__language_code", flat=True)
    )  # a group may be left over from a language that the country no longer offers
    if may(user, country, Role.EDITOR, Role.PUBLISHER, Role.MANAGER):
        return frozenset(offered)
    prefix = f"{group_name(country, Role.TRANSLATOR)}."
    return frozenset(offered.intersection(_after(prefix, _group_names(user))))


def _after(prefix: str, names: Iterable[str]) -> list[str]:
    return [name.removeprefix(prefix) for name in names if name.startswith(prefix)]


def _group_names(user: Any) -> set[str]:
    """Read once for each user object: a request asks many times."""
    if not hasattr(user, "_portal_groups"):
        user._portal_groups = set(user.groups.values_list("name", flat=True))
    names: set[str] = user._portal_groups
    return names
