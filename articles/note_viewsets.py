"""Change notes in the admin, inside the walls: corrected or worded in more languages after they were published."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import ObjectList

from articles.models import ChangeNote, ChangeNoteText
from portal.countries.roles import Role, languages_of
from portal.countries.walls import CountryPolicy, WalledForm, WalledViewSet

WRITERS = (Role.EDITOR, Role.PUBLISHER, Role.MANAGER)
# A note is made by publishing a change, and never taken away in silence.
POLICIES = (
    CountryPolicy(ChangeNote, *WRITERS, actions=("change", "view"), readers=(Role.TRANSLATOR, Role.REVIEWER)),
    CountryPolicy(ChangeNoteText, *WRITERS, Role.TRANSLATOR, path="note__country", actions=("change", "view")),
)


class ChangeNoteForm(WalledForm):
    """The words of a note in every language."""

    roles = WRITERS


class ChangeNoteTextForm(WalledForm):
    """The words of a note in one language, by somebody who writes in it."""

    roles = (*WRITERS, Role.TRANSLATOR)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "locale" in self.fields:
            self.fields["locale"].disabled = True

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        text = self.instance
        if text.locale.language_code not in languages_of(self.for_user, text.note.country):
            raise forms.ValidationError(_("You do not write in this language for this country."))
        return data


class ChangeNoteViewSet(WalledViewSet):
    """What changed, newest first."""

    model = ChangeNote
    icon = "history"
    admin_url_namespace = "articles_change_note"
    chooser_admin_url_namespace = "articles_change_note_chooser"
    menu_label = gettext_lazy("What changed")
    menu_hook = "register_portal_menu_item"
    list_display = ["__str__", "country", "kind", "published_on"]
    ordering = ["-published_on", "-pk"]
    edit_handler = ObjectList(ChangeNote.panels, base_form_class=ChangeNoteForm)


class ChangeNoteTextViewSet(WalledViewSet):
    """Words of notes, for translators."""

    model = ChangeNoteText
    icon = "language"
    admin_url_namespace = "articles_change_note_text"
    chooser_admin_url_namespace = "articles_change_note_text_chooser"
    list_display = ["text", "note", "locale"]
    edit_handler = ObjectList(ChangeNoteText.panels, base_form_class=ChangeNoteTextForm)
