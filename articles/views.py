"""Views of the admin: checks, the list of articles to check, the checklist."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from articles import access, checklist, freshness, upkeep
from articles.forms import CheckForm
from articles.models import ArticleCheck
from articles.upkeep import Need
from locales import formats
from portal.core import clock

PAGE = 50  # rows of a list


def record_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that an article was checked, in detail; shows the checks so far."""
    article, country = access.article(request.user, pk)
    form = CheckForm(request.POST or None, today=clock.today(country.time_zone), sources=freshness.sources_of(article))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        freshness.record_check(
            article=article,
            country=country,
            checked_on=data["checked_on"],
            next_check_on=data["next_check_on"],
            sources=data.get("sources", []),
            against=data["against"],
            note=data["note"],
            user=request.user,
        )
        messages.success(request, _("The check is recorded. Readers see its date in every language."))
        return _back(request, pk)
    checks = ArticleCheck.objects.filter(translation_key=article.translation_key).newest_first()
    return render(
        request,
        "articles/admin/record_check.html",
        {
            "article": article,
            "form": form,
            "checks": checks.select_related("user")[:20],
            "next": get_valid_next_url_from_request(request),
        },
    )


@require_POST
def still_right(request: HttpRequest, pk: int) -> HttpResponse:
    """One press: checked today against all its sources, still right, in all languages."""
    article, country = access.article(request.user, pk)
    today = clock.today(country.time_zone)
    freshness.record_check(article=article, country=country, checked_on=today, user=request.user)
    messages.success(
        request,
        _("“%(title)s”: checked on %(date)s, still right. Readers see it in every language.")
        % {"title": article.title, "date": formats.date(today, get_language() or "en")},
    )
    return _back(request, pk)


def to_check(request: HttpRequest) -> HttpResponse:
    """The published articles of the user's countries, the most urgent first."""
    countries = list(access.countries(request.user).select_related("source_language"))
    if not countries:
        raise PermissionDenied
    chosen = {name: request.GET.get(name, "") for name in ("country", "state")}
    slugs = {country.slug for country in countries}
    chosen["country"] = chosen["country"] if chosen["country"] in slugs else ""
    chosen["state"] = chosen["state"] if chosen["state"] in set(Need) else ""
    found = upkeep.standings([country for country in countries if chosen["country"] in ("", country.slug)])
    counts = {need: sum(standing.need == need for standing in found) for need in Need}
    shown = [standing for standing in found if chosen["state"] in ("", standing.need)]
    paginator = Paginator(shown, PAGE)
    labels = need_labels()
    language = get_language() or "en"
    return render(
        request,
        "articles/admin/to_check.html",
        {
            "page_title": _("Articles to check"),
            "header_icon": "check",
            "tiles": [
                {
                    "label": labels[need],
                    "number": counts[need],
                    "url": f"?{urlencode({**_given(chosen), 'state': need})}",
                    "chosen": chosen["state"] == need,
                }
                for need in Need
            ],
            "chosen": chosen,
            "countries": countries if len(countries) > 1 else [],
            "states": [(need, labels[need]) for need in Need],
            "rows": [_row(standing, labels, language) for standing in paginator.get_page(request.GET.get("p"))],
            "paginator": paginator,
            "number": paginator.get_page(request.GET.get("p")),
            "query": urlencode(_given(chosen)),
            "here": request.get_full_path(),
        },
    )


def show_checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """What an article lacks, as it was last saved. For all who work on it."""
    article, _country = access.article(request.user, pk, *access.READERS)
    subject = checklist.subject(article.get_latest_revision_as_object())
    results = checklist.results(subject) if subject else []
    return render(
        request,
        "articles/admin/checklist.html",
        {
            "article": article,
            "page_title": _("Checklist"),
            "page_subtitle": article.get_admin_display_title(),
            "header_icon": "list-ul",
            "results": results,
            "missing": [result for result in results if result.state == "missing"],
            "reading": subject.reading if subject else None,
            "may_edit": article.permissions_for_user(request.user).can_edit(),
        },
    )


def need_labels() -> dict[Need, str]:
    """What articles wait for, in words."""
    return {
        Need.OVERDUE: _("Check overdue"),
        Need.NEVER: _("Never checked"),
        Need.DUE: _("Check due soon"),
        Need.CURRENT: _("Current"),
    }


def _row(standing: upkeep.Standing, labels: dict[Need, str], language: str) -> dict[str, Any]:
    fresh = standing.fresh
    return {
        "pk": standing.pk,
        "title": standing.title,
        "country": str(standing.country),
        "state": labels[standing.need],
        "kind": {Need.OVERDUE: "bad", Need.NEVER: "bad", Need.DUE: "soon"}.get(standing.need, "good"),
        "checked": formats.date(fresh.checked_on, language) if fresh.checked_on else "–",
        "by": fresh.checked_by,
        "due": formats.date(fresh.next_check_on, language) if fresh.next_check_on else "–",
        "by_fact": fresh.by_fact,
    }


def _given(chosen: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in chosen.items() if value}


def _back(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(
        get_valid_next_url_from_request(request) or reverse("wagtailadmin_pages:edit", args=[pk])
    )
