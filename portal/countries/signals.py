"""Whatever readers see changes on the site at once."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.documents.models import Document
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from portal.countries import purge
from portal.countries.models import Country, CountryLanguage, Fact, FactText, Topic, TopicText
from portal.media.models import PortalImage, Recording


@receiver([page_published, page_unpublished, page_slug_changed, post_page_move])
def page_changed(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    purge.country_of(instance)


@receiver(post_delete)
def page_deleted(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Page):
        purge.country_of(instance)


@receiver([post_save, post_delete], sender=Country)
def country_changed(sender: type[Country], instance: Country, **kwargs: Any) -> None:
    purge.country(instance)


@receiver([post_save, post_delete], sender=CountryLanguage)
@receiver([post_save, post_delete], sender=Fact)
def belonging_changed(sender: type[Any], instance: CountryLanguage | Fact, **kwargs: Any) -> None:
    purge.country(instance.country)


@receiver([post_save, post_delete], sender=FactText)
def words_changed(sender: type[FactText], instance: FactText, **kwargs: Any) -> None:
    purge.country(instance.fact.country)


@receiver([post_save, post_delete], sender=Topic)
@receiver([post_save, post_delete], sender=TopicText)
@receiver([post_save, post_delete], sender=Site)
@receiver([post_save, post_delete], sender=PageViewRestriction)
@receiver([post_save, post_delete], sender=Recording)
@receiver([post_save, post_delete], sender=PortalImage)
@receiver([post_save, post_delete], sender=Document)
def shared_changed(sender: type[Any], **kwargs: Any) -> None:
    purge.everything()
