"""What the officer's views share: who may come in, rows inside the walls, the frame of a page."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from locales import formats
from portal.countries.desk import admin_language
from services_map import access

PAGE = 50  # rows of a list
Crumb = tuple[str, str]  # (address, words)
Row = TypeVar("Row", bound=Model)


def officers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For those who keep the directory of some country."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not access.countries(request.user).exists():
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def own(queryset: "QuerySet[Row]", request: HttpRequest, pk: int, path: str = "country") -> Row:
    """A row of the user's own countries. Raises Http404, and PermissionDenied for another country's. ``path``: lookup of its country."""
    found = queryset.filter(pk=pk, **{f"{path}__in": access.countries(request.user)}).first()
    if found is None:
        if queryset.filter(pk=pk).exists():
            raise PermissionDenied
        raise Http404
    return found


def page(
    request: HttpRequest,
    template: str,
    title: str,
    *,
    crumbs: Iterable[Crumb] = (),
    icon: str = "clipboard-list",
    buttons: Iterable[Any] = (),
    status: int = 200,
    desk: bool = True,
    **context: Any,
) -> HttpResponse:
    """A page of the admin below the desk; ``desk``: whether the person has one."""
    home, services = (reverse("wagtailadmin_home"), _("Home")), (reverse("services_map_desk"), _("Services"))
    above = [home, *([services] if desk else []), *crumbs]
    frame = {
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in (*above, ("", title))],
        "header_title": title,
        "page_title": title,
        "header_icon": icon,
        "header_buttons": list(buttons),
        "next_url": get_valid_next_url_from_request(request),
    }
    return render(request, f"services_map/admin/{template}.html", {**frame, **context}, status=status)


def paged(request: HttpRequest, rows: Any) -> dict[str, Any]:
    """A page of rows, and the numbers of the pages around it, for a template."""
    paginator = Paginator(rows, PAGE)
    shown = paginator.get_page(request.GET.get("p"))
    return {"rows": shown, "paginator": paginator, "pages": paginator.get_elided_page_range(shown.number)}


def back(request: HttpRequest, otherwise: str) -> HttpResponseRedirect:
    """Where the person came from, or to ``otherwise``."""
    return HttpResponseRedirect(get_valid_next_url_from_request(request) or otherwise)


def say(request: HttpRequest, text: str, problem: bool = False, buttons: Any = None) -> None:
    """A message on the next page."""
    (messages.error if problem else messages.success)(request, text, buttons=buttons)


def add_errors(form: BaseForm, error: Any) -> None:
    """Show the errors of a ValidationError at the form's fields; those of no field of it above."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for field, texts in by_field.items():
        for text in texts:
            form.add_error(field if field in form.fields else None, text)


def day(value: Any) -> str:
    """A date in the language of the admin; empty for none."""
    return formats.date(value, admin_language()) if value else ""
