"""Whatever readers see changes on the site at once."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.documents.models import Document
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from portal.countries import partners, purge
from portal.countries.models import (
    Alert,
    AlertText,
    Country,
    CountryLanguage,
    Fact,
    FactText,
    Partner,
    PartnerText,
    StageText,
    Topic,
    TopicText,
)
from portal.media import pictures
from portal.media.models import ImageText, PortalImage, Recording, RecordingCaptions


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
@receiver([post_save, post_delete], sender=StageText)
@receiver([post_save, post_delete], sender=Alert)
@receiver([post_save, post_delete], sender=Partner)
def belonging_changed(
    sender: type[Any], instance: CountryLanguage | Fact | Alert | Partner | StageText, **kwargs: Any
) -> None:
    purge.country(instance.country)


@receiver([post_save, post_delete], sender=FactText)
def words_changed(sender: type[FactText], instance: FactText, **kwargs: Any) -> None:
    purge.country(instance.fact.country)


@receiver([post_save, post_delete], sender=AlertText)
def alert_words_changed(sender: type[AlertText], instance: AlertText, **kwargs: Any) -> None:
    purge.country(instance.alert.country)


@receiver(post_save, sender=Partner)
def logo_chosen(sender: type[Partner], instance: Partner, **kwargs: Any) -> None:
    """Reading makes no picture."""
    if instance.logo_id:
        pictures.make([instance.logo_id], [partners.LOGO])


@receiver([post_save, post_delete], sender=PartnerText)
def credit_line_changed(sender: type[PartnerText], instance: PartnerText, **kwargs: Any) -> None:
    purge.country(instance.partner.country)


@receiver([post_save, post_delete], sender=Topic)
@receiver([post_save, post_delete], sender=TopicText)
@receiver([post_save, post_delete], sender=Site)
@receiver([post_save, post_delete], sender=PageViewRestriction)
@receiver([post_save, post_delete], sender=Recording)
@receiver([post_save, post_delete], sender=RecordingCaptions)
@receiver([post_save, post_delete], sender=PortalImage)
@receiver([post_save, post_delete], sender=ImageText)
@receiver([post_save, post_delete], sender=Document)
def shared_changed(sender: type[Any], **kwargs: Any) -> None:
    purge.everything()
