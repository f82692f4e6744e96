"""Model fields."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from wagtail.fields import StreamField


class BodyField(StreamField):
    """A StreamField whose blocks stay out of migrations.

    Blocks change often and touch no column; a migration that needs to know them says so itself. What is lost: Wagtail's
    block-renaming operations then name the block by hand.
    """

    def deconstruct(self) -> Any:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs


class CodesField(models.JSONField):
    """A list of codes from a vocabulary, in no particular order and each once; ticked in forms.

    ``codes``: a TextChoices, or pairs of (code, label). The vocabulary stays out of migrations: it touches no column.
    """

    def __init__(self, *args: Any, codes: Any = (), **kwargs: Any) -> None:
        self.codes = codes
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    @property
    def labels(self) -> dict[str, Any]:
        """Label by code."""
        return dict(getattr(self.codes, "choices", self.codes))

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        unknown = sorted({str(item) for item in value} - {str(code) for code in self.labels})
        if unknown:
            raise ValidationError(_("Unknown: %(codes)s") % {"codes": ", ".join(unknown)})

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=list(self.labels.items()),
            required=not self.blank,
            label=kwargs.get("label") or str(self.verbose_name).capitalize(),
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )
