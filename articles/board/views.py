"""The board itself, and what is done with the rows chosen on it."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail_localize.machine_translators import get_machine_translator

from articles.board import access, jobs, subjects
from articles.board.exchange import formats, units
from articles.board.survey import ORDER, Filters, State, Survey
from articles.models import TranslationJob, TranslationState
from portal.core import clock
from portal.countries import archived
from portal.countries.models import Country

PAGE = 50  # rows
MINE = "me"
LARGEST_EXPORT = 500  # things in one file: each is read from its source page
Crumb = tuple[str, str]


def page(
    request: HttpRequest,
    template: str,
    title: str,
    *,
    crumbs: tuple[Crumb, ...] = (),
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page of the admin below the board."""
    above = [(reverse("wagtailadmin_home"), _("Home")), (reverse("translation_board"), _("Translations")), *crumbs]
    frame = {
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in (*above, ("", title))],
        "header_title": title,
        "page_title": title,
        "header_icon": "wagtail-localize-language",
    }
    return render(request, f"articles/board/{template}.html", {**frame, **context}, status=status)


def board(request: HttpRequest) -> HttpResponse:
    """Pages and words of a country by languages, what needs most first."""
    countries = access.countries(request.user)
    if not countries:
        raise PermissionDenied
    wanted = request.GET.get("country", "")
    country = access.country(request.user, wanted) if wanted else countries[0]
    languages = access.offered(request.user, country)
    survey, chosen = Survey(country, languages), filters(request.GET, request.user)
    paginator = Paginator(survey.needs(chosen), PAGE)
    shown = paginator.get_page(request.GET.get("p"))
    writable = access.writable(request.user, country)
    return page(
        request,
        "board",
        _("Translations"),
        country=country,
        countries=countries,
        counts=[{**row, "name": access.endonym(row["language"].locale.language_code)} for row in survey.counts()],
        columns=[_language(item.locale.language_code) for item in survey.columns(chosen)],
        targets=[_language(item.locale.language_code) for item in languages if item.locale.language_code in writable],
        states=[(state.value, state.label) for state in ORDER],
        kinds=[(kind.name, kind.label) for kind in survey.kinds],
        topics=subjects.topics(country),
        filters=chosen,
        mine=request.GET.get("assignee") == MINE,
        rows=shown,
        lines=survey.rows(list(shown), chosen, clock.today(country.time_zone)),
        paginator=paginator,
        pages=paginator.get_elided_page_range(shown.number),
        actions=_actions(request.user, country),
        people=[(user.pk, access.called(user)) for user in access.translators(country)]
        if access.may_assign(request.user, country)
        else [],
        query=[(name, value) for name, value in request.GET.items() if name not in ("p", "country")],
        jobs=TranslationJob.objects.filter(country=country, finished_at=None).select_related("user")[:5],
    )


def filters(asked: QueryDict, user: Any) -> Filters:
    """What an address asks for. What makes no sense there counts as not asked."""
    state = asked.get("state", "")
    return Filters(
        kind=asked.get("kind", "")[:100],
        topic=asked.get("topic", "")[:100],
        language=asked.get("language", "")[:20],
        state=state if state in State.values else "",
        text=asked.get("q", "")[:100].strip(),
        assignee=user.pk if asked.get("assignee") == MINE else None,
    )


@require_POST
def bulk(request: HttpRequest, country: str) -> HttpResponse:
    """Do something with the chosen rows in the chosen languages."""
    found = access.country(request.user, country)
    back = f"{reverse('translation_board')}?{urlencode({'country': found.slug, **_kept(request.POST)})}"
    codes = set(request.POST.getlist("to")) & access.writable(request.user, found)
    states = list(_chosen(request, found, codes))
    action = request.POST.get("action", "")
    if not codes or not states:
        messages.error(request, _("Choose rows and at least one of your languages."))
        return HttpResponseRedirect(back)
    if action in ("po", "xliff"):
        return _export(request, found, states, action, back)
    if action == "assign":
        return _assign(request, found, states, back)
    if action not in TranslationJob.Kind.values or action == TranslationJob.Kind.IMPORT:
        messages.error(request, _("Choose what to do."))
        return HttpResponseRedirect(back)
    if not access.may(request.user, found, action):
        raise PermissionDenied
    job = jobs.create(kind=action, country=found, user=request.user, states=states)
    return HttpResponseRedirect(reverse("translation_job", args=[job.pk]))


