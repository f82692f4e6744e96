"""What is published is found at once, and no longer when it is taken away."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from articles.models import ArticlePage
from portal.core import stamps
from portal.countries.models import Country, Fact, FactText
from portal.search import indexing
from portal.search.models import Entry, Synonym
from services_map.models import ContactPoint, Organization, Service, ServiceText


@receiver([page_published, page_unpublished], sender=ArticlePage)
def article_changed(sender: type[Any], instance: ArticlePage, **kwargs: Any) -> None:
    if not _skip(kwargs):
        indexing.put_article(instance)


@receiver([post_save, post_delete], sender=FactText)
def label_changed(sender: type[Any], instance: FactText, **kwargs: Any) -> None:
    if not _skip(kwargs):
        indexing.put_users_of(instance.fact)


@receiver(post_save, sender=Fact)
def value_changed(sender: type[Any], instance: Fact, created: bool, **kwargs: Any) -> None:
    if not created and not _skip(kwargs):
        indexing.put_users_of(instance)


@receiver(post_delete, sender=ArticlePage)
def article_deleted(sender: type[Any], instance: ArticlePage, **kwargs: Any) -> None:
    Entry.objects.filter(kind=Entry.Kind.ARTICLE, target=instance.pk).delete()


@receiver(post_save, sender=ServiceText)
def words_changed(sender: type[Any], instance: ServiceText, **kwargs: Any) -> None:
    if not _skip(kwargs):
        _put(instance.service_id, instance.service.country)


@receiver([post_save, post_delete], sender=ContactPoint)
def numbers_changed(sender: type[Any], instance: ContactPoint, **kwargs: Any) -> None:
    if not _skip(kwargs):
        _put(instance.service_id, instance.service.country)


@receiver(post_save, sender=Organization)
def organization_changed(sender: type[Any], instance: Organization, created: bool, **kwargs: Any) -> None:
    if not created and not _skip(kwargs):
        indexing.put_services(instance.country, Service.objects.filter(organization=instance))


@receiver(post_save, sender=Service)
def service_changed(sender: type[Any], instance: Service, created: bool, **kwargs: Any) -> None:
    if not created and not _skip(kwargs):
        _put(instance.pk, instance.country)


@receiver(post_delete, sender=Service)
def service_deleted(sender: type[Any], instance: Service, **kwargs: Any) -> None:
    Entry.objects.filter(kind=Entry.Kind.SERVICE, target=instance.pk).delete()


@receiver([post_save, post_delete], sender=Synonym)
def synonyms_changed(sender: type[Any], **kwargs: Any) -> None:
    stamps.bump(*(indexing.scope(slug) for slug in Country.objects.values_list("slug", flat=True)))


def _skip(kwargs: dict[str, Any]) -> bool:
    """Rows that are loaded, as by an import, or written in bulk: the index is made anew afterwards."""
    return bool(kwargs.get("raw")) or indexing.paused()


def _put(service: int, country: Country) -> None:
    indexing.put_services(country, Service.objects.filter(pk=service))
