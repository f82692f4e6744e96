"""Whatever readers see of the directory changes on the site at once."""

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver

from portal.countries import purge
from services_map import stamp
from services_map.models import (
    Category,
    CategoryText,
    ContactPoint,
    HoursException,
    Location,
    Organization,
    Service,
    ServiceAtLocation,
    ServiceCheck,
    ServiceText,
    Town,
    TownText,
)


@receiver([post_save, post_delete], sender=Organization)
@receiver([post_save, post_delete], sender=Service)
@receiver([post_save, post_delete], sender=Location)
@receiver([post_save, post_delete], sender=Town)
def of_country_changed(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    stamp.change(instance.country)


@receiver(m2m_changed, sender=Service.other_categories.through)
def categories_changed(sender: type[Any], instance: Any, action: str, **kwargs: Any) -> None:
    """They are written after the service itself."""
    if isinstance(instance, Service) and action.startswith("post_"):
        stamp.change(instance.country)


@receiver([post_save, post_delete], sender=ServiceText)
@receiver([post_save, post_delete], sender=ServiceAtLocation)
@receiver([post_save, post_delete], sender=ContactPoint)
@receiver([post_save, post_delete], sender=HoursException)
@receiver([post_save, post_delete], sender=ServiceCheck)
def of_service_changed(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    stamp.change(instance.service.country)


@receiver([post_save, post_delete], sender=TownText)
def of_town_changed(sender: type[Any], instance: TownText, **kwargs: Any) -> None:
    stamp.change(instance.town.country)


@receiver([post_save, post_delete], sender=Category)
@receiver([post_save, post_delete], sender=CategoryText)
def shared_changed(sender: type[Any], **kwargs: Any) -> None:
    stamp.change_all()
    purge.everything()
