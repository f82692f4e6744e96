"""The guided form for a country site: everything that one needs, and nothing else."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Locale

from locales.languages import LANGUAGES
from portal.countries import sites
from portal.countries.models import Country, CountryLanguage, Topic, TopicPage

_TIME_ZONES = sorted(
    (name for name in available_timezones() if "/" in name and not name.startswith("Etc/")),
    key=lambda name: (not name.startswith("Europe/"), name),
)


def _language_choices() -> list[tuple[str, str]]:
    return [(code, f"{language.endonym} – {language.name}") for code, language in LANGUAGES.items()]


class LanguagesField(forms.MultipleChoiceField):
    """Language codes in the order in which they were written or picked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_language_choices(), widget=forms.CheckboxSelectMultiple, **kwargs)


class CountryForm(WagtailAdminModelForm):
    """Makes or changes a country. Saving builds what is missing: home pages, topic pages, the site, the media collection."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=[("", "---------"), *((name, name) for name in _TIME_ZONES)]
    )
    source = forms.ChoiceField(
        label=_("Source language"),
        choices=_language_choices,
        help_text=_("The language in which the team writes; the others are translated from it."),
    )
    offered = LanguagesField(
        label=_("Languages"),
        help_text=_("Every language that the site is to have. It gets a home page and topic pages at once."),
    )
    order = forms.CharField(
        label=_("Order of offer"),
        required=False,
        help_text=_("Language codes separated by spaces, the first one first, as in: ro uk ru en. Others follow."),
    )
    spoken = LanguagesField(
        label=_("Audio first"),
        required=False,
        help_text=_("Languages that are more spoken than read: their home page begins with recordings."),
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"),
        queryset=Topic.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("From the list that all countries share. A topic page that is there already stays."),
    )

    class Meta:
        model = Country
        fields = (
            "code",
            "slug",
            "time_zone",
            "team",
            "responsible",
            "contact_email",
            "contact_address",
            "leave_to",
            "demonstration",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            languages = list(self.instance.languages.select_related("locale").order_by("sort_order"))
            codes = [item.locale.language_code for item in languages]
            self.initial["offered"] = codes
            self.initial["order"] = " ".join(codes)
            self.initial["spoken"] = [item.locale.language_code for item in languages if item.audio_first]
            self.initial["source"] = self.instance.source_language.language_code
            home = self.instance.site.root_page if self.instance.site else None
            kept = TopicPage.objects.child_of(home).values("topic") if home else []
            self.initial["topics"] = Topic.objects.filter(pk__in=kept)
            self.fields["source"].disabled = True  # every page's original stands in it
        else:
            self.initial.setdefault("source", "en")

    def clean_order(self) -> list[str]:
        codes = str(self.cleaned_data["order"]).lower().split()
        unknown = [code for code in codes if code not in LANGUAGES]
        if unknown:
            raise forms.ValidationError(_("Unknown language: %(codes)s"), params={"codes": ", ".join(unknown)})
        return codes

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        offered = data.get("offered", [])
        if data.get("source") and data["source"] not in offered:
            self.add_error("offered", _("The source language must be among the languages of the site."))
        return data

    def save(self, commit: bool = True) -> Country:
        self.instance.source_language = sites.locale(self.cleaned_data["source"])
        country: Country = super().save(commit=commit)
        ordered = [code for code in self.cleaned_data["order"] if code in self.cleaned_data["offered"]]
        ordered += [code for code in self.cleaned_data["offered"] if code not in ordered]
        _offer(country, ordered, set(self.cleaned_data["spoken"]))
        sites.build(country, self.cleaned_data["topics"])
        return country


def _offer(country: Country, ordered: list[str], spoken: set[str]) -> None:
    """Make the rows of languages match. A language taken away keeps its pages, which nobody is offered any more."""
    for position, code in enumerate(ordered):
        CountryLanguage.objects.update_or_create(
            country=country,
            locale=sites.locale(code),
            defaults={"sort_order": position, "audio_first": code in spoken},
        )
    kept = Locale.objects.filter(language_code__in=ordered)
    for language in CountryLanguage.objects.filter(country=country).exclude(locale__in=kept):
        language.delete()
