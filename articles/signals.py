"""What happens when a page is published, moved or deleted, a translation written, words saved."""

from typing import Any

from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move
from wagtail_localize.models import TranslationLog

from articles import changes, localize_fixes, rebuilding, translation, worded
from articles.blocks import PICTURE_FIELDS
from articles.models import ArticlePage, ChangeNote, ChangeNoteText
from portal.core.blocks.reference import references
from portal.core.pages import BasePage
from portal.core.words import Words, written_in_bulk
from portal.countries import purge
from portal.countries.models import Country, CountryLanguage
from portal.media import pictures
from services_map.models import ConfidentialPlace, ServiceAtLocation, ServiceText


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
        minor = isinstance(instance, ArticlePage) and changes.published(instance) == ChangeNote.Kind.MINOR
        translation.source_published(instance, minor=minor)
    else:
        translation.translation_published(instance)


@receiver(page_unpublished)
@receiver(post_delete, sender=Page)  # after the row of its own type is gone
def page_is_gone(sender: type[Any], instance: Page, **kwargs: Any) -> None:
    _settle(instance)


@receiver(post_save)
def page_was_saved(sender: type[Any], instance: Any, created: bool, **kwargs: Any) -> None:
    if isinstance(instance, BasePage) and (created or instance.alias_of_id) and not kwargs.get("raw"):
        localize_fixes.hide_alias(instance)
        _settle(instance)


@receiver(post_page_move)
def page_was_moved(sender: type[Any], instance: Page, **kwargs: Any) -> None:
    localize_fixes.move_translations(instance)
    country = Country.objects.of_page(instance)
    if country is None:
        return
    below = Page.objects.filter(Q(pk=instance.pk) | Q(path__startswith=instance.path), depth__gte=instance.depth)
    for page in below.specific():
        if isinstance(page, BasePage):
            translation.settle(page, country)


def _settle(page: Page) -> None:
    country = Country.objects.of_page(page)
    if country:
        translation.settle(page, country)


@receiver(post_save, sender=TranslationLog)
def translation_was_written(sender: type[Any], instance: TranslationLog, created: bool, **kwargs: Any) -> None:
    if not created or kwargs.get("raw"):  # a record that is loaded, as by an import, comes with its state
        return
    translated = instance.get_instance()
    if not isinstance(translated, Words):
        translation.translation_made(instance)
    elif translated.country_path() and not localize_fixes.is_complete(instance.source, instance.locale):
        worded.copied(translated)


@receiver([post_save, post_delete])
def words_were_written(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Words) and instance.country_path() and not kwargs.get("raw"):
        worded.written(instance)


@receiver(post_save, sender=ConfidentialPlace)
@receiver(post_save, sender=ServiceAtLocation)
def place_is_hidden(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """What the source said earlier may give away a place that is hidden now: it is kept no longer."""
    sealed = ConfidentialPlace.objects.filter(location=instance.location_id, location__services__isnull=False)
    if kwargs.get("raw") or not sealed.exists():
        return
    services = ServiceAtLocation.objects.filter(location=instance.location_id).values_list("service", flat=True)
    worded.settle(ServiceText, instance.location.country, list(services))


@receiver(written_in_bulk)
def words_were_written_in_bulk(sender: Any, country: Country, **kwargs: Any) -> None:
    worded.settle_all(country)


@receiver(post_save, sender=CountryLanguage)
def language_was_added(sender: type[Any], instance: CountryLanguage, created: bool, **kwargs: Any) -> None:
    if created and not kwargs.get("raw") and instance.locale_id != instance.country.source_language_id:
        rebuilding.language_added(instance.country, instance.locale)


@receiver(post_delete, sender=CountryLanguage)
def language_was_removed(sender: type[Any], instance: CountryLanguage, **kwargs: Any) -> None:
    country = Country.objects.filter(pk=instance.country_id).first()
    if country:
        rebuilding.language_removed(country, instance.locale)


@receiver([post_save, post_delete], sender=ChangeNote)
def note_changed(sender: type[Any], instance: ChangeNote, **kwargs: Any) -> None:
    if instance.published_on:
        purge.country(instance.country)


@receiver([post_save, post_delete], sender=ChangeNoteText)
def words_of_note_changed(sender: type[Any], instance: ChangeNoteText, **kwargs: Any) -> None:
    note_changed(ChangeNote, instance.note)
