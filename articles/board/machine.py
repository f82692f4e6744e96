"""Words that are no page, translated by a machine.

They have no drafts: readers get them at once. So only what says that a machine wrote it, and nothing of a person's is replaced.
"""

import re
from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.strings import StringValue

from articles import worded
from articles.board.exchange import units
from articles.models import TranslationJobItem, TranslationState
from portal.core.words import Words
from portal.countries import fact_strings

State = TranslationState.State
Status = TranslationJobItem.Status
# What no language says otherwise: marks such as {fact:valid-until}, addresses of pages and of mail.
_FIXED = re.compile(r"\{[^{}\s]+\}|%\(\w+\)[a-z]|https?://[^\s<>]*[^\s<>.,;:!?)»”]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def fill(state: TranslationState, user: Any) -> tuple[Status, str]:
    """Translate words that are missing, or that a machine wrote before and that are outdated; what came of it.

    Raises ValidationError for words that may not be.
    """
    translator = get_machine_translator()
    if translator is None:
        return Status.FAILED, _("No machine translation is set up.")
    source, text = _both(state)
    if source is None:
        return Status.FAILED, _("It is not on the board any more.")
    if not source.tells_machine:
        return Status.SKIPPED, _("Readers would not see that a machine wrote it: a person translates it.")
    if why := _left_alone(state, source, text):
        return Status.SKIPPED, why
    if not translator.can_translate(state.country.source_language, state.locale):
        return Status.SKIPPED, _("The machine does not know this language.")
    words = dict.fromkeys(source.word_fields(), "") | _translated(translator, state, source.by_field)
    _unchanged_since(state, source, text)
    try:
        units.write_words(state, words, user=user, machine=True)
    except ValidationError as error:
        said = _("The words of the machine cannot be used: %(why)s") % {"why": " ".join(error.messages)}
        raise ValidationError(said) from error
    return Status.DONE, ""


def _both(state: TranslationState) -> tuple[Words | None, Words | None]:
    texts = worded.texts_of(worded.model_of(state), state.subject)
    return texts.get(state.country.source_language_id), texts.get(state.locale_id)


def _left_alone(state: TranslationState, source: Words, text: Words | None) -> str:
    """Why a machine writes nothing here; empty if it may."""
    if text is None:
        return ""
    if state.state in (State.CURRENT, State.MACHINE):
        return _("It is not outdated.")
    if state.state == State.OUTDATED:
        return "" if state.machine else _("Somebody has written it; it is outdated: open the cell.")
    copied = all(said in ("", source.by_field[name]) for name, said in text.by_field.items())
    return "" if copied else _("Somebody has begun it: open the cell.")


def _translated(translator: Any, state: TranslationState, words: dict[str, str]) -> dict[str, str]:
    """What the machine says, field by field. Raises ValidationError where it leaves something out or spoils it."""
    asked = {name: StringValue.from_plaintext("\n".join(said.splitlines())) for name, said in words.items() if said}
    answers = translator.translate(state.country.source_language, state.locale, list(dict.fromkeys(asked.values())))
    found = {}
    for name, string in asked.items():
        answer = answers.get(string)
        said = answer.render_text().strip() if answer is not None and answer.data else ""
        if not said:
            raise ValidationError(_("The machine did not translate all of it."))
        if spoiled := _spoiled(words[name], said):
            raise ValidationError(spoiled)
        found[name] = said
    return found


def _spoiled(source: str, said: str) -> str:
    """What a machine broke that must stay as it is; empty if nothing."""
    if problem := fact_strings.problem(source, said):
        return problem
    wanted, found = Counter(_FIXED.findall(source)), Counter(_FIXED.findall(said))
    for part in wanted | found:
        if wanted[part] != found[part]:
            return _("The machine changed “%(part)s”, which must stay as it is.") % {"part": part}
    return ""


def _unchanged_since(state: TranslationState, source: Words, text: Words | None) -> None:
    """A machine takes its time. Raises ValidationError where somebody wrote meanwhile."""
    TranslationState.objects.select_for_update().get(pk=state.pk)
    now, own = _both(state)
    before = (source.digest, text.digest if text else None)
    if (now.digest if now else None, own.digest if own else None) != before:
        raise ValidationError(_("Somebody changed these words meanwhile. Try again."))
