"""Editing listings. There is no draft beside the live row: what is saved is what readers get, if the listing is listed.

Editing never records a check (``services_map.checking``).
"""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.views.generic import RevisionsRevertMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import CreateView, EditView

from locales import languages
from portal.countries.walls import ACTIONS, WalledViewSet
from services_map import places
from services_map.admin.choosers import location_chooser
from services_map.admin.hours_widget import HoursWidget
from services_map.admin.rows import called
from services_map.admin.service_forms import ServiceForm, SourceTextFormSet
from services_map.models import Service, ServiceText


class SourceTextPanel(InlinePanel):
    """The words in the source language."""

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = SourceTextFormSet
        return options


class GivesAway(Exception):
    """Words of the listing give away a place that is not shown. ``words``: (language code, field) of each."""

    def __init__(self, words: list[tuple[str, str]]) -> None:
        super().__init__(words)
        self.words = words


class _Careful:
    """Saves a listing and hides what its categories protect; nothing is saved whose words would give a sealed address away."""

    request: Any
    object: Any
    form: Any
    autosave_enabled: bool
    produced_error_message: Any
    produced_error_code: str

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.autosave_enabled = False  # a half-written line would be live at once

    def form_valid(self, form: Any) -> HttpResponse:
        self.form = form
        try:
            with transaction.atomic():
                self.object = self.save_instance()  # type: ignore[attr-defined]
                hidden = places.hide_for_categories(self.object)
                if given := _given_away(self.object):
                    raise GivesAway(given)
        except GivesAway as error:
            return self._refuse(error)
        if hidden:
            numbers = ", ".join(str(location.pk) for location in hidden)
            messages.warning(
                self.request,
                _("Places of this category are confidential. These are hidden now: %(places)s.") % {"places": numbers},
            )
        response: HttpResponse = self.save_action()  # type: ignore[attr-defined]
        return response

    def _refuse(self, error: GivesAway) -> HttpResponse:
        """Nothing was saved; the form as it was sent, with the words at fault marked."""
        self.object = self.get_object()  # type: ignore[attr-defined]
        form = self.get_form()  # type: ignore[attr-defined]
        form.is_valid()
        source = form.instance.country.source_language.language_code
        problem = _("These words give away the address of a place that is not shown.")
        for code, name in error.words:
            if code == source:
                form.formsets["texts"].forms[0].add_error(name, problem)
            else:
                form.add_error(None, f"{languages.get(code).endonym}: {problem}")
        self.produced_error_code = "validation_error"
        self.produced_error_message = _("Nothing is saved yet: the listing would give away a hidden place.")
        refused: HttpResponse = self.form_invalid(form)  # type: ignore[attr-defined]
        return refused

    def get_success_url(self) -> str:
        return reverse("services_map_service_overview", args=[self.object.pk])

    def get_success_buttons(self) -> list[Any]:
        return [messages.button(reverse("services_map_service:edit", args=[self.object.pk]), _("Edit"))]


def _given_away(service: Service) -> list[tuple[str, str]]:
    texts = ServiceText.objects.filter(service=service).select_related("locale")
    return [
        (text.locale.language_code, name)
        for text in texts
        for name in text.WORDS
        if places.mentions_true_place(service, getattr(text, name))
    ]


class ServiceCreateView(_Careful, CreateView):
    """A new listing."""

    def get_success_message(self, instance: Any = None) -> str:
        return _("“%(name)s” is kept. Check it before you list it.") % {"name": self.object}


class ServiceEditView(_Careful, EditView):
    """A listing with its history. What somebody else saved meanwhile is not overwritten unseen."""

    def is_valid(self, form: Any) -> bool:
        valid: bool = super().is_valid(form)
        if valid and self._changed_meanwhile:
            self.produced_error_code = "invalid_revision"
            self.produced_error_message = _(
                "%(who)s changed this listing at %(time)s, after you opened it. What you wrote is kept below: compare "
                "it with the history, then save again to put yours in place of theirs."
            ) % {"who": self._changed_by, "time": timezone.localtime(self.latest_revision.created_at).strftime("%H:%M")}
            return False
        return valid

    @property
    def _changed_meanwhile(self) -> bool:
        opened = self.request.POST.get("loaded_revision_id")
        return bool(self.latest_revision) and (not opened or self.is_out_of_date)

    @property
    def _changed_by(self) -> str:
        user = self.latest_revision.user
        return called(user) if user else _("Somebody")

    def get_success_message(self, instance: Any = None) -> str:
        return _("“%(name)s” is saved. This was no check: record one when you have asked them.") % {"name": self.object}

    @property
    def header_buttons(self) -> list[Any]:
        key = [self.object.pk]
        return [
            HeaderButton(
                _("Checks and actions"), reverse("services_map_service_overview", args=key), icon_name="check"
            ),
            HeaderButton(_("Translations"), reverse("services_map_translations", args=key), icon_name="globe"),
        ]


