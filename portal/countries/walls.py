"""Walls between country teams in the admin: rows that belong to a country are seen and changed by its team and by programme staff only.

Wagtail's generic views ask for permissions on a whole model (wagtail/wagtail#13314); here every address with a key is checked for its row.
Use: register a ``CountryPolicy`` for the model at the top of ``wagtail_hooks.py``, before the model's viewset, and derive the viewset from
``WalledViewSet``, its form from ``WalledForm``.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import BaseChooser
from wagtail.models import Collection
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
    SnippetCreateView,
)
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from portal.countries.models import Country
from portal.countries.policy import CountryPolicy as CountryPolicy
from portal.countries.policy import collections_of, find, policy_of, rows
from portal.countries.roles import Role, countries_of

View = Callable[..., HttpResponseBase]
# What each view with a key does to its row, by the name of its address; "change" for those that are not named here.
ACTIONS = {
    "copy": "add",
    "delete": "delete",
    "history": "view",
    "history_results": "view",
    "inspect": "view",
    "lock": "lock",
    "revisions_compare": "view",
    "revisions_unschedule": "publish",
    "unlock": "unlock",
    "unpublish": "publish",
    "usage": "view",
}


def walled(view: View, model: type[Model], action: str = "change") -> View:
    """A view with a key in its address, for rows with which the user may do ``action``: 404 for no row, else refused."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, pk: Any, **kwargs: Any) -> HttpResponseBase:
        key = unquote(str(pk))
        try:
            inside = policy_of(model).instances_user_has_permission_for(request.user, action).filter(pk=key).exists()
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


class WalledIndexView(IndexView):
    """A list that asks once what its user may do, not once a row."""

    def user_has_permission(self, permission: str) -> bool:
        kept: dict[str, bool] = self.__dict__.setdefault("_permissions", {})
        if permission not in kept:
            kept[permission] = super().user_has_permission(permission)
        return kept[permission]


class WalledViewSet(SnippetViewSet):
    """The admin of a model inside the walls: lists, forms, history, usage, comparisons and choosers show the user's own rows only."""

    index_view_class = WalledIndexView
    chooser_viewset_class = WalledChooserViewSet
    copy_view_enabled = False
    menu_item_is_registered = True  # reached from the room's own pages, not from "Snippets"
    actions = ACTIONS  # a viewset may ask for more than reading where a view shows more

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return rows(self.model, request.user)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [self._wall(pattern) for pattern in super().get_urlpatterns()]

    def _wall(self, pattern: URLPattern) -> URLPattern:
        if "pk" not in pattern.pattern.regex.groupindex:
            return pattern
        checked = walled(pattern.callback, self.model, self.actions.get(pattern.name or "", "change"))
        return URLPattern(pattern.pattern, checked, pattern.default_args or None, pattern.name)


def limit(form: forms.BaseForm, user: Any, *roles: Role, owner: str = "") -> None:
    """Offer a user only rows inside the walls in a form's fields; what lies outside is then no valid choice.

    ``owner``: the field through which a row gets its country. It takes only rows of countries where the user has one of ``roles``;
    others also those that the user may merely read.
    """
    for name, field in form.fields.items():
        if not isinstance(field, forms.ModelChoiceField) or field.queryset is None:
            continue
        model = field.queryset.model
        if model is Country:
            field.queryset = field.queryset.filter(pk__in=countries_of(user, *roles))
        elif model is Collection:
            field.queryset = field.queryset.filter(pk__in=collections_of(user, *roles))
        elif policy := find(model):
            inside = policy.rows_of(user, roles) if name == owner else policy.rows(user)
            field.queryset = field.queryset.filter(pk__in=inside)
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
        policy = find(type(self.instance))
        limit(self, self.for_user, *self.roles, owner=policy.path.partition("__")[0] if policy else "")
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
