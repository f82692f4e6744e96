"""Forms for the life of a country site."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from locales import languages
from portal.core import clock
from portal.countries.models import Country, Stage, StageText
from portal.lifecycle import stages


class StageForm(forms.Form):
    """Stage, day, where to turn instead, and a notice in each language of the country."""

    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices)
    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    closes_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Of a site that is winding down. It stands on every page."),
    )
    successor = forms.URLField(
        label=_("Where to turn instead"),
        required=False,
        assume_scheme="https",
        help_text=_(
            "The address of a site that goes on, as in https://example.org. A site that was handed over leads there."
        ),
    )
    keep_paths = forms.BooleanField(
        label=_("The same pages are there"),
        required=False,
        help_text=_("Each page leads to the same page at the new address; else all lead to the address itself."),
    )

    def __init__(self, *args: Any, country: Country, **kwargs: Any) -> None:
        self.country = country
        kept = {
            text.locale.language_code: text.text
            for text in StageText.objects.filter(country=country).select_related("locale")
        }
        kwargs["initial"] = {
            "stage": country.stage,
            "since": country.stage_since or clock.today(country.time_zone),
            "closes_on": country.closes_on,
            "successor": country.successor,
            "keep_paths": country.keep_paths,
            **{f"words-{code}": text for code, text in kept.items()},
        }
        super().__init__(*args, **kwargs)
        for item in country.languages.select_related("locale").order_by("sort_order"):
            language = languages.get(item.locale.language_code)
            self.fields[f"words-{language.code}"] = forms.CharField(
                label=_("Notice in %(language)s") % {"language": language.endonym},
                required=False,
                widget=forms.Textarea(
                    attrs={"rows": 2, "lang": languages.tag(language.code), "dir": language.direction}
                ),
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "stage" in data and "since" in data and "successor" in data:
            try:
                stages.check(
                    stage=Stage(data["stage"]),
                    since=data["since"],
                    closes_on=data.get("closes_on"),
                    successor=data["successor"],
                )
            except ValidationError as problem:
                self.add_error(None, problem)
        return data

    def save(self, user: Any) -> None:
        data = self.cleaned_data
        stages.change(
            country=self.country,
            stage=Stage(data["stage"]),
            since=data["since"],
            closes_on=data["closes_on"],
            successor=data["successor"],
            keep_paths=data["keep_paths"],
            words={name.removeprefix("words-"): text for name, text in data.items() if name.startswith("words-")},
            user=user,
        )


class SensitiveCopyForm(forms.Form):
    """A copy in one language that holds the sensitive pages too."""

    language = forms.ChoiceField(label=_("Language"))
    sure = forms.BooleanField(
        label=_("It stays with people whom I trust"),
        help_text=_(
            "Whoever finds such a copy on a device can see that somebody looked for help with violence or the like."
        ),
    )

    def __init__(self, *args: Any, country: Country, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = country.languages.order_by("sort_order").values_list("locale__language_code", flat=True)
        self.fields["language"].choices = [(code, languages.get(code).endonym) for code in codes]  # type: ignore[attr-defined]
