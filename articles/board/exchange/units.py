"""What a translator gets of one thing in one language: texts with their places, whatever the format of the file."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import modelform_factory
from django.utils.translation import gettext as _
from wagtail_localize.models import StringTranslation
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import StringValue, validate_translation_links

from articles import translation, worded
from articles.board import subjects
from articles.models import TranslationState
from services_map.admin import translation_views
from services_map.models import Service, ServiceText


@dataclass(frozen=True)
class Unit:
    """One text: where it stands (the path of a segment, or a field of words), the source's words, the translation (or nothing)."""

    path: str
    source: str
    target: str


@dataclass(frozen=True)
class Bundle:
    """All texts of one thing in one language.

    ``country`` is its short name, ``kind`` a model's label, ``subject`` as in TranslationState, ``digest`` that of the source's words:
    a file says with it what its translations were made from.
    """

    country: str
    kind: str
    subject: str
    source_language: str
    language: str
    digest: str
    title: str
    units: tuple[Unit, ...]

    @property
    def name(self) -> str:
        """A name for a file."""
        return f"{self.country}-{self.kind.split('.')[-1]}-{self.subject}-{self.language}"


def bundle(state: TranslationState) -> Bundle | None:
    """What there is to translate; None where the source is gone."""
    found = _of_page(state) if subjects.is_page(state.content_type) else _of_words(state)
    if found is None:
        return None
    title, digest, units = found
    return Bundle(
        country=state.country.slug,
        kind=label(state),
        subject=state.subject,
        source_language=state.country.source_language.language_code,
        language=state.locale.language_code,
        digest=digest,
        title=title,
        units=tuple(units),
    )


def label(state: TranslationState) -> str:
    """The model of a state, as files name it."""
    return f"{state.content_type.app_label}.{state.content_type.model}"


def source_digest(state: TranslationState) -> str:
    """The digest of the source's words now; empty where it is gone."""
    if subjects.is_page(state.content_type):
        page = subjects.source_page(state)
        return translation.digest(page) if page else ""
    source = worded.texts_of(worded.model_of(state), state.subject).get(state.country.source_language_id)
    return source.digest if source else ""


def problem(state: TranslationState, unit: Unit) -> str:
    """Why this translation cannot be taken in; empty if it can."""
    model: Any = state.content_type.model_class()
    if subjects.is_page(state.content_type):
        try:
            StringValue.from_translated_html(unit.target)
            validate_translation_links(unit.source, unit.target)
        except ValueError as error:
            return str(error)
    columns = {field.name: field.max_length for field in model._meta.concrete_fields}
    longest = columns.get(unit.path)  # none for a path within a body
    if longest and len(unit.target) > longest:
        return _("Too long: at most %(number)s characters.") % {"number": longest}
    return ""


def words_form(state: TranslationState, data: Any = None) -> Any:
    """The form of words in one language. That of a service refuses words that give away a hidden place."""
    model = worded.model_of(state)
    text = worded.texts_of(model, state.subject).get(state.locale_id)
    if model is ServiceText:
        service = Service.objects.select_related("country").get(pk=state.subject)
        return translation_views.words_form(service, state.locale, text, data)
    if text is None:
        text = model(locale=state.locale, **{f"{model.neutral_field}_id": int(state.subject)})
    return modelform_factory(model, fields=model.word_fields())(data, instance=text)


def write_words(
    state: TranslationState, words: dict[str, str], *, user: Any, form: Any = None, machine: bool = False
) -> None:
    """Save words in one language. ``machine``: no person has looked at them. Raises ValidationError for words that may not be."""
    if form is None:
        before = words_form(state)
        data = {name: before.initial.get(name) or "" for name in before.fields} | words
        form = words_form(state, data)
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    if isinstance(form.instance, ServiceText):
        translation_views.save(form.instance.service, state.locale, form, user, machine=machine)
    else:
        form.save()
    if machine:
        worded.written_again(state, machine=True)


def _of_page(state: TranslationState) -> tuple[str, str, list[Unit]] | None:
    page = subjects.source_page(state)
    if page is None:
        return None
    known = {
        (path, source): target
        for path, source, target in StringTranslation.objects.filter(
            context__object_id=state.subject, locale=state.locale_id
        ).values_list("context__path", "translation_of__data", "data")
    }
    found: dict[tuple[str, str], Unit] = {}
    for segment in sorted(extract_segments(page), key=lambda item: (item.order or 0, item.path)):
        if isinstance(segment, StringSegmentValue):
            place = (segment.path, segment.string.data)
            found[place] = Unit(*place, known.get(place, ""))
    return page.title, translation.digest(page), list(found.values())


def _of_words(state: TranslationState) -> tuple[str, str, list[Unit]] | None:
    texts = worded.texts_of(worded.model_of(state), state.subject)
    source, text = texts.get(state.country.source_language_id), texts.get(state.locale_id)
    if source is None:
        return None
    fields = [name for name in source.word_fields() if getattr(source, name)]
    units = [Unit(name, getattr(source, name), getattr(text, name, "") if text else "") for name in fields]
    return str(source), source.digest, units
