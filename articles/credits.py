"""The partners and donors that an article names, by their keys."""

import json
from typing import Any

from django import forms
from wagtail.admin.panels import FieldPanel

from portal.countries.models import Country, Partner


class ListWidget(forms.CheckboxSelectMultiple):
    """Checkboxes over a JSON list."""

    def format_value(self, value: Any) -> list[str]:
        return [str(item) for item in (forms.JSONField().to_python(value) or [])]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return json.dumps(data.getlist(name) if hasattr(data, "getlist") else data.get(name, []))


class CreditsPanel(FieldPanel):
    """Offers the partners and donors of the page's own country; shown where it has some."""

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        super().__init__(field_name, **{"widget": ListWidget, **kwargs})

    class BoundPanel(FieldPanel.BoundPanel):
        """The panel of one page."""

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            page = self.instance if self.instance.path else getattr(self.form, "parent_page", None)
            country = Country.objects.of_page(page) if page else None
            found = Partner.objects.filter(country=country).order_by("sort_order", "name") if country else []
            self.offered = [(partner.key, partner.name) for partner in found]
            if self.bound_field is not None:
                self.bound_field.field.widget.choices = self.offered

        def is_shown(self) -> bool:
            return bool(self.offered) and bool(super().is_shown())
