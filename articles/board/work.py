"""What is done to one thing in one language. Each function says what came of it.

Raises ValidationError for what cannot be, PermissionDenied for what this person may not do.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.models import String, StringTranslation, Translation, TranslationContext, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.views.edit_translation import apply_machine_translation

from articles import localize_fixes, translation, worded
from articles.board import machine, subjects
from articles.board.exchange import units
from articles.models import TranslationJob, TranslationJobItem, TranslationState

State = TranslationState.State
Status = TranslationJobItem.Status
Outcome = tuple[Status, str]


def do(item: TranslationJobItem, job: TranslationJob) -> Outcome:
    """Do what the job asks to one item. To be called in a transaction."""
    state = TranslationState.objects.filter(
        content_type=item.content_type_id, subject=item.subject, locale=item.locale_id, country=job.country_id
    )
    found = state.select_related("country__source_language", "content_type", "locale", "made_from").first()
    if found is None:
        return Status.FAILED, _("It is not on the board any more.")
    if job.kind == TranslationJob.Kind.SETTLE:
        return _settle(found, job.user)
    if job.kind == TranslationJob.Kind.IMPORT:
        return _take_in(found, item.payload, job.user)
    done = _PAGES if subjects.is_page(found.content_type) else _WORDS
    return done[TranslationJob.Kind(job.kind)](found, job.user)


def send(state: TranslationState, *, user: Any) -> Translation:
    """Have a page translated into a language of its country: translators then find the words of its published source.

    A page that was translated by hand keeps its words. Raises ValidationError where the source is not published, and LanguageNotOffered.
    """
    source = subjects.source_page(state)
    if source is None or not source.live:
        raise ValidationError(_("The source is not published: publish it first."))
    taken, _created = TranslationSource.update_or_create_from_instance(source)
    found, begun = Translation.objects.get_or_create(source=taken, target_locale=state.locale)
    if not found.enabled:
        found.enabled = True
        found.save()
    page = Page.objects.filter(translation_key=source.translation_key, locale=state.locale_id).first()
    if page is None or page.alias_of_id:
        found.save_target(user=user, publish=False)
    elif begun:
        _keep_words(source, page.specific, state.locale_id)
    return found


def _send(state: TranslationState, user: Any) -> Outcome:
    had_one = Translation.objects.filter(
        source__object_id=state.subject, target_locale=state.locale_id, enabled=True
    ).exists()
    send(state, user=user)
    return (Status.SKIPPED, _("It had been sent before; it has the newest words.")) if had_one else (Status.DONE, "")


def _machine(state: TranslationState, user: Any) -> Outcome:
    translator = get_machine_translator()
    if translator is None:
        return Status.FAILED, _("No machine translation is set up.")
    found = send(state, user=user)
    if not translator.can_translate(found.source.locale, found.target_locale):
        return Status.SKIPPED, _("The machine does not know this language.")
    if not apply_machine_translation(found.pk, user, translator):
        return Status.SKIPPED, _("Every text has its translation.")
    found.save_target(user=user, publish=False)
    return Status.DONE, ""


def _publish(state: TranslationState, user: Any) -> Outcome:
    found = Translation.objects.filter(
        source__object_id=state.subject, target_locale=state.locale_id, enabled=True
    ).first()
    if found is None:
        return Status.SKIPPED, _("It has not been sent for translation.")
    total, done = found.get_progress()
    if done < total or not localize_fixes.is_complete(found.source, found.target_locale):
        return Status.SKIPPED, _("%(done)s of %(total)s texts are translated.") % {"done": done, "total": total}
    if state.state in (State.CURRENT, State.MACHINE) and state.pending is None:
        return Status.SKIPPED, _("Readers have it.")
    page = found.get_target_instance()
    lock = page.get_lock()
    if not page.permissions_for_user(user).can_publish() or (lock and lock.for_user(user)):
        raise PermissionDenied
    found.save_target(user=user, publish=True)
    return Status.DONE, ""


def _send_words(state: TranslationState, user: Any) -> Outcome:
    return Status.SKIPPED, _("These words are written on the board itself: open the cell.")


def _publish_words(state: TranslationState, user: Any) -> Outcome:
    if state.state in (State.MISSING, State.IN_PROGRESS):
        return Status.SKIPPED, _("It is not translated yet: open the cell.")
    return Status.SKIPPED, _("There is nothing to publish: these words count as soon as they are saved.")


def _settle(state: TranslationState, user: Any) -> Outcome:
    if state.state not in (State.OUTDATED, State.MACHINE):
        return Status.SKIPPED, _("It is not outdated.")
    settle = translation.no_change_needed if subjects.is_page(state.content_type) else worded.no_change_needed
    settle(state, user=user)
    return Status.DONE, ""


def _take_in(state: TranslationState, payload: Any, user: Any) -> Outcome:
    """Write imported words. They count as made from the source that they were exported from, which must be the one of now."""
    if payload["digest"] != units.source_digest(state):
        return Status.FAILED, _("The source has changed since: export it again.")
    words: dict[str, str] = {}
    if not subjects.is_page(state.content_type):
        words = {path: target for path, _source, target in payload["units"]}
        units.write_words(state, words, user=user)
        return Status.DONE, ""
    found = send(state, user=user)
    for path, source, target in payload["units"]:
        _write(found, path, source, target, user)
    found.save_target(user=user, publish=False)
    return Status.DONE, ""


def _write(found: Translation, path: str, source: str, target: str, user: Any) -> None:
    context = TranslationContext.objects.get(object_id=found.source.object_id, path=path)
    string = String.objects.get(locale=found.source.locale_id, data_hash=String._get_data_hash(source))
    StringTranslation.objects.update_or_create(
        translation_of=string,
        context=context,
        locale=found.target_locale,
        defaults={
            "data": target,
            "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
            "tool_name": "",
            "last_translated_by": user,
            "has_error": False,
            "field_error": "",
        },
    )


def _keep_words(source: Page, page: Page, locale: int) -> None:
    """The words of a page that was translated by hand are its translation, string by string, where both have the same shape."""
    own = {
        (segment.path, segment.order): segment.string.data
        for segment in extract_segments(page)
        if isinstance(segment, StringSegmentValue)
    }
    for segment in extract_segments(source):
        if not isinstance(segment, StringSegmentValue):
            continue
        said = own.get((segment.path, segment.order))
        context = TranslationContext.objects.filter(object_id=source.translation_key, path=segment.path).first()
        if said and context:
            string = String.objects.get(locale=source.locale_id, data_hash=String._get_data_hash(segment.string.data))
            StringTranslation.objects.get_or_create(
                translation_of=string, context=context, locale_id=locale, defaults={"data": said}
            )


_PAGES = {TranslationJob.Kind.SEND: _send, TranslationJob.Kind.MACHINE: _machine, TranslationJob.Kind.PUBLISH: _publish}
_WORDS = {
    TranslationJob.Kind.SEND: _send_words,
    TranslationJob.Kind.MACHINE: machine.fill,
    TranslationJob.Kind.PUBLISH: _publish_words,
}
