"""Forms of the admin."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput


class CheckForm(forms.Form):
    """A person says that an article is still right."""

    checked_on = forms.DateField(label=_("Checked on"), widget=AdminDateInput)
    sources = forms.MultipleChoiceField(
        label=_("Sources that confirm it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those that you have looked at. Readers see them."),
    )
    against = forms.CharField(
        label=_("Also compared with"),
        required=False,
        max_length=200,
        help_text=_("Something else that confirms it, such as a call to the authority. Readers see it."),
    )
    next_check_on = forms.DateField(
        label=_("Next check"), required=False, widget=AdminDateInput, help_text=_("Empty: by the topic's interval.")
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("For the team.")
    )

    def __init__(self, *args: Any, today: dt.date, sources: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("checked_on", today)
        self.today = today
        titles = list(dict.fromkeys(sources))
        self.fields["sources"].choices = [(title, title) for title in titles]  # type: ignore[attr-defined]
        self.initial.setdefault("sources", titles)
        if not titles:
            del self.fields["sources"]

    def clean_checked_on(self) -> dt.date:
        value: dt.date = self.cleaned_data["checked_on"]
        if value > self.today:
            raise forms.ValidationError(_("A check cannot lie in the future."))
        return value

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        checked, following = data.get("checked_on"), data.get("next_check_on")
        if checked and following and following <= checked:
            self.add_error("next_check_on", _("The next check comes after this one."))
        return data
