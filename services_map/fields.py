"""Model fields of the directory."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from services_map import hours


def check_hours(value: str) -> None:
    """Raises ValidationError for opening hours that nobody could keep."""
    try:
        hours.check(value)
    except hours.BadHours as error:
        raise ValidationError(str(error)) from error


class HoursField(models.CharField):
    """Opening hours in OpenStreetMap's notation; empty: not known (``services_map.hours``). Tidied when cleaned."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 400, "blank": True, **kwargs})

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        text: str = super().clean(value, model_instance)
        check_hours(text)
        return hours.check(text)
