"""What happens when a page is published or a translation written."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import page_published
from wagtail_localize.models import TranslationLog

from articles import translation
from articles.blocks import PICTURE_FIELDS
from articles.models import ArticlePage, TranslationState
from portal.core.blocks.reference import references
from portal.core.pages import BasePage
from portal.countries import purge
from portal.media import pictures


@receiver(page_published)
def page_was_published(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    if not isinstance(instance, BasePage):
        return
    if isinstance(instance, ArticlePage):
        pictures.make(references(list(instance.body.raw_data), PICTURE_FIELDS))
    source = translation.source_locale(instance)
    if source is None:
        return
    if instance.locale_id == source.pk:
        translation.source_published(instance)
    else:
        translation.translation_published(instance)


@receiver(post_save, sender=TranslationLog)
def translation_was_written(sender: type[Any], instance: TranslationLog, created: bool, **kwargs: Any) -> None:
    if created:
        translation.translation_made(instance)


@receiver([post_save, post_delete], sender=TranslationState)
def state_was_stored(sender: type[Any], instance: TranslationState, **kwargs: Any) -> None:
    purge.country_of(instance.page)
