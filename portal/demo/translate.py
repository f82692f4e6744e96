"""Translations from files, through wagtail-localize: the same records that a translator at the editor leaves."""

from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments


class ShapeDiffers(ValueError):
    """A translation has a text that its source lacks, or lacks one."""


def publish(source_page: Page, translated: Page, locale: Locale) -> None:
    """Submit ``source_page`` to a language, fill in the words of ``translated`` (an unsaved copy with the same block ids), publish.

    Raises ShapeDiffers where a text of the source finds no partner.
    """
    source, _ = TranslationSource.update_or_create_from_instance(source_page)
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=locale)
    words = {
        (segment.path, segment.order): segment.string.data
        for segment in extract_segments(translated)
        if isinstance(segment, StringSegmentValue)
    }
    rows = []
    segments = StringSegment.objects.filter(source=source).select_related("context", "string")
    for segment in segments:
        place = (segment.context.path, segment.order)
        if place not in words:
            raise ShapeDiffers(f"{source_page}: no translation into {locale.language_code} for {segment.string.data!r}")
        rows.append(
            StringTranslation(
                translation_of=segment.string,
                context=segment.context,
                locale=locale,
                data=words[place],
                translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            )
        )
    StringTranslation.objects.filter(locale=locale, context__in=[row.context_id for row in rows]).delete()
    StringTranslation.objects.bulk_create(rows)
    translation.save_target(publish=True)
