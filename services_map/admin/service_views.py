"""What an officer does with one listing, besides editing and checking it."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.widgets.button import HeaderButton

from services_map import upkeep
from services_map.admin import rows
from services_map.admin.action_forms import MergeForm, NoteForm
from services_map.admin.base import PAGE, add_errors, back, officers, own, page, say
from services_map.desk import Filters, Survey
from services_map.models import OfficerNote, Report, Service, ServiceCheck


@officers
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """How a listing stands, its checks, reports and notes, and everything that can be done with it."""
    service = _service(request, pk)
    found = Survey([service.country])
    listing = next(listing for listing in found.listings if listing.pk == pk)
    checks = ServiceCheck.objects.filter(service=service).select_related("user").order_by("-checked_on", "-pk")
    site = service.country.site
    code = service.country.source_language.language_code
    edit = HeaderButton(_("Edit"), _edit(pk), icon_name="edit")
    return page(
        request,
        "overview",
        str(service),
        icon="clipboard-list",
        buttons=[edit],
        service=service,
        row=rows.rows([listing], [service.country])[0],
        checks=checks[:50],
        reports=Report.objects.filter(service=service, handled_on=None),
        notes=OfficerNote.objects.filter(service=service).select_related("user")[:3],
        public=f"{site.root_url}/{code}/services/{service.slug}/" if site else "",
        here=request.path,
    )


@officers
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """Remarks among officers, the newest first, and a new one."""
    service = _service(request, pk)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        OfficerNote.objects.create(service=service, text=form.cleaned_data["text"].strip(), user=request.user)  # type: ignore[misc]
        say(request, _("The note is kept."))
        return HttpResponseRedirect(request.path)
    found = OfficerNote.objects.filter(service=service).select_related("user")
    return page(request, "notes", _("Notes"), crumbs=_crumbs(service), icon="comment", form=form, notes=found)


@officers
@require_POST
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft with the same content, to be changed into another listing."""
    copy = upkeep.duplicate(_service(request, pk), user=request.user)
    say(request, _("This is the copy, a draft. Give it its own name and list it when it is ready."))
    return HttpResponseRedirect(_edit(copy.pk))


@officers
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Two listings of the same service become this one."""
    service = _service(request, pk)
    others = Service.objects.filter(country=service.country).exclude(pk=pk).exclude(status=Service.Status.ARCHIVED)
    text = request.GET.get("q", "").strip()[:100]
    if text:
        found = Survey([service.country]).queue(Filters(text=text))[: PAGE + 1]
        shown = others.filter(pk__in=[listing.pk for listing in found])
    else:
        shown = others.filter(organization=service.organization)
    shown = shown.select_related("country").prefetch_related("texts")[:PAGE]
    form = MergeForm(request.POST or None, others=others, shown=shown)
    if request.method == "POST" and form.is_valid():
        try:
            upkeep.merge(service, form.cleaned_data["drop"], user=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            say(request, _("Merged. The duplicate is in the archive."))
            return HttpResponseRedirect(_edit(pk))
    crumbs, button = _crumbs(service), _("Merge")
    return page(
        request, "merge", _("Merge a duplicate"), crumbs=crumbs, icon="copy", form=form, button=button, text=text
    )


@officers
@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the directory; nothing is deleted."""
    upkeep.archive(_service(request, pk), user=request.user)
    say(request, _("The listing is in the archive. You find it on the desk under the state “Archived”."))
    return back(request, reverse("services_map_desk"))


@officers
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Back from the archive, as a draft."""
    try:
        upkeep.restore(_service(request, pk), user=request.user)
    except ValidationError as error:
        say(request, " ".join(error.messages), problem=True)
    else:
        say(request, _("The listing is a draft now: look at it and list it again."))
    return HttpResponseRedirect(_edit(pk))


def _service(request: HttpRequest, pk: int) -> Service:
    return own(Service.objects.select_related("country__source_language", "country__site", "organization"), request, pk)


def _crumbs(service: Service) -> list[tuple[str, str]]:
    return [(reverse("services_map_service_overview", args=[service.pk]), str(service))]


def _edit(pk: int) -> str:
    return reverse("services_map_service:edit", args=[pk])
