"""The glossary in the admin: everybody reads it. All countries share it: a term is programme staff's to change, its word in a language
that of all who translate into that language. Who changed what stays on record (docs/adr/0039-shared-words-and-lost-rights.md)."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.log_actions import registry as log_registry
from wagtail.models import Locale
from wagtail_localize.models import Translation

from articles import glossary as terms_of
from articles import localize_fixes
from articles.board import access
from articles.board.views import page
from articles.models import GlossaryTerm, GlossaryWord
from locales import languages
from portal.countries import roles
from portal.countries.models import CountryLanguage


class TermForm(forms.ModelForm):
    """A term with a field for each language that the user may write. Only who keeps the glossary changes the term or takes a word away."""

    class Meta:
        model = GlossaryTerm
        fields = ("locale", "term", "note")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, stands = user, self.instance.pk is not None and not _keeps(user)
        sources = {country.source_language_id for country in access.countries(user)} | {self.instance.locale_id}
        self.fields["locale"].queryset = Locale.objects.filter(pk__in=sources)  # type: ignore[attr-defined]
        self.fields["note"].widget = forms.Textarea(attrs={"rows": 2})
        for name in ("locale", "term", "note"):
            self.fields[name].disabled = stands
        self.known = known = {
            row.locale_id: row.word for row in GlossaryWord.objects.filter(term=self.instance.pk or 0)
        }
        self.words: dict[str, Locale] = {}
        for locale in _locales(user):
            name, code = f"word_{locale.pk}", locale.language_code
            self.words[name] = locale
            self.fields[name] = forms.CharField(
                label=languages.get(code).endonym,
                required=False,
                max_length=300,
                initial=known.get(locale.pk, ""),
                widget=forms.TextInput(attrs={"lang": languages.tag(code), "dir": languages.direction(code)}),
            )

    def write(self) -> GlossaryTerm:
        """Save all of it. Raises ValidationError."""
        given = {
            locale: self.cleaned_data[name]
            for name, locale in self.words.items()
            if locale.pk != self.instance.locale_id
            and (self.cleaned_data[name] or locale.pk not in self.known or _keeps(self.user))
        }
        return terms_of.write(term=self.instance, words=given, user=self.user)


def glossary(request: HttpRequest) -> HttpResponse:
    """All terms with their translations into one language, and into all where none is chosen."""
    _require(request.user)
    text, code = request.GET.get("q", "").strip()[:100], request.GET.get("language", "")
    rows = GlossaryTerm.objects.prefetch_related("words__locale").select_related("locale")
    if text:
        rows = rows.filter(pk__in=_matching(text))
    spoken = [locale.language_code for locale in _spoken()]
    shown = [code] if code in spoken else spoken
    return page(
        request,
        "glossary",
        _("Glossary"),
        terms=[(term, _cells(term, shown)) for term in rows],
        columns=[_column(item) for item in shown],
        languages=[(item, access.endonym(item)) for item in spoken],
        chosen=code,
        text=text,
        leads=_leads(request.user),
    )


def add(request: HttpRequest) -> HttpResponse:
    """A new term."""
    if not _leads(request.user):
        raise PermissionDenied
    return _edit(request, GlossaryTerm(), _("Add a term"))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say a term in the own languages; change it, for programme staff."""
    _require(request.user)
    if not _locales(request.user):
        raise PermissionDenied
    term = get_object_or_404(GlossaryTerm, pk=pk)
    return _edit(request, term, str(term))


def _edit(request: HttpRequest, term: GlossaryTerm, title: str) -> HttpResponse:
    form = TermForm(request.POST if request.method == "POST" else None, instance=term, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            form.write()
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The term is saved."))
            return HttpResponseRedirect(reverse("translation_glossary"))
    crumbs = ((reverse("translation_glossary"), _("Glossary")),)
    return page(
        request, "term", title, crumbs=crumbs, form=form, term=term, keeps=_keeps(request.user), changes=_changes(term)
    )


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a term away."""
    if not _keeps(request.user):
        raise PermissionDenied
    get_object_or_404(GlossaryTerm, pk=pk).delete()
    messages.success(request, _("The term is deleted."))
    return HttpResponseRedirect(reverse("translation_glossary"))


def terms(request: HttpRequest, translation: int) -> JsonResponse:
    """For the translation editor: the languages of both sides, and the terms in each text of the source."""
    found = get_object_or_404(Translation.objects.select_related("source__locale", "target_locale"), pk=translation)
    country = localize_fixes.country_of(found.source.get_source_instance())
    if country is None or not roles.may(request.user, country):
        raise PermissionDenied
    texts = found.source.stringsegment_set.select_related("string").values_list("string__data", flat=True)
    whole = strip_tags(" \n ".join(texts))
    listed = terms_of.terms_in(whole, found.source.locale, found.target_locale)
    return JsonResponse(
        {
            "source": _column(found.source.locale.language_code),
            "target": _column(found.target_locale.language_code),
            "heading": _("Glossary"),
            "none": _("No term of the glossary stands in this text."),
            "terms": [{"term": item.term, "word": item.word, "note": item.note} for item in listed],
        }
    )


def _matching(text: str) -> set[int]:
    by_term = GlossaryTerm.objects.filter(term__icontains=text).values_list("pk", flat=True)
    by_word = GlossaryWord.objects.filter(word__icontains=text).values_list("term", flat=True)
    return {*by_term, *by_word}


def _cells(term: GlossaryTerm, codes: list[str]) -> list[dict[str, str]]:
    words = {word.locale.language_code: word.word for word in term.words.all()}
    return [{**_column(code), "word": words.get(code, "")} for code in codes]


def _changes(term: GlossaryTerm) -> list[dict[str, Any]]:
    """Which words were said otherwise before, the newest change first."""
    logged = log_registry.get_logs_for_instance(term).select_related("user") if term.pk else ()
    return [
        {"on": entry.timestamp, "by": access.called(entry.user), "before": before, **_column(code)}
        for entry in logged
        for code, before in entry.data.get("before", {}).items()
        if code in languages.LANGUAGES
    ]


def _column(code: str) -> dict[str, str]:
    return {"tag": languages.tag(code), "direction": languages.direction(code), "name": access.endonym(code)}


def _spoken() -> list[Locale]:
    """The languages that some country offers."""
    offered = CountryLanguage.objects.values("locale")
    return list(Locale.objects.filter(pk__in=offered).order_by("language_code"))


def _locales(user: Any) -> list[Locale]:
    """The languages in which a user may write translations of terms."""
    codes = {code for country in access.countries(user) for code in roles.languages_of(user, country)}
    return [locale for locale in _spoken() if locale.language_code in codes]


def _leads(user: Any) -> bool:
    return roles.has_any(user, *access.LEADING)


def _keeps(user: Any) -> bool:
    """Whether a user changes what all countries share."""
    return roles.is_programme_staff(user)


def _require(user: Any) -> None:
    if not access.countries(user):
        raise PermissionDenied
