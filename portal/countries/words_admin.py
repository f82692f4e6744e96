"""Words of a neutral row in its form: each language of the country once."""

from typing import Any

from django.utils.translation import gettext as _

from portal.countries.models import Country, CountryLanguage
from portal.countries.walls import WalledForm


def check_languages(form: WalledForm, country: Country, name: str = "texts") -> set[int]:
    """Say what is wrong with the languages of the words in the form set ``name``; the locales that they have."""
    offered = set(CountryLanguage.objects.filter(country=country).values_list("locale", flat=True))
    seen: set[int] = set()
    formset: Any = form.formsets.get(name)
    for row in formset.forms if formset else ():
        locale = row.cleaned_data.get("locale") if row.is_valid() else None
        if locale is None or row.cleaned_data.get("DELETE"):
            continue
        if locale.pk not in offered:
            row.add_error("locale", _("This country does not offer this language."))
        elif locale.pk in seen:
            row.add_error("locale", _("There are words in this language already."))
        seen.add(locale.pk)
    return seen
