"""Keeping the states of pages right: an edit of the source makes its translations outdated, only a translator makes them current."""

import hashlib
import json
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page, Revision
from wagtail_localize.models import StringTranslation, TranslationLog, TranslationSource
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import extract_segments

from articles import localize_fixes
from articles.localize_fixes import is_complete
from articles.models import TranslationState
from articles.states import Ledger, Note, Standing
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


def source_of(page: Page, country: Country) -> BasePage | None:
    """The source-language page of a page, itself included, as it is stored (what readers get, if it is published)."""
    found = Page.objects.filter(translation_key=page.translation_key, locale=country.source_language_id).first()
    return found.specific if found else None


@transaction.atomic
def source_published(page: BasePage, *, minor: bool = False) -> None:
    """The source was published: translations made from other words are outdated, those made from these are not.

    ``minor``: the words changed, but nothing that a translation would have to say otherwise. What was right before stays right.
    """
    country = Country.objects.of_page(page)
    if country is None:
        return
    localize_fixes.take_over(page)
    notes: dict[int, Note] = {}
    if minor:
        now = digest(page)
        for state in _states(page):
            if state.state in (TranslationState.State.CURRENT, TranslationState.State.MACHINE):
                _keep_strings(state, page)
                notes[state.locale_id] = _made_from_these_words(now, page.live_revision_id)
    settle(page, country, notes)


@transaction.atomic
def translation_made(log: TranslationLog) -> None:
    """wagtail-localize wrote a translation: note what it was made from, and by what. Counts once that is what readers get."""
    translated = log.get_instance()
    if not isinstance(translated, Page):
        return  # words: articles/worded.py
    translated = translated.specific
    country = Country.objects.of_page(translated)
    if country is None or not isinstance(translated, BasePage):
        return
    made_from = _revision_of(log.source)
    made: dict[str, Any] = {
        "made_from": made_from.pk if made_from else None,
        "digest": digest(log.source.as_instance()),
        "machine": _is_machine_made(log.source, log.locale),
        "complete": is_complete(log.source, log.locale),
    }

    def note(state: TranslationState) -> None:
        if translated.live and log.revision_id and translated.live_revision_id == log.revision_id:
            state.adopt(**made)
            return
        state.pending = {"revision": log.revision_id, **made}
        if not translated.live:  # readers get nothing of it yet: the draft is all that there is
            state.made_from_id, state.source_digest = made["made_from"], made["digest"]
            state.machine, state.complete = made["machine"], made["complete"]

    settle(translated, country, {translated.locale_id: note})


@transaction.atomic
def translation_published(page: BasePage) -> None:
    """A translation was published. It was made from what its draft was made from.

    A first one that was written without wagtail-localize counts as made from the source of that moment; publishing it again changes
    nothing: nobody has said that it follows the source.
    """
    country = Country.objects.of_page(page)
    if country is None:
        return

    def note(state: TranslationState) -> None:
        pending = state.pending
        if pending and page.live_revision_id and page.live_revision_id >= pending["revision"]:
            state.adopt(**{name: value for name, value in pending.items() if name != "revision"})
        elif not state.source_digest and (source := source_of(page, country)):
            state.adopt(made_from=source.live_revision_id, digest=digest(source), machine=False, complete=True)

    settle(page, country, {page.locale_id: note})


def settle(page: Page, country: Country, notes: dict[int, Note] | None = None) -> None:
    """Make the states of a page, in all its languages, true. For a page in any language, also one that has just been deleted."""
    key = str(page.translation_key)
    ledger = Ledger(country, ContentType.objects.get_for_id(page.content_type_id), [key])
    source = source_of(page, country)
    if source is not None:
        ledger.settle(key, standings(source, country), digest(source), listed=source.live, notes=notes or {})
    ledger.write()


def _states(page: Page) -> list[TranslationState]:
    rows = TranslationState.objects.filter(content_type=page.content_type_id, subject=str(page.translation_key))
    return list(rows.select_related("made_from"))


def standings(source: BasePage, country: Country) -> dict[int, Standing]:
    """The translations of a page within its country, by language."""
    rows = Page.objects.filter(translation_key=source.translation_key, url_path__startswith=f"/{country.slug}/")
    found = rows.exclude(pk=source.pk).values_list("locale_id", "pk", "live", "alias_of__translation_key")
    return {
        locale: Standing(page=pk, public=live, alias=alias_of == source.translation_key)
        for locale, pk, live, alias_of in found
    }


@transaction.atomic
def no_change_needed(state: TranslationState, *, user: Any) -> None:
    """A person compared: an outdated or machine-made translation of a page says what the source says now. Who and when is kept."""
    page = Page.objects.get(pk=state.page_id)
    source = source_of(page, state.country)
    if source is None:
        return

    def note(row: TranslationState) -> None:
        row.source_digest, row.made_from_id = digest(source), source.live_revision_id
        row.machine = False
        row.settled_by, row.settled_at = user, timezone.now()

    _keep_strings(state, source)
    StringTranslation.objects.filter(context__object_id=page.translation_key, locale=page.locale_id).update(
        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL
    )
    settle(page, state.country, {page.locale_id: note})


def recover(source: BasePage, country: Country) -> None:
    """Make the states of a page true again; what is unknown about a published translation is taken from wagtail-localize's records."""
    states = {state.locale_id: state for state in _states(source)}
    notes: dict[int, Note] = {}
    for locale, standing in standings(source, country).items():
        state = states.get(locale)
        if standing.page and not standing.alias and not (state and state.source_digest):
            notes[locale] = _from_records(source, locale, standing)
    settle(source, country, notes)


def _from_records(source: BasePage, locale: int, standing: Standing) -> Note:
    logs = TranslationLog.objects.filter(source__object_id=source.translation_key, locale=locale)
    page = Page.objects.get(pk=standing.page)
    if page.live_revision_id:
        logs = logs.filter(revision__lte=page.live_revision_id)
    log = logs.select_related("source", "locale").order_by("-pk").first()
    revisions = source.revisions.order_by("-created_at")
    made_from = None
    if log:
        made_from = revisions.filter(created_at__lte=min(log.created_at, log.source.last_updated_at)).first()
    elif page.first_published_at:
        made_from = revisions.filter(created_at__lte=page.first_published_at).first()

    def note(state: TranslationState) -> None:
        if log is None and not standing.public:
            return  # a copy that nobody has translated or published
        state.adopt(
            made_from=made_from.pk if made_from else None,
            digest=digest(made_from.as_object() if made_from else source),
            machine=_is_machine_made(log.source, log.locale) if log else False,
            # Only whole translations are published (articles/localize_fixes.py).
            complete=standing.public or log is None or is_complete(log.source, log.locale),
        )

    return note


def _keep_strings(state: TranslationState, source: BasePage) -> None:
    """Translations of the strings that it was made from stand for the source's strings of now."""
    if state.made_from:
        localize_fixes.carry_over(state.made_from.as_object(), source, state.locale_id)


def _made_from_these_words(now: str, revision: int | None) -> Note:
    def note(state: TranslationState) -> None:
        state.source_digest, state.made_from_id = now, revision

    return note


def _revision_of(source: TranslationSource) -> Revision | None:
    """The newest revision of the source page that holds what wagtail-localize took from it."""
    page = source.get_source_instance()
    taken = json.loads(source.content_json).get("live_revision")
    if taken and (found := page.revisions.filter(pk=taken).first()):
        return found
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
