"""Who may do what with rows that belong to a country, as Wagtail asks it (its registry of permission policies)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model, Q, QuerySet
from wagtail.models import Collection, Page
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import policy_registry

from portal.countries.models import Country
from portal.countries.roles import PROGRAMME, Role, countries_of, has_any, is_programme_staff

READING = ("view", "choose")
COLLECTION = "collection"


class CountryPolicy(BasePermissionPolicy):
    """Who has one of ``roles`` in a row's country may do ``actions`` with it, ``readers`` may view and choose it.

    Programme staff may do everything. ``path``: the lookup from the model to its country; empty for rows that all
    countries share, which then only ``actions`` open; ``collection`` for files, whose country is that of their collection. ``also``: what
    only some of the roles may do besides, by action.
    """

    def __init__(
        self,
        model: type[Model],
        *roles: Role,
        path: str = "country",
        actions: Iterable[str] = ("add", "change", "view"),
        readers: Iterable[Role] = (),
        also: Mapping[str, tuple[Role, ...]] | None = None,
    ) -> None:
        super().__init__(model)
        self.roles, self.path, self.actions, self.readers = roles, path, frozenset(actions), tuple(readers)
        self.also = dict(also or {})

    def who(self, action: str) -> tuple[Role, ...]:
        """The roles that may do this."""
        able = self.roles if action in self.actions else self.also.get(action, ())
        return (*able, *(self.readers if action in READING else ()))

    def rows(self, user: Any) -> "QuerySet[Any]":
        """The rows on the user's side of the wall."""
        return self.rows_of(user, (*self.roles, *self.readers))

    def rows_of(self, user: Any, roles: tuple[Role, ...]) -> "QuerySet[Any]":
        """The rows of countries where the user has one of these roles."""
        everything = self.model._default_manager.all()
        if is_programme_staff(user):
            return everything
        if not roles:
            return everything.none()
        if self.path == COLLECTION:
            return everything.filter(collection__in=collections_of(user, *roles))
        mine = countries_of(user, *roles)
        if self.path:
            return everything.filter(**{f"{self.path}__in": mine})
        return everything if mine.exists() else everything.none()

    def country_of(self, instance: Model) -> Country | None:
        """The country of a row; None where all countries share it."""
        if not self.path:
            return None
        keys = self.model._default_manager.filter(pk=instance.pk).values(self.path)
        return Country.objects.filter(**{f"{COLLECTION}__in" if self.path == COLLECTION else "pk__in": keys}).first()

    def user_has_permission(self, user: Any, action: str) -> bool:
        if is_programme_staff(user):
            return True
        who = self.who(action)
        return bool(who) and has_any(user, *who)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        return self.instances_user_has_permission_for(user, action).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> "QuerySet[Any]":
        return self.rows_of(user, tuple({role for action in actions for role in self.who(action)}))

    def users_with_any_permission(self, actions: Iterable[str]) -> "QuerySet[Any]":
        who = Q(is_superuser=True) | Q(groups__name=PROGRAMME)
        for role in {role for action in actions for role in self.who(action)}:
            who |= Q(groups__name__startswith=f"{role}.")
        return get_user_model().objects.filter(who, is_active=True).distinct()

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Model) -> "QuerySet[Any]":
        actions = list(actions)
        users = self.users_with_any_permission(actions)
        allowed = [
            user.pk
            for user in users
            if self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()
        ]
        return users.filter(pk__in=allowed)


def policy_of(model: type[Model]) -> CountryPolicy:
    """The wall of a model. Raises TypeError for one without."""
    policy = find(model)
    if policy is None:
        raise TypeError(f"{model.__name__} has no wall")
    return policy


def rows(model: type[Model], user: Any) -> "QuerySet[Any]":
    """The rows of a walled model that a user may see."""
    return policy_of(model).rows(user)


def find(model: type[Model]) -> CountryPolicy | None:
    """The wall of a model; None for one without."""
    policy = policy_registry.get_by_type(model, fallback=False)
    return policy if isinstance(policy, CountryPolicy) else None


def collections_of(user: Any, *roles: Role) -> "QuerySet[Collection]":
    """The collections of the countries in which a user has one of these roles (none named: any role), with all below them."""
    if is_programme_staff(user):
        return Collection.objects.all()
    inside = Q(pk=None)
    for path in countries_of(user, *roles).exclude(collection=None).values_list("collection__path", flat=True):
        inside |= Q(path__startswith=path)
    return Collection.objects.filter(inside)


def pages_of(user: Any, *roles: Role) -> Q:
    """A filter of pages: those of the countries in which a user has one of these roles (none named: any role)."""
    if is_programme_staff(user):
        return Q()
    inside = Q(pk=None)
    for path in countries_of(user, *roles).exclude(container=None).values_list("container__path", flat=True):
        inside |= Q(path__startswith=path)
    return inside


def own_page(user: Any, page: Page) -> bool:
    """Whether a page is of one of a user's countries; so is the root, which is nobody's."""
    return bool(page.is_root() or Page.objects.filter(pages_of(user), pk=page.pk).exists())
