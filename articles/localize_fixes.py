"""What wagtail-localize 1.14 does otherwise than readers and translators need, put right. Each part says when to delete it.

Met elsewhere: a copy of a page goes live with the words of the source unless ``WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE`` is off
(settings); another country's pages can be submitted and published (``portal/countries``); ``published`` of many pages at once skips
the synchronising (wagtail/guide#295), which here is done when the source is published, by whatever way.
"""

from collections import defaultdict
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, Locale, Page
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationContext,
    TranslationSource,
    post_save_string_translation,
)
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from portal.core.pages import BasePage
from portal.core.words import Words
from portal.countries import purge
from portal.countries.models import Country, CountryLanguage, HomePage

_save_target = Translation.save_target
_hold: Callable[[Page], None] | None = None


class LanguageNotOffered(ValidationError):
    """A translation into a language that the country does not offer."""


class NotComplete(ValidationError):
    """A translation that lacks some of its strings was to be published."""


def install(*, hold: Callable[[Page], None]) -> None:
    """Put the changed functions in wagtail-localize's place; once, when the application is ready.

    ``hold`` is asked about every page that is to be published as a translation; it raises ValidationError for one that may not be.
    """
    global _hold
    _hold = hold
    Translation.save_target = save_whole_target
    post_save.disconnect(post_save_string_translation, sender=StringTranslation)


@receiver(post_save, sender=StringTranslation)
def title_of_draft(sender: type[Any], instance: StringTranslation, **kwargs: Any) -> None:
    """Shows a page in the lists of the admin by its translated title, cut to what the column holds: wagtail-localize writes it whole, which
    on PostgreSQL is an error of the database while the translator is typing. Delete when a test without it passes there.
    """
    if instance.context.path == "title":
        longest = Page._meta.get_field("draft_title").max_length
        pages = Page.objects.filter(translation_key=instance.context.object_id, locale=instance.locale_id)
        pages.update(draft_title=instance.data[:longest])


def is_complete(source: TranslationSource, locale: Locale) -> bool:
    """Whether every string has its translation; wagtail-localize publishes the source's words in place of a missing one."""
    segments = StringSegment.objects.filter(source=source).annotate_translation(locale)
    return not segments.filter(translation__isnull=True).exists()


def save_whole_target(self: Translation, user: Any = None, publish: bool = True) -> None:
    """Only a whole translation is published: for missing strings wagtail-localize puts in the source's words, so that "sync and publish"
    mixes two languages on a page. What readers have stays as it is, marked as outdated, until somebody has translated.

    Nor is a page published that its own editor would not publish: wagtail-localize asks no ``before_publish_page``.

    Raises NotComplete or what ``hold`` raises, which wagtail-localize's own views show or pass over. No upstream issue says this; delete
    when publishing with missing strings can be switched off, and the hook is asked. Words without drafts may be copied once, so that a
    translator has something to open.
    """
    _refuse_too_long(self)
    if publish and not is_complete(self.source, self.target_locale) and _readers_have_it(self):
        raise NotComplete(_("Some texts have no translation yet. Translate them all, then publish."))
    with transaction.atomic():  # what is held is not written either: neither page nor revision
        _save_target(self, user=user, publish=publish)
        if publish and _hold and isinstance(page := self.get_target_instance(), Page):
            _hold(page)


def what_holds(translation: Translation, *, user: Any) -> list[str]:
    """Why a translation cannot be published, in words for its translator; nothing where it can. Publishes nothing."""
    with transaction.atomic():
        try:
            translation.save_target(user=user, publish=True)
        except ValidationError as error:
            return list(error.messages)
        transaction.set_rollback(True)
    return []


def _refuse_too_long(translation: Translation) -> None:
    """A translation longer than its field is a server error in wagtail-localize, which expects errors by field, and on PostgreSQL one of
    the database. It is marked in the editor instead, and kept. No upstream issue says this; delete when a test without it passes.
    """
    model = translation.source.specific_content_type.model_class()
    longest = {field.name: field.max_length for field in model._meta.concrete_fields if field.max_length}
    rows = StringTranslation.objects.filter(
        context__object_id=translation.source.object_id,
        context__path__in=list(longest),
        locale=translation.target_locale,
        translation_of__in=translation.source.stringsegment_set.values("string"),
    )
    for row in rows.select_related("context"):
        limit = longest[row.context.path]
        if len(row.data) > limit:
            error = ValidationError(_("Too long: at most %(number)s characters.") % {"number": limit})
            row.set_field_error([error])
            raise error


def _readers_have_it(translation: Translation) -> bool:
    model = translation.source.specific_content_type.model_class()
    if issubclass(model, DraftStateMixin):
        return True  # or would have, after publishing
    found: bool = model._default_manager.filter(
        translation_key=translation.source.object_id, locale=translation.target_locale
    ).exists()
    return found