class ServiceRevertView(RevisionsRevertMixin, ServiceEditView):
    """An earlier state of a listing, to be put back. Translations stay as they are today: the form does not show them."""

    view_name = "revisions_revert"

    def get_object(self, queryset: Any = None) -> Service:
        service: Service = super().get_object(queryset)
        source = service.country.source_language_id
        texts = [text for text in service.texts.all() if text.locale_id == source]
        texts += ServiceText.objects.filter(service=service.pk).exclude(locale=source)
        service.texts.set(texts)
        return service


def _heading(text: Any, children: list[Any], **kwargs: Any) -> MultiFieldPanel:
    return MultiFieldPanel(children, heading=text, **kwargs)


class ServiceViewSet(WalledViewSet):
    """Listings."""

    model = Service
    icon = "clipboard-list"
    base_url_path = "services/listings"
    admin_url_namespace = "services_map_service"
    chooser_admin_url_namespace = "services_map_service_chooser"
    list_display = ["__str__", "organization", "status"]
    search_fields = ["slug", "organization__name", "external_id"]
    # The past of a listing is for those who keep it: a place may have been shown that is hidden now.
    actions = {**ACTIONS, **dict.fromkeys(("history", "history_results", "revisions_compare"), "change")}
    add_view_class = ServiceCreateView
    edit_view_class = ServiceEditView
    revisions_revert_view_class = ServiceRevertView
    edit_handler = ObjectList(
        [
            _heading(
                gettext_lazy("Listing"),
                [
                    FieldPanel("country"),
                    FieldPanel("organization"),
                    FieldRowPanel([FieldPanel("status"), FieldPanel("category")]),
                    FieldRowPanel([FieldPanel("slug"), FieldPanel("external_id")]),
                    FieldRowPanel([FieldPanel("officer"), FieldPanel("check_every_days")]),
                ],
            ),
            SourceTextPanel(
                "texts",
                heading=gettext_lazy("Words in the source language"),
                label=gettext_lazy("words"),
                min_num=1,
                max_num=1,
            ),
            InlinePanel(
                "contacts",
                heading=gettext_lazy("Contact points"),
                label=gettext_lazy("contact point"),
                help_text=gettext_lazy("In the order in which to try them."),
                panels=[
                    FieldRowPanel([FieldPanel("kind"), FieldPanel("value")]),
                    FieldPanel("languages", classname="collapsed"),
                    FieldPanel("hours", widget=HoursWidget(folded=True)),
                ],
            ),
            InlinePanel(
                "places",
                heading=gettext_lazy("Places"),
                label=gettext_lazy("place"),
                help_text=gettext_lazy("What the public sees of a place is decided at the place."),
                panels=[
                    FieldPanel("location", widget=location_chooser.widget_class),
                    FieldPanel("hours", widget=HoursWidget(folded=True)),
                ],
            ),
            _heading(gettext_lazy("Opening hours"), [FieldPanel("hours"), FieldPanel("mobile")]),
            InlinePanel(
                "exceptions",
                heading=gettext_lazy("Other hours on some days"),
                label=gettext_lazy("exception"),
                panels=[
                    FieldRowPanel([FieldPanel("first"), FieldPanel("last")]),
                    FieldRowPanel([FieldPanel("hours", widget=forms.TextInput), FieldPanel("reason")]),
                ],
            ),
            _heading(
                gettext_lazy("Who it is for"),
                [
                    FieldPanel("populations"),
                    FieldRowPanel([FieldPanel("age_from"), FieldPanel("age_to")]),
                    FieldRowPanel([FieldPanel("status_needed"), FieldPanel("cost")]),
                    FieldPanel("accessibility"),
                ],
            ),
            _heading(gettext_lazy("Languages"), [FieldPanel("languages"), FieldPanel("interpretation")]),
            _heading(
                gettext_lazy("How to get in"),
                [
                    FieldPanel("referral"),
                    FieldPanel("referral_by"),
                    FieldPanel("referral_method"),
                    FieldRowPanel(
                        [FieldPanel("response_days"), FieldPanel("consent_needed"), FieldPanel("referral_feedback")]
                    ),
                    FieldRowPanel([FieldPanel("capacity"), FieldPanel("capacity_as_of")]),
                ],
            ),
            _heading(
                gettext_lazy("From when to when"),
                [FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on"), FieldPanel("funded_until")])],
            ),
            _heading(
                gettext_lazy("More"),
                [
                    FieldPanel("other_categories"),
                    FieldPanel("priority"),
                    FieldPanel("source_title"),
                    FieldRowPanel([FieldPanel("source_url"), FieldPanel("source_date")]),
                ],
                classname="collapsed",
            ),
        ],
        base_form_class=ServiceForm,
    )
