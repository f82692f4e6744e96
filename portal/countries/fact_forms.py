"""Forms of the register of facts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.countries.models import Country, CountryLanguage, Fact
from portal.countries.roles import Role, countries_of, group_name, languages_of
from portal.countries.walls import WalledForm

KEEPERS = (Role.EDITOR, Role.PUBLISHER, Role.MANAGER)


def team(countries: Iterable[Country]) -> Any:
    """The active people of these countries."""
    groups = Q(pk__in=[])
    for country in countries:
        for role in Role:
            name = group_name(country, role)
            groups |= Q(groups__name=name) | Q(groups__name__startswith=f"{name}.")
    return get_user_model().objects.filter(groups, is_active=True).distinct().order_by("username")


class FactForm(WalledForm):
    """A fact with its words. Saving it is no check, unless the person says that it was one."""

    roles = KEEPERS
    checked = forms.BooleanField(
        label=gettext_lazy("I compared it with its source today"),
        required=False,
        help_text=gettext_lazy("Only this makes it checked. Mending a word is no check."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["key"].disabled = True  # texts, translations and files refer to it
            self.fields["owner"].queryset = team([self.instance.country])
        else:
            self.fields["checked"].required = True
            self.fields["owner"].queryset = team(countries_of(self.for_user, *KEEPERS))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        country, owner = data.get("country") or getattr(self.instance, "country", None), data.get("owner")
        if country and owner and not team([country]).filter(pk=owner.pk).exists():
            self.add_error("owner", _("This person does not work in the country."))
        return data

    def is_valid(self) -> bool:
        valid: bool = super().is_valid()
        return self._words_are_in_order() and valid

    def _words_are_in_order(self) -> bool:
        """Words in the source language, and in languages of the country only."""
        country = self.cleaned_data.get("country") if hasattr(self, "cleaned_data") else None
        if country is None:
            return True
        offered = set(CountryLanguage.objects.filter(country=country).values_list("locale", flat=True))
        rows = [
            form for form in self.formsets["texts"].forms if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        locales = [form.cleaned_data.get("locale") for form in rows]
        in_order = True
        for form, locale in zip(rows, locales, strict=True):
            if locale and locale.pk not in offered:
                form.add_error("locale", _("The country does not offer this language."))
                in_order = False
            elif self.instance.type == Fact.Type.TEXT and not form.cleaned_data.get("text"):
                form.add_error("text", _("A fact of the type text has its value here."))
                in_order = False
        if country.source_language not in locales:
            self.add_error(
                None,
                _("Write the label in the source language of the country too: %(language)s.")
                % {"language": country.source_language},
            )
            in_order = False
        return in_order


class FactTextForm(WalledForm):
    """The words of a fact in one language, for those who have the language."""

    roles = (*KEEPERS, Role.TRANSLATOR)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("fact", "locale"):
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        fact, locale = data.get("fact"), data.get("locale")
        if fact and locale and locale.language_code not in languages_of(self.for_user, fact.country):
            self.add_error("locale", _("You do not work in this language."))
        return data
