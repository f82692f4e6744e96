"""An archived country is changed by programme staff only, whatever the address through which somebody tries.

Wagtail, wagtail-localize and our own pages write through some hundred views. Rather than closing each, a request by anybody else is
watched while it runs: the first thing of an archived country that it saves or deletes ends it, and nothing of it is kept.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.models import CollectionMember, Page, Revision
from wagtail_localize.models import TranslatableObject

from portal.countries import archived, errors
from portal.countries.models import Country, Stage
from portal.countries.roles import is_programme_staff
from portal.lifecycle.tables import TABLES

_watched: ContextVar[bool] = ContextVar("watched", default=False)
_OWNERS = {table.label: table.owner for table in TABLES if table.owner}


class Archived(Exception):
    """Somebody tries to change something of an archived country."""

    def __init__(self, country: Country) -> None:
        super().__init__(str(country))
        self.country = country


class ArchivedCountriesMiddleware:
    """Watches what is sent by those who are no programme staff, as long as some country is archived."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS") or not _some_archived() or is_programme_staff(request.user):
            return self.get_response(request)
        token = _watched.set(True)
        try:
            with transaction.atomic():
                response = self.get_response(request)
                if getattr(request, "archived", None):
                    transaction.set_rollback(True)
            return response
        finally:
            _watched.reset(token)

    def process_exception(self, request: Any, exception: Exception) -> HttpResponse | None:
        """A plain message where the person came from; to strangers, that it is forbidden."""
        if not isinstance(exception, Archived):
            return None
        request.archived = True
        if not request.user.is_authenticated:
            return errors.forbidden(request)
        messages.error(request, archived.refusal(exception.country))
        origin = request.META.get("HTTP_REFERER", "")
        if url_has_allowed_host_and_scheme(origin, {request.get_host()}):
            return HttpResponseRedirect(origin)
        return errors.forbidden(request)


def country_of(instance: Any) -> Country | None:
    """The country that a row belongs to, by whatever way leads there; None for what countries share."""
    if isinstance(instance, Country):
        return Country.objects.filter(pk=instance.pk).first()
    if isinstance(instance, Page):
        return Country.objects.of_page(instance)
    if isinstance(instance, Revision):
        return country_of(instance.content_object)
    if isinstance(instance, CollectionMember):
        above = instance.collection.get_ancestors(inclusive=True)
        return Country.objects.filter(collection__in=above).first()
    if isinstance(instance, TranslatableObject):
        return country_of(_first_translated(instance))
    owner = _OWNERS.get(instance._meta.label) or ("country" if hasattr(instance, "country_id") else "")
    owner = owner or ("page" if hasattr(instance, "page_id") else "")
    return country_of(getattr(instance, owner)) if owner and getattr(instance, f"{owner}_id", None) else None


def _first_translated(instance: TranslatableObject) -> Any:
    model = instance.content_type.model_class()
    return model._base_manager.filter(translation_key=instance.translation_key).first() if model else None


@receiver([pre_save, pre_delete])
def refuse_what_is_archived(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    if not _watched.get() or instance._meta.label not in _LABELS:
        return
    country = country_of(instance) if instance is not None else None
    if country and country.stage == Stage.ARCHIVED:
        raise Archived(country)


def _some_archived() -> bool:
    return Country.objects.filter(stage=Stage.ARCHIVED).exists()


_LABELS = {table.label for table in TABLES if not table.shared and not table.part_of_shared}
_LABELS |= {
    model._meta.label for model in apps.get_models() if hasattr(model, "page_id") or hasattr(model, "country_id")
}
_LABELS -= {"lifecycle.Held", "lifecycle.SiteJob", "lifecycle.TakeAlong"}  # an archived site can still be taken along
