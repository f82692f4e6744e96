"""Spreadsheets in and out. An import is shown first and applied on a second press."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _

from portal.core import clock
from portal.countries.models import Country
from services_map import access
from services_map.admin.base import officers, page, say
from services_map.admin.spreadsheet_forms import UploadForm
from services_map.spreadsheets import applying, keeping, planning, records, template, writing
from services_map.spreadsheets.applying import NotApplicable, Outdated
from services_map.spreadsheets.outcomes import Outcome, Plan

SHOWN = 200  # rows of each kind; the rest is counted
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@officers
def import_services(request: HttpRequest) -> HttpResponse:
    """The page of spreadsheets; a file is planned and shown, nothing is changed."""
    countries = access.countries(request.user)
    if request.method == "POST" and "token" in request.POST:
        return _apply(request)
    form = UploadForm(request.POST or None, request.FILES or None, countries=countries)
    if request.method == "POST" and form.is_valid():
        country = form.cleaned_data["country"]
        plan = planning.plan(form.table, records.read(country))
        token = keeping.keep(form.table, country, request.user) if plan.can_apply else ""
        return _show(request, plan, token)
    return page(
        request, "spreadsheets/import", _("Spreadsheets"), icon="table", form=form, countries=countries,
        status=422 if form.is_bound else 200,
    )  # fmt: skip


def _apply(request: HttpRequest) -> HttpResponse:
    """The second press: apply what was shown, or show what has become different."""
    country = get_object_or_404(access.countries(request.user), slug=request.POST.get("country", ""))
    token = request.POST["token"]
    table = keeping.find(token, country, request.user)
    if table is None:
        say(
            request,
            _("The file is kept for one hour only. Please send it again: nothing has been changed."),
            problem=True,
        )
        return HttpResponseRedirect(reverse("services_map_import"))
    try:
        counts = applying.run(table, country, request.POST.get("digest", ""), user=request.user)
    except Outdated as change:
        say(request, _("The directory has changed in the meantime. This is what would happen now."), problem=True)
        return _show(request, change.plan, token if change.plan.can_apply else "")
    except NotApplicable:
        say(request, _("Nothing has been changed: there is nothing to apply, or rows have errors."), problem=True)
        return HttpResponseRedirect(reverse("services_map_import"))
    keeping.drop(token, country, request.user)
    told = _("Imported: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.")
    say(request, told % {outcome.value: counts[outcome] for outcome in Outcome})
    return HttpResponseRedirect(reverse("services_map_import"))


def _show(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """The dry run as a page: counts, and the first rows of each kind."""
    counts = plan.counts
    wrong = [row for row in plan.rows if row.problems]
    coming = [row for row in plan.rows if row.outcome in (Outcome.NEW, Outcome.CHANGED)]
    return page(
        request,
        "spreadsheets/plan",
        _("What this file would change"),
        icon="table",
        crumbs=[(reverse("services_map_import"), _("Spreadsheets"))],
        plan=plan,
        country=plan.stock.country,
        token=token,
        digest=plan.digest() if token else "",
        counts=[(outcome.value, outcome.label, counts[outcome]) for outcome in Outcome],
        wrong=wrong[:SHOWN],
        more_wrong=max(len(wrong) - SHOWN, 0),
        coming=coming[:SHOWN],
        more_coming=max(len(coming) - SHOWN, 0),
        remarks=[(row.number, note) for row in plan.rows for note in row.notes][:SHOWN],
    )


@officers
def export_services(request: HttpRequest, country: str, form: str) -> HttpResponse:
    """The directory of a country as a file, in the columns that importing reads."""
    own = _own(request, country)
    try:
        data = writing.as_csv(own) if form == "csv" else writing.as_workbook(own)
    except writing.TooLong as problem:
        say(request, str(problem), problem=True)
        return HttpResponseRedirect(reverse("services_map_import"))
    name = f"services-{own.slug}-{clock.today(own.time_zone)}.{form}"
    return _file(data, name, "text/csv; charset=utf-8" if form == "csv" else _WORKBOOK)


@officers
def download_template(request: HttpRequest, country: str) -> HttpResponse:
    """The empty workbook with instructions."""
    own = _own(request, country)
    return _file(template.make(own), f"services-{own.slug}-template.xlsx", _WORKBOOK)


def _own(request: HttpRequest, slug: str) -> Country:
    country = Country.objects.filter(slug=slug).first()
    if country is None:
        raise Http404
    access.require(request.user, country.pk)
    return country


def _file(data: bytes, name: str, kind: str) -> HttpResponse:
    headers: dict[str, Any] = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(data, content_type=kind, headers=headers)


urlpatterns = [
    path("services/spreadsheets/", import_services, name="services_map_import"),
    path("services/spreadsheets/<slug:country>/template/", download_template, name="services_map_template"),
    path(
        "services/spreadsheets/<slug:country>/export/csv/", export_services, {"form": "csv"}, name="services_map_export"
    ),
    path(
        "services/spreadsheets/<slug:country>/export/xlsx/",
        export_services,
        {"form": "xlsx"},
        name="services_map_export",
    ),
]
