"""Pages of the admin: what leaflets to make, how far the making is, and the files."""

import re
import tempfile
import zipfile
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from locales import languages
from portal.countries import archived
from portal.countries.models import Country
from portal.leaflets import access, drawing, jobs
from portal.leaflets.forms import ChooseForm
from portal.leaflets.layouts import Layout
from portal.leaflets.models import LeafletJob, LeafletJobItem

Crumb = tuple[str, str]
Status = LeafletJobItem.Status


def page(
    request: HttpRequest,
    template: str,
    title: str,
    country: Country | None,
    *,
    crumbs: tuple[Crumb, ...] = (),
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page of the admin below the leaflets of a country."""
    top = reverse("leaflets_choose")
    above = [(reverse("wagtailadmin_home"), _("Home")), *([(top, _("Leaflets"))] if request.path != top else [])]
    frame = {
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in (*above, *crumbs, ("", title))],
        "header_title": title,
        "page_title": title,
        "header_icon": "doc-full",
        "country": country,
    }
    return render(request, f"leaflets/admin/{template}.html", {**frame, **context}, status=status)


def choose(request: HttpRequest) -> HttpResponse:
    """Choose what to print, in which languages, on what paper."""
    countries = access.countries(request.user)
    slug = request.POST.get("country") or request.GET.get("country", "")
    country = access.country(request.user, slug) if slug else countries[0]
    frame = access.frame(country)
    initial = {"articles": [key for key in request.GET.getlist("article") if _is_key(key)]}
    form = ChooseForm(request.POST or None, frame=frame, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = jobs.create(
            country=country,
            user=request.user,
            layout=Layout(data["layout"]),
            asks=form.asks(data),
            languages=data["languages"],
        )
        return HttpResponseRedirect(reverse("leaflets_job", args=[made.pk]))
    return page(
        request,
        "choose",
        _("Leaflets"),
        country,
        form=form,
        countries=countries,
        missing=drawing.missing(),
        recent=LeafletJob.objects.filter(country=country).select_related("user")[:5],
        status=422 if request.method == "POST" else 200,
    )


def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the making is, and what is made. Without a worker this page makes them, a few seconds with every request of its owner."""
    found = access.job(request.user, pk)
    mine = found.user_id == request.user.pk
    if mine and not jobs.has_worker() and found.finished_at is None:
        jobs.run_slice(found)
    counts = jobs.progress(found)
    response = page(
        request,
        "job",
        str(found.get_layout_display()),
        found.country,
        job=found,
        mine=mine,
        progress=counts,
        handled=counts["total"] - counts["waiting"],
        items=[
            (item, languages.get(item.language).endonym)
            for item in found.items.exclude(status=Status.WAITING).select_related("edition")
        ],
    )
    if found.finished_at is None:
        response["Refresh"] = "3" if jobs.has_worker() else "1"
    return response


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Make again what failed; go on where the work stopped."""
    found = access.job(request.user, pk)
    if found.user_id != request.user.pk:
        raise PermissionDenied
    if archived.closed(found.country, request.user):
        messages.error(request, archived.refusal(found.country))
    else:
        jobs.retry(found)
    return HttpResponseRedirect(reverse("leaflets_job", args=[pk]))


def download(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """One PDF of a job; ``number`` is the key of its item."""
    found = access.job(request.user, pk)
    item = found.items.filter(pk=number, status=Status.DONE).select_related("edition").first()
    if item is None:
        raise Http404
    if not default_storage.exists(item.file):
        return _gone(request, found)
    return FileResponse(
        default_storage.open(item.file),
        as_attachment=True,
        filename=_name(item, found.layout),
        content_type="application/pdf",
    )


def download_all(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All PDFs of a job in one archive."""
    found = access.job(request.user, pk)
    items = list(found.items.filter(status=Status.DONE).select_related("edition"))
    if not items:
        raise Http404
    if not all(default_storage.exists(item.file) for item in items):
        return _gone(request, found)
    archive = tempfile.TemporaryFile()  # noqa: SIM115 closed by the response
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:  # a PDF is compressed already
        for number, item in enumerate(items, start=1):
            with default_storage.open(item.file) as file:
                packed.writestr(f"{number:03}-{_name(item, found.layout)}", file.read())
    archive.seek(0)
    name = f"leaflets-{found.country.slug}-{found.pk}.zip"
    return FileResponse(archive, as_attachment=True, filename=name, content_type="application/zip")


def _gone(request: HttpRequest, found: LeafletJob) -> HttpResponse:
    messages.warning(
        request, _("These files are not kept any more: something changed, or they are old. Please make them again.")
    )
    return HttpResponseRedirect(f"{reverse('leaflets_choose')}?country={found.country.slug}")


def _name(item: LeafletJobItem, layout: str) -> str:
    """``how-to-rent-uk-a5-edition-3.pdf``; titles in other letters give way to a plain word."""
    title = slugify(item.title)[:60] or "leaflet"
    edition = f"-edition-{item.edition.number}" if item.edition else ""
    return re.sub(r"[^\w.-]", "", f"{title}-{item.language}-{layout}{edition}.pdf")


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
