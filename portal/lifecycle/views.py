"""The life of country sites in the admin: stages for programme staff, exports for managers too."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from locales import languages
from portal.countries.models import Country
from portal.countries.roles import Role, countries_of, is_programme_staff
from portal.lifecycle import copies, jobs
from portal.lifecycle.forms import SensitiveCopyForm, StageForm
from portal.lifecycle.models import SiteJob


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
    return _page(request, "stage", title, _life(), form=form)


@require_POST
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the country as a zip. Confidential places and what is internal stay out: the command exports them when asked."""
    country = _country(request, slug)
    return _to(jobs.create(kind=SiteJob.Kind.EXPORT, country=country, user=request.user))


def take_along(request: HttpRequest, slug: str) -> HttpResponse:
    """The copies that helpers take along: which there are, and a button for new ones; one with sensitive pages, for the manager alone."""
    country = _country(request, slug)
    form = SensitiveCopyForm(request.POST or None, country=country)
    if request.method == "POST" and "all" in request.POST:
        return _to(jobs.create(kind=SiteJob.Kind.COPIES, country=country, user=request.user))
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        asked = jobs.create(kind=SiteJob.Kind.SENSITIVE, country=country, user=request.user, language=language)
        return _to(asked)
    found = [(copy, languages.get(copy.language).endonym) for copy in copies.offered(country)]
    title = _("Copies to take along: %(country)s") % {"country": country}
    return _page(request, "copies", title, _life(), country=country, found=found, form=form)


@require_safe
def job(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How far something is that takes long, and its file when it is ready."""
    found = _job(_country(request, slug), pk)
    response = _page(request, "job", str(found), _life(), job=found, file=found.path.exists())
    if not found.is_finished:
        response["Refresh"] = "3"
    add_never_cache_headers(response)
    return response


@require_safe
def job_file(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """The file, for those who manage the country."""
    found = _job(_country(request, slug), pk)
    path = found.path
    if found.state != SiteJob.State.DONE or not path.exists():
        raise Http404
    response = FileResponse(path.open("rb"), as_attachment=True, filename=jobs.file_name(found))
    add_never_cache_headers(response)
    return response


def _to(found: SiteJob) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("lifecycle_job", args=[found.country.slug, found.pk]))


def _job(country: Country, pk: int) -> SiteJob:
    jobs.tidy()
    return get_object_or_404(SiteJob, country=country, pk=pk)


def _life() -> tuple[str, str]:
    return reverse("lifecycle_overview"), _("Life of sites")


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