def _chosen(request: HttpRequest, country: Country, codes: set[str]) -> Any:
    """The cells that an action is about."""
    related = ("country__source_language", "content_type", "locale", "made_from")
    cells = TranslationState.objects.filter(country=country, locale__language_code__in=codes).select_related(*related)
    if request.POST.get("all"):
        languages = access.offered(request.user, country)
        same = Survey(country, languages).cells(filters(request.POST, request.user))
        return cells.filter(pk__in=same.values("pk")).order_by("pk")
    wanted = set(request.POST.getlist("row"))
    subjects = {key.partition(":")[2] for key in wanted}
    return [
        state
        for state in cells.filter(subject__in=subjects).order_by("pk")
        if f"{state.content_type_id}:{state.subject}" in wanted
    ]


def _export(
    request: HttpRequest, country: Country, states: list[TranslationState], kind: str, back: str
) -> HttpResponse:
    if len(states) > LARGEST_EXPORT:
        messages.error(
            request,
            _("At most %(number)s translations go into one export. Choose fewer rows or languages.")
            % {"number": LARGEST_EXPORT},
        )
        return HttpResponseRedirect(back)
    bundles = [found for state in states if (found := units.bundle(state))]
    files: dict[str, bytes]
    if kind == "po":
        files = {f"{bundle.language}/{bundle.name}.po": formats.po(bundle) for bundle in bundles}
    else:
        codes = dict.fromkeys(bundle.language for bundle in bundles)
        files = {
            f"{country.slug}-{code}.xlf": formats.xliff(bundle for bundle in bundles if bundle.language == code)
            for code in codes
        }
    if len(files) == 1:
        (name, content), kinds = next(iter(files.items())), {"po": "text/x-gettext-translation"}
        response = HttpResponse(content, content_type=kinds.get(kind, "application/xliff+xml"))
    else:
        name, content = f"{country.slug}-translations-{kind}.zip", formats.archive(files)
        response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name.split("/")[-1]}"'
    return response


def _assign(request: HttpRequest, country: Country, states: list[TranslationState], back: str) -> HttpResponse:
    if not access.may_assign(request.user, country):
        raise PermissionDenied
    if archived.closed(country, request.user):
        messages.error(request, archived.refusal(country))
        return HttpResponseRedirect(back)
    person, due = request.POST.get("person", ""), request.POST.get("due", "").strip()
    people = {str(user.pk): user for user in access.translators(country)}
    try:
        due_on: dt.date | None = parse_date(due) if due else None
    except ValueError:
        due_on = None
    if (person and person not in people) or (due and due_on is None):
        messages.error(request, _("Choose a person of this country's team, and a date that exists."))
        return HttpResponseRedirect(back)
    user = people.get(person)
    if user is not None:
        reachable = access.writable(user, country)
        states = [state for state in states if state.locale.language_code in reachable]
        if not states:
            messages.error(request, _("This person does not translate into these languages."))
            return HttpResponseRedirect(back)
    keys = [state.pk for state in states]
    for start in range(0, len(keys), 500):
        TranslationState.objects.filter(pk__in=keys[start : start + 500]).update(
            assignee=user, due_on=due_on if user else None
        )
    said = _("Given to %(person)s.") % {"person": access.called(user)} if user else _("Given to nobody.")
    messages.success(request, said)
    return HttpResponseRedirect(back)


def _actions(user: Any, country: Country) -> list[tuple[str, str]]:
    kinds = [TranslationJob.Kind.SEND, TranslationJob.Kind.PUBLISH, TranslationJob.Kind.SETTLE]
    if get_machine_translator() is not None:
        kinds.insert(1, TranslationJob.Kind.MACHINE)
    found = [(str(kind.value), str(kind.label)) for kind in kinds if access.may(user, country, kind)]
    if access.writable(user, country):
        found += [("po", _("export as PO")), ("xliff", _("export as XLIFF"))]
    if access.may_assign(user, country):
        found.append(("assign", _("give to a person")))
    return found


def _language(code: str) -> tuple[str, str]:
    return code, access.endonym(code)


def _kept(asked: QueryDict) -> dict[str, str]:
    names = ("kind", "topic", "language", "state", "q", "assignee")
    return {name: str(asked[name]) for name in names if asked.get(name)}
