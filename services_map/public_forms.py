"""The two forms that strangers may send: a reader reports a mistake, an organization answers through its link.

Neither is kept in a cache or found by a search engine, and neither asks who somebody is.
"""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from locales import languages
from portal.core import limits
from portal.countries.frame import Frame
from portal.countries.request import PortalRequest
from portal.countries.screen import Crumb
from services_map import checking, directory, links, proposals, reports
from services_map.models import ConfirmLink, ContactPoint, Service
from services_map.screens import ROOT, list_crumb, screen_of
from services_map.vocabulary import Capacity, Cost, Method, Outcome, ReportReason

QUICKEST, SLOWEST = 2, 86_400  # seconds between opening a form and sending it
_SALT = "services_map.report"
_TOO_LONG = {"max_length": gettext_lazy("Please write at most %(limit_value)d characters.")}


class LinesField(forms.CharField):
    """Text whose line ends count as one character, as they do in the browser."""

    def to_python(self, value: Any) -> str:
        return proposals.tidy(super().to_python(value) or "")


class ReportForm(forms.Form):
    """A reader says that a listing is wrong. ``website`` is for programs that fill in everything: people do not see it."""

    use_required_attribute = False  # our words in the reader's language, not the browser's in its own

    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"),
        choices=ReportReason.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Please choose what is wrong.")),
    )
    comment = LinesField(
        label=gettext_lazy("Do you want to tell us more?"),
        help_text=gettext_lazy("Please do not write names, phone numbers or document numbers, yours or anybody's."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "aria-describedby": "comment-hint"}),
        error_messages=_TOO_LONG,
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": -1, "autocomplete": "off"}))
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, service: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service
        self.stamp = self._new_stamp()

    def clean_opened(self) -> None:
        """Programs send at once, or a form that they kept."""
        given = self.cleaned_data["opened"]
        try:
            service, at = signing.loads(given, salt=_SALT)
            age = timezone.now().timestamp() - at
        except (signing.BadSignature, ValueError, TypeError):
            service, age = None, 0.0
        if service != self.service or age > SLOWEST:
            raise ValidationError(_("This form was open for very long. Please send it once more."))
        self.stamp = given
        if age < QUICKEST:
            raise ValidationError(_("This was very quick. Please wait a moment and send it once more."))

    def _new_stamp(self) -> str:
        return signing.dumps([self.service, timezone.now().timestamp()], salt=_SALT)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: PortalRequest, slug: str) -> HttpResponse:
    """``services/<slug>/report/``: report a mistake in a listing. Sent, it leads to a page of thanks at ``?sent``."""
    frame = _frame(request)
    entries = directory.of(frame)
    entry = entries.by_slug.get(slug)
    if entry is None:
        raise Http404
    language = request.language
    name, name_language = entries.names(frame, language)[entry.position]
    form = ReportForm(request.POST or None, service=entry.pk)
    if request.method == "POST" and form.is_valid() and _send(request, form, frame):
        return _private(HttpResponseRedirect(f"{request.path}?sent"))
    sent = "sent" in request.GET and request.method != "POST"
    path = f"/{language}/{ROOT}{slug}/"
    title = _("Thank you") if sent else _("Report a mistake")
    crumbs = [list_crumb(request), Crumb(path, name, name_language)]
    screen = screen_of(request, f"{slug}/report/", title, crumbs=crumbs)
    screen.sensitive = entries.sensitive(entry)
    context = {
        "screen": screen,
        "page": {"title": title},
        "form": form,
        "name": name,
        "name_language": name_language,
        "back": path,
    }
    template = "services_map/report_done.html" if sent else "services_map/report.html"
    return _private(render(request, template, context))


def _send(request: PortalRequest, form: ReportForm, frame: Frame) -> bool:
    """Keep the report. What fills in the hidden field is thanked and forgotten."""
    if form.cleaned_data["website"]:
        return True
    service = Service.objects.filter(pk=form.service, country=frame.country).select_related("country").first()
    if service is None:
        raise Http404
    words = form.cleaned_data
    kept = reports.submit(service, words["reason"], words["comment"], limits.sender(request))
    if not kept:
        form.add_error(None, _("Many reports came from your network just now. Please try again in ten minutes."))
    return kept


