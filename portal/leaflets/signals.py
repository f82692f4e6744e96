"""When drawn leaflets must go."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import page_unpublished

from articles.models import ArticlePage
from portal.countries.models import Country
from portal.leaflets import keeping
from services_map import places
from services_map.models import Location
from services_map.vocabulary import Visibility


@receiver(post_save, sender=Location)
def forget_drawn_leaflets(sender: type[Any], instance: Location, **kwargs: Any) -> None:
    """A place that is hidden, or shown as an area only, is in no leaflet that was drawn before."""
    if instance.visibility != Visibility.EXACT:
        keeping.clear(instance.country.slug)


@receiver(places.shown_less)
def forget_leaflets_of_what_is_shown_less(sender: type[Any], country: Country, **kwargs: Any) -> None:
    """The same for places of a spreadsheet, which are saved without a signal of their own."""
    transaction.on_commit(lambda: keeping.clear(country.slug))


@receiver(page_unpublished, sender=ArticlePage)
def forget_leaflets_of_what_was_taken_away(sender: type[Any], instance: ArticlePage, **kwargs: Any) -> None:
    """An article that readers shall not see any more is in no leaflet that was drawn before."""
    country = Country.objects.of_page(instance)
    if country:
        keeping.clear(country.slug)


@receiver(post_delete, sender=Country)
def forget_leaflets_of_a_country(sender: type[Any], instance: Country, **kwargs: Any) -> None:
    """Nothing of a country that was deleted stays."""
    keeping.clear(instance.slug)
