"""Walls between country teams in the admin: rows that belong to a country are seen and changed by its team and by programme staff only.

Wagtail's generic views ask for permissions on a whole model (wagtail/wagtail#13314); here every address with a key is checked for its row.
Use: register a ``CountryPolicy`` for the model at the top of ``wagtail_hooks.py``, before the model's viewset, and derive the viewset from
``WalledViewSet``, its form from ``WalledForm``.
"""

from collections.abc import Callable, Iterable
from functools import partial, wraps
from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.functional import classproperty
from wagtail.admin.auth import require_admin_access
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.admin.widgets import BaseChooser
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import policy_registry
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.models import get_snippet_models
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
    SnippetCreateView,
)
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.countries.models import Country
from portal.countries.roles import PROGRAMME, Role, countries_of, is_programme_staff

View = Callable[..., HttpResponseBase]
READING = ("view", "choose")
# Wagtail's reports that name rows of all countries, by the names of their menu items.
CLOSED_REPORTS = {"site-history": LogEntriesView, "page-types-usage": PageTypesUsageReportView}


class CountryPolicy(BasePermissionPolicy):
    """Who has one of ``roles`` in a row's country may do ``actions`` with it, ``readers`` may view and choose it.

    Programme staff may do everything. ``path``: the lookup from the model to its country; empty for rows that all
    countries share, which then only ``actions`` open.
    """

    def __init__(
        self,
        model: type[Model],
        *roles: Role,
        path: str = "country",
        actions: Iterable[str] = ("add", "change", "view"),
        readers: Iterable[Role] = (),
    ) -> None:
        super().__init__(model)
        self.roles, self.path, self.actions, self.readers = roles, path, frozenset(actions), tuple(readers)

    def who(self, action: str) -> tuple[Role, ...]:
        """The roles that may do this."""
        return (*(self.roles if action in self.actions else ()), *(self.readers if action in READING else ()))

    def rows(self, user: Any) -> "QuerySet[Any]":
        """The rows on the user's side of the wall."""
        return self._rows(user, (*self.roles, *self.readers))

    def _rows(self, user: Any, roles: tuple[Role, ...]) -> "QuerySet[Any]":
        everything = self.model._default_manager.all()
        if is_programme_staff(user):
            return everything
        mine = countries_of(user, *roles) if roles else Country.objects.none()
        if self.path:
            return everything.filter(**{f"{self.path}__in": mine})
        return everything if mine.exists() else everything.none()

    def user_has_permission(self, user: Any, action: str) -> bool:
        if is_programme_staff(user):
            return True
        who = self.who(action)
        return bool(who) and countries_of(user, *who).exists()

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        return self._rows(user, self.who(action)).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> "QuerySet[Any]":
        return self._rows(user, tuple({role for action in actions for role in self.who(action)}))

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


def rows(model: type[Model], user: Any) -> "QuerySet[Any]":
    """The rows of a walled model that a user may see."""
    policy = _policy(model)
    if policy is None:
        raise TypeError(f"{model.__name__} has no wall")
    return policy.rows(user)


def walled(view: View, model: type[Model]) -> View:
    """A view with a key in its address, for rows on the user's side only: 404 for no row, refused for another country's."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, pk: Any, **kwargs: Any) -> HttpResponseBase:
        key = unquote(str(pk))
        try:
            inside = rows(model, request.user).filter(pk=key).exists()
        except (ValueError, OverflowError) as error:
            raise Http404 from error
        if not inside:
            if not model._default_manager.filter(pk=key).exists():
                raise Http404
            raise PermissionDenied
        return view(request, *args, pk=pk, **kwargs)

    return checked


class Inside:
    """A chooser's view that knows only the rows on the user's side."""

    model_class: Any
    request: Any

    def get_object_list(self) -> "QuerySet[Any]":
        return rows(self.model_class, self.request.user)

    def get_object(self, pk: Any) -> Any:
        try:
            return self.get_object_list().get(pk=pk)
        except ValueError as error:
            raise Http404 from error

    def get_objects(self, pks: Any) -> "QuerySet[Any]":
        return self.get_object_list().filter(pk__in=[pk for pk in pks if str(pk).isdecimal()])

    def get_creation_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_creation_form_kwargs(), "for_user": self.request.user}  # type: ignore[misc]


class WalledChooseView(Inside, ChooseView):
    """The chooser's window."""


class WalledChooseResultsView(Inside, ChooseResultsView):
    """The list in it, also when searched."""


