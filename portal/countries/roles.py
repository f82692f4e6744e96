"""Roles of a country team: who may do what, in one table. A role is a group of users per country, a translator's also per language."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from wagtail.models import Collection, Page

from portal.countries import rights
from portal.countries.models import Country, CountryLanguage, HomePage
from portal.countries.rights import Role

PROGRAMME = "programme"  # the group of programme staff, who work over all countries


# Groups that Wagtail makes when it is installed; their rights reach over every wall.
_OF_WAGTAIL = ("Editors", "Moderators")


def members(country: Country, role: Role) -> "Any":
    """The active people who have a role in a country; translators of any language."""
    name = group_name(country, role)
    named = Q(groups__name=name) | Q(groups__name__startswith=f"{name}.")
    return get_user_model().objects.filter(named, is_active=True).order_by("username").distinct()


def colleagues(user: Any) -> "Any":
    """The active people of a user's countries; everybody for programme staff."""
    people = get_user_model().objects.filter(is_active=True)
    if is_programme_staff(user):
        return people
    inside = Q(pk=user.pk)
    for slug in countries_of(user).values_list("slug", flat=True):
        inside |= Q(groups__name__in=[f"{role}.{slug}" for role in Role])
        inside |= Q(groups__name__startswith=f"{Role.TRANSLATOR}.{slug}.")
    return people.filter(inside).distinct()


def group_name(country: Country, role: Role, language: str = "") -> str:
    """``editor.moldova``; ``translator.moldova.uk`` for the translators into a language."""
    return ".".join(filter(None, (role, country.slug, language)))


def group(country: Country, role: Role, language: str = "") -> Group:
    """The group of a role in a country, made where it is new, with exactly the rights of the table."""
    found, _changes = _settle(country, role, language)
    return found


def programme() -> Group:
    """The group of programme staff, made where it is new, with exactly the rights of the table."""
    found, _changes = _settle_programme()
    return found


@transaction.atomic
def apply(country: Country) -> dict[str, list[str]]:
    """Bring the groups of a country to the table, one for each role and, of translators, each language. What changed, by group.

    A translators' group of a language that the country no longer offers keeps its people and loses its rights.
    """
    offered = CountryLanguage.objects.filter(country=country).values_list("locale__language_code", flat=True)
    wanted: list[tuple[Role, str]] = [(role, "") for role in Role if role != Role.TRANSLATOR]
    wanted += [(Role.TRANSLATOR, code) for code in offered]
    changes = {}
    for role, language in wanted:
        found, changed = _settle(country, role, language)
        changes[found.name] = changed
    name = group_name(country, Role.TRANSLATOR)
    translators = Group.objects.filter(Q(name=name) | Q(name__startswith=f"{name}."))
    for left in translators.exclude(name__in=changes):
        changes[left.name] = rights.grant(left, rights.NO_RIGHTS, None, None)
    return {name: changed for name, changed in changes.items() if changed}


@transaction.atomic
def apply_everywhere() -> dict[str, list[str]]:
    """Bring all groups of the portal to the table. The groups that Wagtail makes lose their rights. What changed, by group."""
    staff, changed = _settle_programme()
    changes = {staff.name: changed}
    for left in Group.objects.filter(name__in=_OF_WAGTAIL):
        changes[left.name] = rights.grant(left, rights.NO_RIGHTS, None, None)
    for country in Country.objects.order_by("slug"):
        changes |= apply(country)
    return {name: changed for name, changed in changes.items() if changed}


def _settle_programme() -> tuple[Group, list[str]]:
    found, created = Group.objects.get_or_create(name=PROGRAMME)
    roots = Page.get_first_root_node(), Collection.get_first_root_node()
    return found, ["made"] * created + rights.grant(found, rights.PROGRAMME_RIGHTS, *roots)


def _settle(country: Country, role: Role, language: str) -> tuple[Group, list[str]]:
    found, created = Group.objects.get_or_create(name=group_name(country, role, language))
    page: Page | None = country.container
    if role == Role.TRANSLATOR:
        homes = HomePage.objects.filter(locale__language_code=language)
        page = homes.child_of(page).first() if page and language else None
    return found, ["made"] * created + rights.grant(found, rights.RIGHTS[role], page, country.collection)


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


def has_any(user: Any, *wanted: Role) -> bool:
    """Whether a user has one of these roles (none named: any role) in some country. One query for each user object, however often asked."""
    if is_programme_staff(user):
        return True
    if not user.is_authenticated or not user.is_active:
        return False
    if not hasattr(user, "_portal_countries"):
        user._portal_countries = set(countries_of(user).values_list("slug", flat=True))
    held = (name.split(".")[:2] for name in _group_names(user) if "." in name)
    names = {str(role) for role in (wanted or Role)}
    return any(role in names and slug in user._portal_countries for role, slug in held)


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
