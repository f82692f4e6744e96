"""Keeping the states of translations right: an edit of the source makes its translations outdated, only a translator makes them current."""

import hashlib

from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page, Revision
from wagtail_localize.models import StringSegment, StringTranslation, TranslationLog, TranslationSource
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import extract_segments

from articles.models import TranslationState
from portal.core.pages import BasePage
from portal.countries.models import Country


def digest(page: Page) -> str:
    """A fingerprint of a page's words (those that translators get), blind to everything else."""
    found = hashlib.blake2b(digest_size=16)
    for segment in sorted(extract_segments(page), key=lambda item: (item.path, item.order or 0)):
        if isinstance(segment, StringSegmentValue):
            found.update(f"{segment.path}\0{segment.string.data}\0".encode())
        elif isinstance(segment, TemplateSegmentValue):
            found.update(f"{segment.path}\0{segment.template}\0".encode())
    return found.hexdigest()


def source_locale(page: Page) -> Locale | None:
    """The source language of the page's country; None outside any country."""
    country = Country.objects.of_page(page)
    return country.source_language if country else None


@transaction.atomic
def source_published(page: BasePage) -> None:
    """The source was published: translations made from other words are outdated, those made from these are not."""
    now = digest(page)
    for state in TranslationState.objects.filter(page__translation_key=page.translation_key):
        state.settle(now, timezone.localdate())
        state.save()


@transaction.atomic
def translation_made(log: TranslationLog) -> None:
    """wagtail-localize wrote a translation: note what it was made from, and by what."""
    translated = log.get_instance()
    if isinstance(translated, Page):
        translated = translated.specific
    if not isinstance(translated, BasePage):
        return  # a snippet: its words are shown as they are, no state is kept yet
    source = log.source
    _record(
        translated,
        made_from=_revision_of(source),
        made_from_digest=digest(source.as_instance()),
        machine=_is_machine_made(source, log.locale),
        complete=_is_complete(source, log.locale),
    )


@transaction.atomic
def translation_published(page: BasePage) -> None:
    """A translation was published without wagtail-localize, by hand: it counts as made from the source of that moment."""
    exists = TranslationState.objects.filter(page=page).exists()
    source = Page.objects.filter(translation_key=page.translation_key, locale=source_locale(page)).first()
    if not exists and source:
        live = source.specific
        _record(page, made_from=live.live_revision, made_from_digest=digest(live), machine=False, complete=True)


def _record(
    page: BasePage, *, made_from: Revision | None, made_from_digest: str, machine: bool, complete: bool
) -> None:
    state = TranslationState.objects.filter(page=page).first() or TranslationState(page_id=page.pk)
    state.made_from, state.source_digest = made_from, made_from_digest
    state.machine, state.complete = machine, complete
    source = Page.objects.filter(translation_key=page.translation_key, locale=source_locale(page)).first()
    state.settle(digest(source.specific) if source else made_from_digest, timezone.localdate())
    state.save()


def _is_complete(source: TranslationSource, locale: Locale) -> bool:
    """Whether every string has its translation; wagtail-localize publishes the source's words in place of a missing one."""
    segments = StringSegment.objects.filter(source=source).annotate_translation(locale)
    return not segments.filter(translation__isnull=True).exists()


def _revision_of(source: TranslationSource) -> Revision | None:
    """The source page's newest revision that is not newer than what wagtail-localize took from it."""
    page = source.get_source_instance()
    return page.revisions.filter(created_at__lte=source.last_updated_at).order_by("-created_at").first()


def _is_machine_made(source: TranslationSource, locale: Locale) -> bool:
    strings = source.stringsegment_set.values("string_id", "context_id")
    return any(
        StringTranslation.objects.filter(
            translation_of_id=row["string_id"],
            context_id=row["context_id"],
            locale=locale,
            translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
        ).exists()
        for row in strings
    )
