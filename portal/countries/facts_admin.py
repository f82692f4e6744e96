"""The register of facts in the admin: who may do what, the forms' views, what the menu offers."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import RevisionsRevertMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView

from portal.core import clock
from portal.countries import fact_register
from portal.countries.fact_forms import KEEPERS, FactForm, FactTextForm
from portal.countries.fact_lists import FactChooserViewSet, FactIndexView
from portal.countries.models import Fact, FactText
from portal.countries.roles import Role
from portal.countries.walls import CountryPolicy, WalledViewSet

_READERS = (Role.TRANSLATOR, Role.REVIEWER, Role.OFFICER)
POLICIES = (
    CountryPolicy(Fact, *KEEPERS, readers=_READERS, also={"delete": (Role.PUBLISHER, Role.MANAGER)}),
    CountryPolicy(FactText, *KEEPERS, Role.TRANSLATOR, path="fact__country", readers=_READERS),
)


class _Keeping:
    """Saves a fact, its history and, where the person says so, a check: all of it or nothing."""

    request: Any
    object: Any
    form: Any
    autosave_enabled: bool

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.autosave_enabled = False  # a half-written value would be live at once

    def save_instance(self) -> Any:
        fact, checked = self.form.instance, self.form.cleaned_data["checked"]
        before = Fact.objects.filter(pk=fact.pk).first()
        today = clock.today(self.form.cleaned_data["country"].time_zone)
        fact.checked_on = today if checked or before is None else before.checked_on
        with transaction.atomic():
            was = self._value(before) if before else ""
            if before:
                fact_register.keep_first_state(before)
            fact = super().save_instance()  # type: ignore[misc]
            if checked:
                fact_register.record_check(fact=fact, user=self.request.user, on=today, today=today)
        if before and was != (now := self._value(fact)):
            self.changed = (was, now)
        return fact

    changed: tuple[str, str] | None = None

    def _value(self, fact: Fact) -> str:
        return fact_register.value(fact, fact.country.source_language.language_code)

    def get_success_url(self) -> str:
        return reverse("portal_fact_overview", args=[self.object.pk])

    def get_success_buttons(self) -> list[Any]:
        """What other rooms offer after a value has changed, such as a note in the public log of changes.

        Through the hook ``portal_fact_changed``: ``function(request, fact, before, after) -> Iterable[(address, words)]``, with the values
        in the source language.
        """
        buttons = [messages.button(reverse("portal_fact:edit", args=[self.object.pk]), _("Edit"))]
        if self.changed:
            for offer in hooks.get_hooks("portal_fact_changed"):
                buttons += [messages.button(*item) for item in offer(self.request, self.object, *self.changed)]
        return buttons


class FactCreateView(_Keeping, CreateView):
    """A new fact."""


class FactEditView(_Keeping, EditView):
    """A fact; every state that it had stays in its history."""

    def get_success_message(self) -> Any:
        if self.changed:
            return _("“%(key)s” was %(before)s and is now %(after)s, on every page and in every language.") % {
                "key": self.object.key,
                "before": self.changed[0],
                "after": self.changed[1],
            }
        return super().get_success_message()

    @property
    def header_buttons(self) -> list[Any]:
        url = reverse("portal_fact_overview", args=[self.object.pk])
        return [HeaderButton(_("Checks and use"), url, icon_name="check")]


class FactRevertView(RevisionsRevertMixin, FactEditView):
    """An earlier state of a fact, to be put back. Its words in other languages stay as they are today."""

    view_name = "revisions_revert"

    def get_object(self, queryset: Any = None) -> Fact:
        fact: Fact = super().get_object(queryset)
        source = fact.country.source_language_id
        texts = [text for text in fact.texts.all() if text.locale_id == source]
        fact.texts.set([*texts, *FactText.objects.filter(fact=fact.pk).exclude(locale=source)])
        return fact


class FactTextIndexView(IndexView):
    """Words of facts; the same number of queries however many."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("fact__country", "locale")

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "label",
                label=_("Label"),
                get_url=lambda text: reverse("portal_fact_text:edit", args=[text.pk]),
            ),
            Column("fact", label=_("Fact"), accessor=lambda text: text.fact.key),
            Column("country", label=_("Country"), accessor=lambda text: text.fact.country.slug),
            Column("locale", label=_("Language"), accessor="locale"),
        ]


class FactViewSet(WalledViewSet):
    """The register of facts."""

    model = Fact
    icon = "pin"
    menu_label = gettext_lazy("Facts")
    menu_hook = "register_portal_menu_item"
    base_url_path = "facts"
    admin_url_namespace = "portal_fact"
    chooser_admin_url_namespace = "portal_fact_chooser"
    chooser_viewset_class = FactChooserViewSet
    index_view_class = FactIndexView
    add_view_class = FactCreateView
    edit_view_class = FactEditView
    revisions_revert_view_class = FactRevertView
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("country"), FieldPanel("key"), FieldPanel("type")]),
            MultiFieldPanel(
                [
                    FieldPanel("date_value"),
                    FieldRowPanel([FieldPanel("number_value"), FieldPanel("unit")]),
                    FieldRowPanel([FieldPanel("currency"), FieldPanel("per")]),
                    FieldRowPanel([FieldPanel("phone_value"), FieldPanel("emergency_order")]),
                ],
                heading=gettext_lazy("Value"),
            ),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
            MultiFieldPanel(
                [
                    FieldPanel("source_title"),
                    FieldRowPanel([FieldPanel("source_url"), FieldPanel("source_date")]),
                    FieldPanel("checked"),
                ],
                heading=gettext_lazy("Source"),
            ),
            InlinePanel("texts", heading=gettext_lazy("Words"), label=gettext_lazy("words in a language"), min_num=1),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("owner"), FieldPanel("check_every_days")]), FieldPanel("remark")],
                heading=gettext_lazy("For the team"),
            ),
        ],
        base_form_class=FactForm,
    )


class FactTextViewSet(WalledViewSet):
    """Words of facts, for translators."""

    model = FactText
    icon = "language"
    menu_label = gettext_lazy("Words of facts")
    menu_hook = "register_portal_menu_item"
    base_url_path = "facts/words"
    admin_url_namespace = "portal_fact_text"
    chooser_admin_url_namespace = "portal_fact_text_chooser"
    index_view_class = FactTextIndexView
    list_filter = ["locale"]
    search_fields = ["label", "text", "fact__key"]
    edit_handler = ObjectList(
        [FieldPanel("fact"), FieldPanel("locale"), FieldPanel("label"), FieldPanel("text"), FieldPanel("note")],
        base_form_class=FactTextForm,
    )
