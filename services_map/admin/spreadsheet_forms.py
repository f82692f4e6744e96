"""Forms of the spreadsheets."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.countries.models import Country
from services_map.spreadsheets import reading
from services_map.spreadsheets.reading import BadFile, Table


class UploadForm(forms.Form):
    """A file and its country. ``table``: what was read, after validation."""

    country = forms.ModelChoiceField(Country.objects.none(), label=_("Country"), empty_label=None)
    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("An .xlsx or a .csv file, at most 20 MB. You first see what would become of each row."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
        allow_empty_file=True,  # the reader's own message says more
        max_length=255,
    )
    table: Table

    def __init__(self, *args: Any, countries: "QuerySet[Country]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["country"]
        field.queryset = countries
        if len(countries) == 1:
            field.widget, field.initial = forms.HiddenInput(), countries[0]

    def clean_file(self) -> Any:
        """Reads the file: what is wrong with it stands beside the field."""
        file = self.cleaned_data["file"]
        try:
            self.table = reading.read(file.name, file, file.size)
        except BadFile as problem:
            raise forms.ValidationError(str(problem)) from problem
        return file
