"""Small forms of the desk."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from portal.countries import roles
from portal.countries.models import Country
from services_map import hours
from services_map.models import Organization, Service
from services_map.vocabulary import ExceptionReason, Method, Outcome

BY_OFFICERS = (Method.PHONE, Method.VISIT, Method.EMAIL, Method.WEBSITE)


class CheckForm(forms.Form):
    """What a check found. ``until`` only where the service is temporarily closed."""

    until = forms.DateField(
        label=_("Closed until"), widget=AdminDateInput, help_text=_("The last day on which it is closed.")
    )
    method = forms.ChoiceField(
        label=_("How did you check?"),
        initial=Method.PHONE,
        choices=[(item.value, item.label) for item in BY_OFFICERS],
    )
    on = forms.DateField(label=_("Checked on"), widget=AdminDateInput)
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("For officers only.")
    )

    def __init__(self, *args: Any, outcome: str, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", today)
        if outcome != Outcome.TEMPORARILY_CLOSED:
            del self.fields["until"]


class HandOverForm(forms.Form):
    """To whom listings go."""

    to = forms.ModelChoiceField(label=_("New officer"), queryset=get_user_model().objects.none())

    def __init__(self, *args: Any, countries: Iterable[Country], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [roles.group_name(country, roles.Role.OFFICER) for country in countries]
        people = get_user_model().objects.filter(is_active=True, groups__name__in=groups)
        self.fields["to"].queryset = people.distinct().order_by("username")  # type: ignore[attr-defined]


class HoursForm(forms.Form):
    """Other hours for some days, for many listings at once."""

    first = forms.DateField(label=_("From"), widget=AdminDateInput)
    last = forms.DateField(label=_("To"), widget=AdminDateInput)
    hours = forms.CharField(
        label=_("Hours on these days"), initial="off", help_text=_("off: closed. Else as in 10:00-14:00.")
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=ExceptionReason.choices)

    def clean_hours(self) -> str:
        try:
            return hours.check(self.cleaned_data["hours"])
        except hours.BadHours as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("The end comes before the start."))
        return data


class MergeForm(forms.Form):
    """Which listing is the same service."""

    drop = forms.ModelChoiceField(
        label=_("The duplicate"),
        queryset=Service.objects.none(),
        help_text=_("It goes to the archive, and its address leads here. What this listing lacks is taken from it."),
    )

    def __init__(self, *args: Any, others: "QuerySet[Service]", shown: "QuerySet[Service]", **kwargs: Any) -> None:
        """``others``: what may be chosen; ``shown``: the part of it that is offered."""
        super().__init__(*args, **kwargs)
        field = self.fields["drop"]
        field.queryset = others  # type: ignore[attr-defined]
        field.widget.choices = [("", "---------"), *((one.pk, f"{one} ({one.slug})") for one in shown)]  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """A remark among officers."""

    text = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Only officers of this country see it.")
    )


class LinkForm(forms.Form):
    """For whom, and how long, a link is made."""

    organization = forms.ModelChoiceField(label=_("Organization"), queryset=Organization.objects.none())
    days = forms.IntegerField(label=_("Valid for (days)"), initial=14, min_value=1)
    language = forms.ChoiceField(label=_("Language of the message"))

    def __init__(
        self, *args: Any, organizations: "QuerySet[Organization]", languages: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]
        self.fields["language"].choices = list(languages)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why more of a place is to be shown."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The second person reads it. Do not write the address here."),
    )
