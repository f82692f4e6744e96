"""The life of country sites in the admin: stages for programme staff, exports for managers too."""

import tempfile
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from portal.countries.models import Country
from portal.countries.roles import Role, countries_of, is_programme_staff
from portal.lifecycle import exporting, package
from portal.lifecycle.forms import StageForm


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The countries of a manager, or all, with their stages."""
    countries = countries_of(request.user, Role.MANAGER).select_related("site").order_by("slug")
    if not countries.exists():
        raise PermissionDenied
    return _page(request, "overview", _("Life of sites"), countries=countries, staff=is_programme_staff(request.user))


def stage(request: HttpRequest, slug: str) -> HttpResponse:
    """The form for the stage."""
    if not is_programme_staff(request.user):
        raise PermissionDenied
    country = _country(request, slug)
    form = StageForm(request.POST or None, country=country)
    if request.method == "POST" and form.is_valid():
        form.save(request.user)
        messages.success(request, _("The stage of %(country)s was changed.") % {"country": country})
        return HttpResponseRedirect(reverse("lifecycle_overview"))
    title = _("Stage of %(country)s") % {"country": country}
    return _page(request, "stage", title, (reverse("lifecycle_overview"), _("Life of sites")), form=form)


@require_POST
def export(request: HttpRequest, slug: str) -> FileResponse:
    """The country as a zip. Confidential places and what is internal stay out: the command exports them when asked."""
    country = _country(request, slug)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{country.slug}.zip"
        with transaction.atomic(), package.sink(target) as sink:
            exporting.write(country=country, to=sink)
        # The open file outlives its name.
        return FileResponse(target.open("rb"), as_attachment=True, filename=target.name)


def _country(request: HttpRequest, slug: str) -> Country:
    """A country that the person manages. Raises Http404, and PermissionDenied for another one."""
    country: Country | None = countries_of(request.user, Role.MANAGER).filter(slug=slug).first()
    if country is None:
        if Country.objects.filter(slug=slug).exists():
            raise PermissionDenied
        raise Http404
    return country


def _page(request: HttpRequest, template: str, title: str, *crumbs: tuple[str, str], **context: Any) -> HttpResponse:
    above = [(reverse("wagtailadmin_home"), _("Home")), *crumbs]
    frame = {
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in (*above, ("", title))],
        "header_title": title,
        "page_title": title,
        "header_icon": "site",
    }
    return render(request, f"lifecycle/admin/{template}.html", {**frame, **context})
