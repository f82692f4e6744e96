"""The register of editions: what there is, and where how many copies were handed out."""

import csv
import io

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from locales import languages
from portal.core import clock
from portal.core.formulas import guard
from portal.leaflets import access
from portal.leaflets.forms import HandoutForm
from portal.leaflets.models import Edition, Handout
from portal.leaflets.views import page

PAGE = 50  # rows
CSV_COLUMNS = ("day", "place", "number", "language", "title", "edition", "checked_on", "subject")


def editions(request: HttpRequest) -> HttpResponse:
    """All editions of a country, the newest first."""
    countries = access.countries(request.user)
    slug = request.GET.get("country", "")
    country = access.country(request.user, slug) if slug else countries[0]
    rows = Edition.objects.filter(country=country).with_handed_out().order_by("-made_on", "-pk")
    shown = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    return page(
        request,
        "editions",
        _("Editions"),
        country,
        countries=countries,
        rows=shown,
        lines=[(row, languages.get(row.language).endonym) for row in shown],
        paginator=shown.paginator,
        pages=shown.paginator.get_elided_page_range(shown.number),
    )


def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """An edition with the places where it went, and one more."""
    found = access.edition(request.user, pk)
    today = clock.today(found.country.time_zone)
    form = HandoutForm(request.POST or None, today=today, instance=Handout(edition=found))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Written down."))
        return HttpResponseRedirect(reverse("leaflets_edition", args=[pk]))
    return page(
        request,
        "edition",
        found.title,
        found.country,
        crumbs=((f"{reverse('leaflets_editions')}?country={found.country.slug}", _("Editions")),),
        edition=found,
        endonym=languages.get(found.language).endonym,
        handouts=found.handouts.all(),
        form=form,
        status=422 if request.method == "POST" else 200,
    )


def as_csv(request: HttpRequest, country: str) -> HttpResponse:
    """Everything that a country's team handed out. UTF-8 with a byte order mark, by which Excel knows it."""
    found = access.country(request.user, country)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    rows = Handout.objects.filter(edition__country=found).select_related("edition")
    for row in rows.order_by("day", "pk"):
        of = row.edition
        cells = (row.day, row.place, row.number, of.language, of.title, of.number, of.checked_on or "", of.subject)
        writer.writerow([guard(str(cell)) for cell in cells])
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="leaflets-{found.slug}.csv"'
    return response
