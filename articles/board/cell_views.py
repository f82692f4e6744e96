"""One thing in one language: how it stands, what changed in its source, its words."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from articles import translation, worded
from articles.board import access, difference, subjects
from articles.board.exchange import units
from articles.board.survey import ICONS, State
from articles.board.views import page
from articles.board.work import send
from articles.glossary import terms_in
from articles.models import TranslationState
from locales import languages


def cell(request: HttpRequest, pk: int) -> HttpResponse:
    """How it stands, what changed in the source since, and what can be done."""
    state = access.state(request.user, pk)
    title, code = _title(state), state.locale.language_code
    return page(
        request,
        "cell",
        f"{title} – {access.endonym(code)}",
        crumbs=(_country(state),),
        state=state,
        icon=ICONS[State(state.state)],
        changes=_changes(state),
        source=_spoken(state.country.source_language.language_code),
        bundle=units.bundle(state),
        language=_spoken(code),
        is_page=subjects.is_page(state.content_type),
        edit_url=subjects.edit_url(state),
        mine=code in access.writable(request.user, state.country),
        can_settle=state.state in (State.OUTDATED, State.MACHINE),
        assignee=access.called(state.assignee),
        settled_by=access.called(state.settled_by),
    )


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """No change is needed: a person compared."""
    state = _writable(request, pk)
    if state.state in (State.OUTDATED, State.MACHINE):
        kind = translation if subjects.is_page(state.content_type) else worded
        kind.no_change_needed(state, user=request.user)
        messages.success(request, _("Recorded: no change was needed. Readers see the translation as current."))
    return HttpResponseRedirect(reverse("translation_cell", args=[pk]))


@require_POST
def send_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the page translated, and open the editor."""
    state = _writable(request, pk)
    if not subjects.is_page(state.content_type):
        raise Http404
    try:
        send(state, user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("translation_cell", args=[pk]))
    return HttpResponseRedirect(subjects.edit_url(access.state(request.user, pk)))


def words(request: HttpRequest, pk: int) -> HttpResponse:
    """The words in one language beside the source's. What is saved counts as made from the source's words of now."""
    state = _writable(request, pk)
    if subjects.is_page(state.content_type):
        raise Http404
    model = worded.model_of(state)
    source = worded.texts_of(model, state.subject).get(state.country.source_language_id)
    if source is None:
        raise Http404
    form = units.words_form(state, request.POST if request.method == "POST" else None)
    code = state.locale.language_code
    for field in form.fields.values():
        field.widget.attrs |= {"lang": languages.tag(code), "dir": languages.direction(code)}
    if request.method == "POST" and form.is_valid():
        units.write_words(state, {}, user=request.user, form=form)
        worded.written_again(state)  # also without a change: a person has looked
        messages.success(
            request,
            _("The words are saved; readers of %(language)s get them now.") % {"language": access.endonym(code)},
        )
        return HttpResponseRedirect(reverse("translation_cell", args=[pk]))
    said = [getattr(source, name) for name in form.fields]
    return page(
        request,
        "words",
        f"{_title(state)} – {access.endonym(code)}",
        crumbs=(_country(state),),
        state=state,
        changes=_changes(state),
        form=form,
        pairs=[(form[name], getattr(source, name), form.fields[name].label) for name in form.fields],
        source=_spoken(state.country.source_language.language_code),
        language=_spoken(code),
        terms=terms_in(" ".join(said), state.country.source_language, state.locale),
    )


def _changes(state: TranslationState) -> list[list[difference.Piece]] | None:
    """What changed in the source since an outdated translation was made; None where nobody knows what the source said then."""
    if state.state != State.OUTDATED:
        return []
    if subjects.is_page(state.content_type):
        source = subjects.source_page(state)
        return difference.between(state.made_from.as_object(), source) if source and state.made_from else None
    model = worded.model_of(state)
    now = worded.texts_of(model, state.subject).get(state.country.source_language_id)
    before = worded.made_from(state, model)
    return difference.of_words(before, now.by_field) if now and before else None


def _writable(request: HttpRequest, pk: int) -> TranslationState:
    state = access.state(request.user, pk)
    if state.locale.language_code not in access.writable(request.user, state.country):
        raise PermissionDenied
    return state


def _title(state: TranslationState) -> str:
    key = (state.content_type_id, state.subject)
    return subjects.titles(state.country, [key]).get(key, state.subject)


def _country(state: TranslationState) -> tuple[str, str]:
    return f"{reverse('translation_board')}?country={state.country.slug}", str(state.country)


def _spoken(code: str) -> dict[str, Any]:
    return {"tag": languages.tag(code), "direction": languages.direction(code), "name": access.endonym(code)}
