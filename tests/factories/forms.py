"""What a browser would send for a form of the admin as it stands."""

from typing import Any

from django.forms import BaseForm
from django.test import Client
from django.urls import reverse

from services_map.models import Service
from tests.factories import services as make


def sent(form: BaseForm) -> dict[str, Any]:
    """All fields of a form and of the form sets in it, with the values shown; change what the test is about, then post it."""
    data = _fields(form)
    for formset in getattr(form, "formsets", {}).values():
        data |= _fields(formset.management_form)
        for row in formset.forms:
            data |= _fields(row)
    return data


def add_row(data: dict[str, Any], prefix: str, **values: Any) -> dict[str, Any]:
    """The same with one more row in the form set of that prefix."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    order = {f"{prefix}-{number}-ORDER": number + 1}
    return {**data, **order, **row, f"{prefix}-TOTAL_FORMS": number + 1}


def listing(country, **fields) -> Service:
    """A service whose form can be saved as it is, in a country without telephone code."""
    return make.make_service(country, contacts=(("phone", "+420 224 372 111"),), **fields)


def edit_url(service: Service) -> str:
    """The address of a service's form."""
    return reverse("services_map_service:edit", args=[service.pk])


def opened(admin: Client, service: Service) -> dict[str, Any]:
    """The edit form as a browser would send it back unchanged."""
    response = admin.get(edit_url(service))
    data = sent(response.context["form"])
    if service.latest_revision_id:
        data["loaded_revision_id"] = service.latest_revision_id
        data["loaded_revision_created_at"] = response.context["loaded_revision_created_at"]
    return data


def _fields(form: BaseForm) -> dict[str, Any]:
    found = {}
    for field in form:
        value = field.value()
        if value is None or value is False:
            continue
        if isinstance(value, list | tuple):
            value = [getattr(item, "pk", item) for item in value]
        found[field.html_name] = getattr(value, "pk", value)
    return found
