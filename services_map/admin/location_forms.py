"""The form of a place: everything an officer knows of it. What the public may know of that is decided in ``services_map.places``."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.countries.models import Country
from services_map.models import Location, Organization, Town
from services_map.places import Place
from services_map.sealing import TruePlace
from services_map.vocabulary import Visibility

EXPLAINED = {
    Visibility.EXACT: _("Exact: everyone sees the address and the point on the map."),
    Visibility.AREA: _("Area: everyone sees the town only. The address is kept sealed, for officers."),
    Visibility.HIDDEN: _(
        "Hidden: nobody sees where it is, people contact the service first. The address is kept sealed."
    ),
}


class LocationForm(forms.Form):
    """A place as officers know it."""

    country = forms.ModelChoiceField(label=_("Country"), queryset=Country.objects.none())
    organization = forms.ModelChoiceField(label=_("Organization"), queryset=Organization.objects.none(), required=False)
    visibility = forms.ChoiceField(
        label=_("What may the public know?"), choices=list(EXPLAINED.items()), widget=forms.RadioSelect
    )
    town = forms.ModelChoiceField(
        label=_("Town"), queryset=Town.objects.none(), required=False, help_text=_("Not needed for a hidden place.")
    )
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("As on the door, if it has one.")
    )
    address = forms.CharField(
        label=capfirst(_("street address")),
        max_length=300,
        required=False,
        help_text=_("In the country's language, to show to a driver."),
    )
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    latitude = forms.FloatField(label=_("Latitude"), required=False, help_text=_("Degrees, as in 47.0105"))
    longitude = forms.FloatField(label=_("Longitude"), required=False, help_text=_("Degrees, as in 28.8638"))
    note = forms.CharField(
        label=_("Note about the place"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept sealed with the address; not kept for an exact place."),
    )

    def __init__(self, *args: Any, countries: Any, location: Location | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.location = location
        known = Country.objects.filter(pk=location.country_id) if location else countries
        self._offer("organization", Organization.objects.filter(country__in=known))
        self._offer("town", Town.objects.filter(country__in=known))
        if location:
            del self.fields["country"]
        else:
            self._offer("country", known)
            choices = list(known[:2])
            if len(choices) == 1:
                self.initial.setdefault("country", choices[0].pk)
            self.initial.setdefault("visibility", Visibility.HIDDEN)

    def _offer(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    @property
    def for_country(self) -> Country | None:
        """The country of the place: settled for one that is there, else the one chosen."""
        if self.location:
            return self.location.country
        country: Country | None = self.cleaned_data.get("country")
        return country

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        country = self.for_country
        if country is None or self.errors:
            return data
        if data["organization"] and data["organization"].country_id != country.pk:
            self.add_error("organization", _("This organization belongs to another country."))
        try:
            self.place.check(country)
        except ValidationError as error:
            self.add_error(None, error)
        return data

    @property
    def place(self) -> Place:
        """What was written, as ``services_map.places`` takes it."""
        data = self.cleaned_data
        return Place(
            visibility=data["visibility"],
            town=data["town"],
            name=data["name"],
            address=data["address"],
            postal_code=data["postal_code"],
            latitude=data["latitude"],
            longitude=data["longitude"],
            note=data["note"],
        )


def as_written(location: Location, true: TruePlace | None = None) -> dict[str, Any]:
    """What the form begins with for a place; ``true``: what is sealed of it."""
    true = true or TruePlace()
    return {
        "organization": location.organization_id,
        "visibility": location.visibility,
        "town": location.town_id,
        "name": location.name or true.name,
        "address": location.address or true.address,
        "postal_code": location.postal_code,
        "latitude": location.latitude if location.latitude is not None else true.latitude,
        "longitude": location.longitude if location.longitude is not None else true.longitude,
        "note": true.note,
    }
