"""Keeping the states of words right that are no pages: of services, facts, alerts and whatever else a country words."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from articles.models import TranslationState
from articles.states import Ledger, Note, Standing
from portal.core.words import Words, words_of_countries
from portal.countries.models import Country
from services_map import places
from services_map.models import ServiceText


def written(words: Words) -> None:
    """Words were saved or deleted. Changed words of a translation were made from the source's words of now."""
    neutral = getattr(words, f"{words.neutral_field}_id")
    row = words.neutral_model()._default_manager.filter(pk=neutral).select_related("country").first()
    if row is not None:
        settle(type(words), row.country, [neutral])
    else:  # deleted with all its words
        TranslationState.objects.filter(content_type=content_type(type(words)), subject=str(neutral)).delete()


@transaction.atomic
def copied(words: Words) -> None:
    """wagtail-localize made a copy in which the source's words still stand."""
    state = state_of(words)
    if state:
        state.complete = False
        state.settle(state.source_digest, timezone.localdate(), public=True)
        state.save()


@transaction.atomic
def settle(model: type[Words], country: Country, neutral: Iterable[int] | None = None) -> None:
    """Make the states of a kind of words true: of these neutral rows, or of all of the country."""
    neutral = None if neutral is None else list(neutral)
    rows = model._default_manager.filter(**{model.country_path(): country}).order_by("pk")
    if neutral is not None:
        rows = rows.filter(**{f"{model.neutral_field}__in": neutral})
    by_subject: dict[str, dict[int, Words]] = defaultdict(dict)
    for row in rows:
        by_subject[str(getattr(row, f"{model.neutral_field}_id"))][row.locale_id] = row
    keys = None if neutral is None else [str(key) for key in neutral]
    ledger = Ledger(country, content_type(model), keys)
    hidden = places.hidden_addresses(country, neutral) if model is ServiceText else {}
    for key, texts in by_subject.items():
        source = texts.pop(country.source_language_id, None)
        if source is None:
            continue  # nothing to translate from
        notes = {locale: _note(text, source, hidden.get(int(key), [])) for locale, text in texts.items()}
        ledger.settle(key, {locale: Standing() for locale in texts}, source.digest, listed=True, notes=notes)
    ledger.write()


def _note(text: Any, source: Words, hidden: list[str] | None) -> Note:
    keeps_it_itself = hasattr(text, "made_from")  # a service says in its own row what its words were made from

    def note(state: TranslationState) -> None:
        own = text.digest
        if own != state.own_digest:
            state.adopt(made_from=None, digest=source.digest, machine=False, complete=True)
            state.own_digest = own
        if keeps_it_itself:
            state.source_digest, state.machine = text.made_from, text.machine
        state.source_words = _kept(state, source, hidden)

    return note


def _kept(state: TranslationState, source: Words, hidden: list[str] | None) -> dict[str, str] | None:
    """The source's words that a translation was made from, where they are known and may stay.

    ``hidden``: addresses that nothing may give away, also no words of the time before the place was hidden; None where they cannot be
    read, so that nothing stays.
    """
    words = source.by_field if state.source_digest == source.digest else made_from(state, type(source))
    if words is None or hidden is None or places.gives_away(hidden, " ".join(words.values())):
        return None
    return words


def made_from(state: TranslationState, model: type[Words]) -> dict[str, str] | None:
    """The source's words by field that a translation was made from; None where they were not kept, or an import brought something else."""
    words = state.source_words
    if not isinstance(words, dict) or not all(isinstance(said, str) for said in words.values()):
        return None
    return words if model.fingerprint(words) == state.source_digest else None


@transaction.atomic
def no_change_needed(state: TranslationState, *, user: Any) -> None:
    """A person compared: outdated or machine-made words say what the source's words say now. Who and when is kept."""
    model = model_of(state)
    texts = texts_of(model, state.subject)
    source, text = texts.get(state.country.source_language_id), texts.get(state.locale_id)
    if source is None or text is None:
        return
    if hasattr(text, "made_from"):
        text.made_from, text.machine = source.digest, False
        text.save()
    state = TranslationState.objects.get(pk=state.pk)
    state.source_digest, state.machine, state.complete = source.digest, False, True
    state.settled_by, state.settled_at = user, timezone.now()
    state.save()
    settle(model, state.country, [int(state.subject)])


@transaction.atomic
def written_again(state: TranslationState, *, machine: bool = False) -> None:
    """Words were written, perhaps without a change: they say what the source's words say now. ``machine``: no person has looked."""
    state = TranslationState.objects.select_related("country", "content_type").get(pk=state.pk)
    model = model_of(state)
    source = texts_of(model, state.subject).get(state.country.source_language_id)
    if source is None or (state.source_digest, state.machine, state.complete) == (source.digest, machine, True):
        return
    state.adopt(made_from=None, digest=source.digest, machine=machine, complete=True)
    state.save()
    settle(model, state.country, [int(state.subject)])


def state_of(words: Words) -> TranslationState | None:
    """The state of words as a translation; None for the source's own."""
    subject = str(getattr(words, f"{words.neutral_field}_id"))
    return TranslationState.objects.filter(
        content_type=content_type(type(words)), subject=subject, locale=words.locale_id
    ).first()


def model_of(state: TranslationState) -> type[Words]:
    """The kind of words that a state is about."""
    model: Any = state.content_type.model_class()
    return model


def texts_of(model: type[Words], subject: str) -> dict[int, Any]:
    """The words of a neutral row by language."""
    return {text.locale_id: text for text in model._default_manager.filter(**{model.neutral_field: subject})}


def content_type(model: type[Words]) -> ContentType:
    """As states name a kind of words."""
    return ContentType.objects.get_for_model(model)


def settle_all(country: Country) -> None:
    """Make the states of all words of a country true."""
    for model in words_of_countries():
        settle(model, country)
