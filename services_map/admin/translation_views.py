"""Words of a listing in the country's other languages, one language a page, beside the source."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from wagtail.log_actions import log
from wagtail.models import Locale

from locales import languages
from portal.countries.models import CountryLanguage
from services_map import access
from services_map.admin.base import officers, own, page, say
from services_map.models import Service, ServiceText

WORDS = "wagtailsnippets_services_map_servicetext:list"


@officers
def translations(request: HttpRequest, pk: int) -> HttpResponse:
    """The country's languages and how the words stand in each."""
    service = _service(request, pk)
    source, texts = service.source_text, {text.locale_id: text for text in ServiceText.objects.filter(service=service)}
    lines = []
    for offered in _offered(service):
        text = texts.get(offered.locale_id)
        lines.append(
            {
                "code": offered.locale.language_code,
                "name": languages.get(offered.locale.language_code).endonym,
                "spoken": offered.audio_first,
                "text": text,
                "state": _state(text, source),
            }
        )
    crumbs = [(_overview(pk), str(service))]
    return page(request, "translations", _("Translations"), crumbs=crumbs, icon="globe", service=service, lines=lines)


@never_cache
def translate(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The words in one language, for officers and for its translators. What is saved counts as made from the source's words of now."""
    service = get_object_or_404(Service.objects.select_related("country__source_language"), pk=pk)
    if not access.may_word(request.user, service.country, code):
        raise PermissionDenied
    officer = access.countries(request.user).filter(pk=service.country_id).exists()
    offered = next((item for item in _offered(service) if item.locale.language_code == code), None)
    source = service.source_text
    if offered is None:
        raise Http404
    home = reverse("services_map_translations", args=[pk]) if officer else reverse(WORDS)
    if source is None:
        say(request, _("Write the words in the source language first."), problem=True)
        return HttpResponseRedirect(_edit(pk) if officer else home)
    text = ServiceText.objects.filter(service=service, locale=offered.locale).first()
    form = words_form(service, offered.locale, text, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        save(service, offered.locale, form, request.user)
        say(request, _("The words are saved; readers of %(language)s get them now.") % {"language": _endonym(code)})
        return HttpResponseRedirect(home)
    direction = languages.direction
    return page(
        request,
        "translate",
        _endonym(code),
        crumbs=[(_overview(pk), str(service)), (home, _("Translations"))] if officer else [(home, str(service))],
        desk=officer,
        icon="globe",
        form=form,
        pairs=[(form[name], getattr(source, name), form.fields[name].label) for name in form.fields],
        source_language={"code": source.locale.language_code, "direction": direction(source.locale.language_code)},
        language={"code": languages.tag(code), "direction": direction(code)},
        source_name=_endonym(source.locale.language_code),
        state=_state(text, source),
    )


def words_form(service: Service, locale: Locale, text: ServiceText | None, data: Any = None) -> forms.ModelForm:
    """The form of the words in one language. Words that give away a place that is not shown are refused, by field."""

    class WordsForm(forms.ModelForm):
        """Words of a service in one language."""

        class Meta:
            model = ServiceText
            fields = ServiceText.WORDS
            widgets = {
                name: forms.Textarea(
                    attrs={
                        "rows": 2 if name in ("name", "cost") else 5,
                        "lang": languages.tag(locale.language_code),
                        "dir": languages.direction(locale.language_code),
                    }
                )
                for name in ServiceText.WORDS
            }

    return WordsForm(data, instance=text or ServiceText(service=service, locale=locale))


@transaction.atomic
def save(service: Service, locale: Locale, form: forms.ModelForm, user: Any, *, machine: bool = False) -> ServiceText:
    """Save words in one language, with a revision of the listing. They count as made from the source's words of now, also if nothing changed.

    ``machine``: a machine wrote them, and no person has looked.
    """
    text: ServiceText = form.save(commit=False)
    text.machine = machine
    source = ServiceText.objects.filter(service=service, locale=service.country.source_language_id).first()
    if source and source.pk != text.pk:
        text.made_from = source.digest
    text.save(by_machine=machine)
    fresh = Service.objects.get(pk=service.pk)
    fresh.save_revision(user=user, clean=False)
    data = {"language": locale.language_code} | ({"machine": True} if machine else {})
    log(fresh, "wagtail.edit", user=user, data=data, content_changed=True)
    return text


def _state(text: ServiceText | None, source: ServiceText | None) -> str:
    if text is None:
        return _("missing")
    if source and text.pk == source.pk:
        return _("source")
    if text.machine:
        return _("machine translated")
    if source and text.made_from != source.digest:
        return _("outdated: the source has changed since")
    return _("current")


def _offered(service: Service) -> list[CountryLanguage]:
    """The country's languages without the source."""
    rows = CountryLanguage.objects.filter(country=service.country).exclude(locale=service.country.source_language_id)
    return list(rows.select_related("locale").order_by("sort_order"))


def _service(request: HttpRequest, pk: int) -> Service:
    return own(Service.objects.select_related("country__source_language"), request, pk)


def _edit(pk: int) -> str:
    return reverse("services_map_service:edit", args=[pk])


def _overview(pk: int) -> str:
    return reverse("services_map_service_overview", args=[pk])


def _endonym(code: str) -> str:
    return languages.get(code).endonym