@receiver(pre_save, sender=Translation)
def only_languages_of_the_country(sender: type[Any], instance: Translation, **kwargs: Any) -> None:
    """Wagtail's languages are global (wagtail #7843), a country offers some of them: refuse to begin a translation into another.

    Delete when Wagtail has languages per site. Raises LanguageNotOffered.
    """
    if not instance._state.adding:
        return
    country = country_of(instance.source.get_source_instance())
    if country and not CountryLanguage.objects.filter(country=country, locale=instance.target_locale).exists():
        raise LanguageNotOffered(
            _("%(country)s does not offer this language: %(language)s")
            % {"country": country, "language": instance.target_locale.language_code}
        )


def country_of(instance: Any) -> Country | None:
    """The country of a page or of words; None for what belongs to none."""
    if isinstance(instance, Page):
        return Country.objects.of_page(instance)
    if isinstance(instance, Words) and instance.country_path():
        country: Country = getattr(instance, instance.neutral_field).country
        return country
    return None


def take_over(page: BasePage) -> None:
    """Synchronise at once when a source is published: translators get its new words (wagtail-localize #823), translations its address.

    What is synchronised and no word would else stay old in translations until somebody presses "Sync" and publishes. Sources,
    audience and sensitivity of an article are read from the source-language page and need nothing; the address (slug) is each
    page's own column. Delete when wagtail-localize synchronises by itself (its pull request #884).
    """
    source = TranslationSource.objects.get_for_instance_or_none(page)
    if source is not None and source.translations.filter(enabled=True).exists():
        source.update_from_db()
    country = Country.objects.of_page(page)
    if country is None or isinstance(page, HomePage):
        return
    others = translations_of(page, country).exclude(slug=page.slug)
    for other in others.specific():
        other.slug = page.slug
        other.save()


def carry_over(old: Page, new: Page, locale: int) -> None:
    """Let the translations of a page's old strings stand for the strings in their places now: nobody needs to change them.

    wagtail-localize keeps translations by string: a comma more in the source, and it has none. Strings are matched within a field, in
    their order; where their number differs the rest stays untranslated.
    """
    before, after = _strings(old), _strings(new)
    for path, strings in after.items():
        context = TranslationContext.objects.filter(object_id=new.translation_key, path=path).first()
        if context is None or path not in before:
            continue
        for kind, start, end, begin, stop in SequenceMatcher(None, before[path], strings, autojunk=False).get_opcodes():
            if kind == "replace" and end - start == stop - begin:
                for was, now in zip(before[path][start:end], strings[begin:stop], strict=True):
                    _same_translation(context, locale, was, now, new.locale_id)


def _same_translation(context: TranslationContext, locale: int, was: str, now: str, source_locale: int) -> None:
    hashes = {String._get_data_hash(text): text for text in (was, now)}
    strings = {row.data: row for row in String.objects.filter(locale=source_locale, data_hash__in=list(hashes))}
    known = StringTranslation.objects.filter(translation_of=strings.get(was), context=context, locale=locale).first()
    if known is None or now not in strings:
        return
    StringTranslation.objects.get_or_create(
        translation_of=strings[now],
        context=context,
        locale_id=locale,
        defaults={
            "data": known.data,
            "translation_type": known.translation_type,
            "tool_name": known.tool_name,
            "last_translated_by": known.last_translated_by,
        },
    )


def _strings(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for segment in sorted(extract_segments(page), key=lambda item: (item.path, item.order or 0)):
        if isinstance(segment, StringSegmentValue):
            found[segment.path].append(segment.string.data)
    return found


def move_translations(page: Page) -> None:
    """A page of the source language was moved: its translations follow, so that all share the rest of the address.

    Delete when wagtail-localize moves them (#469). One whose new parent has no translation stays where it is.
    """
    country = Country.objects.of_page(page)
    if country is None or page.locale_id != country.source_language_id:
        return
    parent = page.get_parent()
    parents = {found.locale_id: found for found in translations_of(parent, country)}
    for other in translations_of(page, country):
        wanted = parents.get(other.locale_id)
        if wanted is not None and not other.is_child_of(wanted):
            other.move(Page.objects.get(pk=wanted.pk), pos="last-child")


def hide_alias(page: BasePage) -> None:
    """An alias of a page in another language would show the source's words as if they were a translation (wagtail-localize #792).

    It is kept from readers, who then get the fallback, marked as such. Delete when aliases are served in their source's language.
    """
    if page.live and page.alias_of_id and page.alias_of.locale_id != page.locale_id:
        Page.objects.filter(pk=page.pk).update(live=False)
        page.live = False
        purge.country_of(page)


def translations_of(page: Page, country: Country) -> Any:
    """The other languages of a page within its country."""
    rows = Page.objects.filter(translation_key=page.translation_key, url_path__startswith=f"/{country.slug}/")
    return rows.exclude(pk=page.pk)