class ListingForm(forms.Form):
    """What an organization says of one of its listings. Every field comes with what the organization saw when it opened the form."""

    RIGHT, CHANGE, CLOSED = "right", "change", "closed"
    use_required_attribute = False

    answer = forms.ChoiceField(
        label=gettext_lazy("Is this right?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (RIGHT, gettext_lazy("Yes, everything is right")),
            (CHANGE, gettext_lazy("Something is wrong: I correct it below")),
            (CLOSED, gettext_lazy("This service has closed for good")),
            ("", gettext_lazy("I cannot say")),
        ],
    )

    def __init__(self, service: Service, data: Any = None) -> None:
        super().__init__(data, prefix=f"s{service.pk}")
        self.service = service
        self.text = service.source_text
        code = self.text.locale.language_code if self.text else "en"
        written = {"lang": languages.tag(code), "dir": languages.direction(code)}
        if self.text:
            self._add("name", forms.TextInput(attrs=written), required=True)
            self._add("description", forms.Textarea(attrs={"rows": 5, **written}))
        own_words = _("You may use your own words, as in: Monday to Friday 9 to 17.")
        self._add("hours", forms.TextInput(attrs={"dir": "auto"}), help_text=own_words)
        for contact in ContactPoint.objects.filter(service=service):
            shown = forms.TextInput(attrs={"dir": "ltr"})
            self._add(f"{proposals.CONTACT}:{contact.pk}", shown, label=contact.get_kind_display())
        for field, choices in (("capacity", Capacity.choices), ("cost", Cost.choices)):
            label = str(proposals.FIELDS[field]).capitalize()
            initial = getattr(service, field)
            self.fields[field] = forms.ChoiceField(
                label=label, choices=choices, initial=initial, show_hidden_initial=True
            )

    def _add(
        self, field: str, widget: forms.Widget, label: str = "", required: bool = False, help_text: str = ""
    ) -> None:
        kind = field.partition(":")[0]
        self.fields[field] = LinesField(
            label=(label or str(proposals.FIELDS[kind])).capitalize(),
            initial=proposals.tidy(proposals.current(self.service, field) or ""),
            max_length=proposals.LONGEST[kind],
            required=required,
            widget=widget,
            help_text=help_text,
            error_messages={**_TOO_LONG, "required": _("A service needs a name.")},
            show_hidden_initial=True,
        )

    @property
    def corrections(self) -> list[Any]:
        """The fields that can be corrected, as the template shows them."""
        return [self[name] for name in self.fields if name != "answer"]

    @property
    def changed(self) -> list[str]:
        return [name for name in self.changed_data if name != "answer"]

    @property
    def answered(self) -> bool:
        return bool(self.cleaned_data.get("answer") or self.changed)

    def clean(self) -> dict[str, Any]:
        answer = self.cleaned_data.get("answer")
        if answer == self.RIGHT and self.changed:
            self.add_error(
                "answer", _("You changed something below, so not everything is right. Choose one of the two.")
            )
        if answer == self.CHANGE and not self.changed:
            self.add_error("answer", _("Please correct below what is wrong."))
        return self.cleaned_data

    def keep(self, link: ConfirmLink) -> None:
        """Right: a check. Closed or corrected: proposals for an officer."""
        answer = self.cleaned_data["answer"]
        if answer == self.RIGHT:
            checking.record(self.service, Outcome.CONFIRMED, method=Method.ORGANIZATION)
        if answer == self.CLOSED:
            proposals.propose(self.service, proposals.CLOSED, Outcome.CLOSED, link=link)
        for name in self.changed:
            seen = self.data.get(self[name].html_initial_name, "")
            proposals.propose(self.service, name, self.cleaned_data[name], link=link, old=seen)


@csrf_exempt  # the token in the address is what allows to answer; no cookie does, and messengers' browsers may keep none
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: PortalRequest, token: str) -> HttpResponse:
    """``services/confirm/<token>/``: an organization answers for its listings, once."""
    frame = _frame(request)
    try:
        link = links.find(token)
        if link.organization.country_id != frame.country.pk:
            raise links.LinkUnknown
        return _answer(request, link, token)
    except links.LinkProblem as problem:
        unknown = isinstance(problem, links.LinkUnknown)
        context = {"problem": type(problem).__name__}
        title = _("This link does not work") if unknown else _("This link is no longer valid")
        return _page(request, "confirm_problem", title, token, status=404 if unknown else 410, **context)


def _answer(request: PortalRequest, link: ConfirmLink, token: str) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    asked = links.services(link.organization).select_related("country").prefetch_related("texts__locale")
    listings = [ListingForm(service, data) for service in asked]
    problem = ""
    invalid = [
        form for form in listings if data is not None and not form.is_valid()
    ]  # all of them, so that each shows its errors
    if data is not None and not invalid:
        answered = [form for form in listings if form.answered]
        if answered:
            with transaction.atomic():
                links.use(link)
                for form in answered:
                    form.keep(link)
            return _page(request, "confirm_done", _("Thank you"), token)
        problem = _("Please answer for at least one service.")
    elif invalid:
        problem = _("Something needs your attention. Please look below.")
    title = _("Are your services still right?")
    return _page(request, "confirm", title, token, link=link, listings=listings, problem=problem)


def _page(request: PortalRequest, name: str, title: str, token: str, status: int = 200, **context: Any) -> HttpResponse:
    context |= {
        "screen": screen_of(request, f"confirm/{token}/", title),
        "page": {"title": title},
    }
    return _private(render(request, f"services_map/{name}.html", context, status=status))


def _frame(request: PortalRequest) -> Frame:
    if request.frame is None:
        raise Http404  # the directory is a country's
    return request.frame


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
