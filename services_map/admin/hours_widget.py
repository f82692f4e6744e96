"""Opening hours in a form: a line for each weekday, or one of the answers that need no table.

What seven lines cannot say (seasons, holidays, remarks) is written in OpenStreetMap's notation (``services_map.hours``).
"""

import re
from enum import StrEnum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import register_form_field_override

from services_map import hours
from services_map.fields import HoursField

APPOINTMENT = '"by appointment"'
ALWAYS = "24/7"
_INTERVAL = re.compile(r"(\d{1,2}[:.]\d{2})\s*[-–—]\s*(\d{1,2}[:.]\d{2})")
DAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)


class Kind(StrEnum):
    """How hours are said."""

    UNKNOWN = "unknown"
    WEEK = "week"
    ALWAYS = "always"
    APPOINTMENT = "appointment"
    NOTATION = "notation"


class Written(str):
    """Hours as a person wrote them; as text, what they come to. ``problems``: what is no time, in words; then the text means nothing."""

    kind: Kind
    days: list[str]
    notation: str
    problems: list[str]

    def __new__(cls, kind: Kind, days: list[str], notation: str) -> "Written":
        text, problems = _compose(kind, days, notation)
        self = super().__new__(cls, text)
        self.kind, self.days, self.notation, self.problems = kind, days, notation, problems
        return self


def _compose(kind: Kind, days: list[str], notation: str) -> tuple[str, list[str]]:
    if kind == Kind.ALWAYS:
        return ALWAYS, []
    if kind == Kind.APPOINTMENT:
        return APPOINTMENT, []
    if kind == Kind.NOTATION:
        return notation.strip(), []
    if kind == Kind.UNKNOWN:
        return "", []
    week, problems = [], []
    for name, line in zip(DAYS, days, strict=True):
        intervals = read_day(line)
        if intervals is None:
            problems.append(_("%(day)s: write times as in 09:00-12:00, 14:00-17:00, or nothing.") % {"day": str(name)})
        week.append(intervals or [])
    if problems:
        return "\0", problems
    try:
        return hours.from_regular(week), []
    except hours.BadHours as error:
        return "\0", [str(error)]


def read_day(line: str) -> list[tuple[str, str]] | None:
    """``9:00-12:00, 14.00 – 17:00`` -> [("09:00", "12:00"), ("14:00", "17:00")]; empty for a closed day; None for what is no times."""
    found = []
    for part in filter(None, (part.strip() for part in re.split(r"[,;]", line))):
        match = _INTERVAL.fullmatch(part)
        if not match:
            return None
        start, end = (time.replace(".", ":").zfill(5) for time in match.groups())
        found.append((start, end))
    return found


def as_written(text: str) -> Written:
    """Stored hours as the form shows them."""
    week = hours.regular(text) if text and text != ALWAYS else None
    if week is not None and any(week):
        lines = [", ".join(f"{start}-{end}" for start, end in times) for times in week]
        return Written(Kind.WEEK, lines, "")
    kind = {"": Kind.UNKNOWN, ALWAYS: Kind.ALWAYS, APPOINTMENT: Kind.APPOINTMENT}.get(text, Kind.NOTATION)
    return Written(kind, [""] * len(DAYS), text if kind == Kind.NOTATION else "")


class HoursWidget(forms.Widget):
    """Seven lines, and the answers that need none. ``folded``: behind a line to press, for hours that are seldom filled in."""

    template_name = "services_map/admin/hours_widget.html"
    use_fieldset = True

    def __init__(self, attrs: Any = None, *, folded: bool = False) -> None:
        super().__init__(attrs)
        self.folded = folded

    def _render(self, template_name: str, context: Any, renderer: Any = None) -> SafeString:
        return render_to_string(template_name, context)  # forms' own renderer does not know the project's templates

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        written = value if isinstance(value, Written) else as_written(value or "")
        key = context["widget"]["attrs"].get("id", name)
        kinds = {
            Kind.UNKNOWN: _("As the service") if self.folded else _("Not known"),
            Kind.WEEK: _("As in the table"),
            Kind.ALWAYS: _("Day and night, every day"),
            Kind.APPOINTMENT: _("By appointment"),
            Kind.NOTATION: _("Something else, in OpenStreetMap's notation"),
        }
        context["widget"].update(
            key=key,
            folded=self.folded and not str(written) and not (isinstance(value, Written) and written.problems),
            foldable=self.folded,
            kinds=[(kind.value, label, kind == written.kind) for kind, label in kinds.items()],
            days=[(number, day, line) for number, (day, line) in enumerate(zip(DAYS, written.days, strict=True))],
            notation=written.notation,
        )
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        kind = data.get(f"{name}-kind")
        if kind is None:
            return data.get(name, "")  # plain text, as scripts send it
        days = [str(data.get(f"{name}-{number}", "")).strip() for number in range(len(DAYS))]
        known = Kind(kind) if kind in list(Kind) else Kind.UNKNOWN
        return Written(known, days, str(data.get(f"{name}-notation", "")))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-kind" not in data and name not in data

    def id_for_label(self, id_: str) -> str:
        return ""


class HoursFormField(forms.CharField):
    """Opening hours as the widget gives them: problems are named day by day."""

    widget = HoursWidget

    def clean(self, value: Any) -> Any:
        if isinstance(value, Written) and value.problems:
            raise ValidationError(value.problems)
        return super().clean(str(value) if value else value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "")


def register() -> None:
    """Use the widget for hours in all forms of the admin."""
    register_form_field_override(HoursField, override={"form_class": HoursFormField})
