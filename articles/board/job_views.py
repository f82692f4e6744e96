"""Progress of work on many translations, and files that come back."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles.board import access, jobs
from articles.board.exchange import formats, importing
from articles.board.views import page
from articles.models import TranslationJobItem

Status = TranslationJobItem.Status
SHOWN = 200  # items that were not simply done


def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the work is. Without a worker this page does it: every time its owner's browser asks, a slice of a few seconds."""
    found = access.job(request.user, pk)
    mine = found.user_id == request.user.pk
    if mine and not jobs.has_worker() and found.finished_at is None:
        jobs.run_slice(found)
    counts = jobs.progress(found)
    told = found.items.exclude(status__in=[Status.DONE, Status.WAITING]).select_related("locale").order_by("pk")
    response = page(
        request,
        "job",
        str(found.get_kind_display()),
        crumbs=((f"{reverse('translation_board')}?country={found.country.slug}", str(found.country)),),
        job=found,
        by=access.called(found.user),
        mine=mine,
        progress=counts,
        stopped=found.finished_at is not None and counts["waiting"] > 0,
        done=counts["total"] - counts["waiting"],
        told=[(item, access.endonym(item.locale.language_code)) for item in told[:SHOWN]],
    )
    if found.finished_at is None:
        response["Refresh"] = "3" if jobs.has_worker() else "1"
    return response


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Do again what failed; go on where the work stopped."""
    found = access.job(request.user, pk)
    if found.user_id != request.user.pk or not access.may(request.user, found.country, found.kind):
        raise PermissionDenied
    jobs.retry(found)
    return HttpResponseRedirect(reverse("translation_job", args=[pk]))


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """What ``FilesInput`` sends: at least one file."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(FilesField, self).clean(file, initial) for file in data or [None]]


class ImportForm(forms.Form):
    """Files that come back."""

    uploads = FilesField(
        label=gettext_lazy("Files"),
        widget=FilesInput(attrs={"accept": ".po,.xlf,.xliff,.zip"}),
        help_text=gettext_lazy("PO, XLIFF 1.2, or ZIP archives of them, as they were exported here."),
    )


def take_in(request: HttpRequest, country: str) -> HttpResponse:
    """Import translations: everything is checked first, and nothing taken in where anything is wrong."""
    found = access.country(request.user, country)
    if not access.writable(request.user, found):
        raise PermissionDenied
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    problems: list[importing.Problem] = []
    if request.method == "POST" and form.is_valid():
        files = [(str(file.name), file.read(formats.LARGEST + 1)) for file in form.cleaned_data["uploads"]]
        try:
            made = importing.take_in(files, found, user=request.user)
        except importing.Refused as refused:
            problems = refused.problems
        else:
            return HttpResponseRedirect(reverse("translation_job", args=[made.pk]))
    return page(
        request,
        "import",
        _("Import translations"),
        crumbs=((f"{reverse('translation_board')}?country={found.slug}", str(found)),),
        form=form,
        country=found,
        problems=problems[:SHOWN],
        number=len(problems),
        status=422 if problems else 200,
    )
