"""Making the states of translations anew, for a country."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Locale, Page

from articles import translation, worded
from articles.models import TranslationState
from portal.core.pages import BasePage
from portal.core.words import words_of_countries
from portal.countries.models import Country


@transaction.atomic
def rebuild(country: Country) -> int:
    """Make every state of a country true; how many there are.

    What is stored of a translation (what it was made from, who settled or works on it) is kept; where nothing is stored it is taken
    from wagtail-localize's records, as far as they tell. Can be run again: the second run changes nothing.
    """
    keys = set()
    pages = Page.objects.filter(url_path__startswith=f"/{country.slug}/", locale=country.source_language_id)
    for page in pages.specific():
        if isinstance(page, BasePage):
            keys.add(str(page.translation_key))
            translation.recover(page, country)
    gone = TranslationState.objects.filter(country=country).exclude(content_type__in=_kinds()).exclude(subject__in=keys)
    gone.delete()
    worded.settle_all(country)
    return TranslationState.objects.filter(country=country).count()


@transaction.atomic
def language_added(country: Country, locale: Locale) -> None:
    """The country offers a language more: what is published in the source language is missing in it, or was translated before."""
    sources = Page.objects.filter(
        url_path__startswith=f"/{country.slug}/", locale=country.source_language_id, live=True, depth__gt=2
    )
    known = Page.objects.filter(url_path__startswith=f"/{country.slug}/", locale=locale)
    translated = set(known.values_list("translation_key", flat=True))
    new = []
    for page in sources.exclude(pk=country.container_id):
        if page.translation_key in translated:
            translation.recover(page.specific, country)
        else:
            new.append(
                TranslationState(
                    country=country,
                    content_type_id=page.content_type_id,
                    subject=str(page.translation_key),
                    locale=locale,
                    state=TranslationState.State.MISSING,
                )
            )
    TranslationState.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    worded.settle_all(country)


@transaction.atomic
def language_removed(country: Country, locale: Locale) -> None:
    """The country no longer offers a language: nothing is missing in it. What there is of it is kept."""
    rows = TranslationState.objects.filter(country=country, locale=locale, page=None)
    rows.exclude(content_type__in=_kinds()).delete()
    worded.settle_all(country)


def _kinds() -> list[ContentType]:
    return [ContentType.objects.get_for_model(model) for model in words_of_countries()]