class WalledChosenView(Inside, SnippetChosenView):
    """What was chosen."""


class WalledChosenMultipleView(Inside, SnippetChosenMultipleView):
    """Several that were chosen."""


class WalledChooserCreateView(Inside, SnippetCreateView):
    """A new row from inside the chooser, where it has a form for one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.get_creation_form_class() is None:
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class WalledChooserViewSet(SnippetChooserViewSet):
    """A chooser inside the walls."""

    choose_view_class = WalledChooseView
    choose_results_view_class = WalledChooseResultsView
    chosen_view_class = WalledChosenView
    chosen_multiple_view_class = WalledChosenMultipleView
    create_view_class = WalledChooserCreateView


class WalledViewSet(SnippetViewSet):
    """The admin of a model inside the walls: lists, forms, history, usage, comparisons and choosers show the user's own rows only."""

    chooser_viewset_class = WalledChooserViewSet
    copy_view_enabled = False
    menu_item_is_registered = True  # reached from the room's own pages, not from "Snippets"

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return rows(self.model, request.user)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [self._wall(pattern) for pattern in super().get_urlpatterns()]

    def _wall(self, pattern: URLPattern) -> URLPattern:
        if "pk" not in pattern.pattern.regex.groupindex:
            return pattern
        return URLPattern(
            pattern.pattern, walled(pattern.callback, self.model), pattern.default_args or None, pattern.name
        )


class WalledDeleteAction(DeleteBulkAction):
    """Deleting several rows: those behind a wall are not even named. Registered in place of Wagtail's for every walled model."""

    @classproperty
    def models(cls) -> list[type[Model]]:
        return [model for model in get_snippet_models() if _policy(model)]

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, list[Any]]]:
        objects, _refused = super().get_actionable_objects()
        return objects, {"items_with_no_access": []}


def _policy(model: type[Model]) -> CountryPolicy | None:
    policy = policy_registry.get_by_type(model, fallback=False)
    return policy if isinstance(policy, CountryPolicy) else None


def limit(form: forms.BaseForm, user: Any, *roles: Role) -> None:
    """Offer a user only rows inside the walls in a form's fields; what lies outside is then no valid choice."""
    for field in form.fields.values():
        if not isinstance(field, forms.ModelChoiceField) or field.queryset is None:
            continue
        model = field.queryset.model
        if model is Country:
            field.queryset = field.queryset.filter(pk__in=countries_of(user, *roles))
        elif policy := _policy(model):
            field.queryset = field.queryset.filter(pk__in=policy.rows(user))
        if isinstance(field.widget, BaseChooser):  # shows the name of whatever key was sent
            field.widget.get_instance = partial(_chosen, field)


def _chosen(field: forms.ModelChoiceField, value: Any) -> Any:
    key = value.pk if isinstance(value, Model) else value
    try:
        return field.queryset.filter(pk=key).first() if key and field.queryset is not None else None
    except (ValueError, TypeError):
        return None


class WalledForm(WagtailAdminModelForm):
    """A form that offers countries and rows on the user's side only. The country of a row, once saved, stays."""

    roles: tuple[Role, ...]  # who uses the form: their countries are offered

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is None:  # a form of a form set: its form limits it
            return
        limit(self, self.for_user, *self.roles)
        for formset in self.formsets.values():
            for form in formset.forms:
                limit(form, self.for_user, *self.roles)
        self._settle_country()

    def _settle_country(self) -> None:
        field = self.fields.get("country")
        if not isinstance(field, forms.ModelChoiceField) or field.queryset is None:
            return
        if self.instance.pk:
            field.disabled = True
            field.queryset = Country.objects.filter(pk=self.instance.country_id)
        elif len(choices := list(field.queryset[:2])) == 1:
            self.initial["country"] = choices[0].pk
            field.empty_label = None
        field.widget = forms.Select()
        field.widget.choices = field.choices  # type: ignore[assignment]


def closed_reports() -> list[URLPattern]:
    """Wagtail's own addresses of reports that look over the walls, for programme staff; they stand before Wagtail's below ``cms/reports/``."""
    found = []
    for name, report in CLOSED_REPORTS.items():
        found.append(path(f"{name}/", _programme_staff(report.as_view())))
        found.append(path(f"{name}/results/", _programme_staff(report.as_view(results_only=True))))
    return found


def _programme_staff(view: View) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_programme_staff(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    admin: View = require_admin_access(checked)
    return admin
