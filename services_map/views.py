"""Public pages of the directory: the list with its filters, and a service."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from locales import formats, languages
from portal.core.headers import allow_location
from portal.core.pagecache import mark_public
from portal.countries import phrase_cards
from portal.countries.frame import Frame
from portal.countries.request import PortalRequest
from portal.countries.screen import Screen
from services_map import directory as directories
from services_map import finding, reading, short_links, shown
from services_map.directory import Directory
from services_map.finding import Answer, Question
from services_map.models import FormerSlug, Service
from services_map.screens import ROOT, list_crumb, screen_of
from services_map.vocabulary import Population

# Doors open and close: a page that says so is kept for a minute.
KEPT_SECONDS = 60
_TOO_FINE = re.compile(r"\.\d{3,}")


@dataclass(frozen=True)
class Option:
    """A value of a filter with what it would find."""

    value: str
    label: str
    count: int
    chosen: bool
    child: bool = False


def frame_of(request: PortalRequest) -> Frame:
    """The country site; 404 at the front door."""
    if request.frame is None:
        raise Http404
    return request.frame


@require_safe
def service_list(request: PortalRequest) -> HttpResponse:
    """The list of services with its filters as a plain form."""
    frame = frame_of(request)
    question = finding.ask(directories.of(frame), frame, request.language, request.GET)
    finer = rounded(request, question)
    if finer:
        return finer
    context = list_context(request, frame, question, screen_of(request, "", _("Find help")))
    return allow_location(keep(request, render(request, "services_map/list.html", context)))


def rounded(request: PortalRequest, question: Question) -> HttpResponseRedirect | None:
    """A finer point than we want to know goes no further: neither into a link nor into the next request."""
    if question.near and _TOO_FINE.search(request.GET.get("near", "")):
        return HttpResponseRedirect(f"?{urlencode({**request.GET.dict(), 'near': question.near_text})}")
    return None


def keep(request: PortalRequest, response: HttpResponse) -> HttpResponse:
    """What was found for a question is kept by nobody, what everyone gets for a minute."""
    if request.GET.keys() - {"view"}:
        response["Cache-Control"] = "private, no-store"  # what somebody looks for is theirs
        return response
    return mark_public(response, seconds=KEPT_SECONDS)


def list_context(request: PortalRequest, frame: Frame, question: Question, screen: Screen) -> dict[str, Any]:
    """The context of the form and of one page of cards (find.html, cards.html)."""
    directory = directories.of(frame)
    at = timezone.now()
    answer = Answer(directory, frame, request.language, question, at)
    language = screen.interface.code
    cards = [shown.card(item, directory, request.language, frame.chain(request.language), at) for item in answer.items]
    # Only what was asked for: the list of everything is about nothing in particular.
    chosen = question.facets.get("category")
    asked = any(category.sensitive for category in directory.categories.values() if category.slug == chosen)
    screen.sensitive = asked or (question.asked and any(card.sensitive for card in cards))
    return {
        "screen": screen,
        "page": {"title": screen.found.shown.title},
        "answer": answer,
        "question": question,
        "cards": cards,
        "icons": sorted({card.icon for card in cards}),
        "as_of": formats.time(timezone.localtime(at, ZoneInfo(directory.time_zone)), language),
        "fields": fields(directory, frame, answer, language),
        "ticks": [
            {"name": name, "label": label, "count": answer.ticks[name], "chosen": getattr(question, name)}
            for name, label in tick_labels().items()
            if name in answer.ticks
        ],
        "towns": [directory.town_name(pk, frame.chain(request.language)) for pk in directory.towns],
        "loosen": _loosen(answer, request),
        "earlier": _page(request, answer, -1),
        "later": _page(request, answer, 1),
    }


def tick_labels() -> dict[str, str]:
    """The tick boxes by name."""
    return {"open": _("Open now"), "free": _("Free of charge"), "direct": _("No referral needed")}


def field_labels() -> dict[str, str]:
    """The filters with values by name."""
    return {
        "category": _("What kind of help"),
        "for": _("For whom"),
        "language": _("Language spoken"),
        "town": _("Town"),
    }


def fields(directory: Directory, frame: Frame, answer: Answer, language: str) -> list[dict[str, Any]]:
    """The filters with the values that find something, labelled in the language of the interface."""
    chain = frame.chain(answer.language)
    by_slug = {category.slug: category for category in directory.categories.values()}
    by_town = {town.slug: town for town in directory.towns.values()}

    def label(name: str, value: str) -> str:
        if name == "category":
            return directory.category_name(by_slug[value].pk, chain)
        if name == "town":
            return directory.town_name(by_town[value].pk, chain)
        if name == "language":
            return formats.language_name(value, language) if value in languages.LANGUAGES else value
        return str(Population(value).label) if value in Population.values else value

    found = []
    for name, title in field_labels().items():
        counts = answer.options[name]
        chosen = answer.question.facets.get(name, "")
        options = [Option(value, label(name, value), count, value == chosen) for value, count in counts.items()]
        if name == "category":
            options = _two_deep(directory, options)
        elif name != "town":
            options.sort(key=lambda option: -option.count)
        if options:
            found.append({"name": name, "label": title, "options": options})
    return found


def _two_deep(directory: Directory, options: Iterable[Option]) -> list[Option]:
    """Upper categories in their order, each followed by those below it."""
    given = {option.value: option for option in options}
    ordered = []
    entries = list(directory.categories.values())
    for upper in (item for item in entries if item.parent is None):
        ordered += [given[upper.slug]] if upper.slug in given else []
        below = [given[item.slug] for item in entries if item.parent == upper.pk and item.slug in given]
        ordered += [replace(option, child=True) for option in below]
    return ordered


def _loosen(answer: Answer, request: PortalRequest) -> list[dict[str, Any]]:
    """For an empty result: the links that leave out one filter each."""
    if answer.count:
        return []
    labels = {**field_labels(), **tick_labels(), "text": _("What you look for")}
    names = {"text": "q"}
    links = []
    for part, count in answer.loosen:
        rest = {
            name: value for name, value in request.GET.dict().items() if name not in (names.get(part, part), "page")
        }
        links.append({"label": labels[part], "count": count, "path": f"?{urlencode(rest)}"})
    return links


def _page(request: PortalRequest, answer: Answer, step: int) -> str:
    number = min(answer.question.page, answer.pages) + step
    if not 1 <= number <= answer.pages:
        return ""
    return f"?{urlencode({**request.GET.dict(), 'page': number})}"


@require_safe
def service(request: PortalRequest, slug: str) -> HttpResponse:
    """A service; where it is listed no longer, what to turn to instead."""
    frame = frame_of(request)
    directory = directories.of(frame)
    entry = directory.by_slug.get(slug)
    if entry is None:
        return _not_listed(request, frame, directory, slug)
    found = reading.words(frame, request.language, entry.pk)
    if found is None:
        raise Http404
    texts, code = found
    text, at = texts[code], timezone.now()
    crumbs = [list_crumb(request)]
    titles = {language: words.name for language, words in texts.items()}
    screen = screen_of(
        request, f"{slug}/", text.name, crumbs=crumbs, titles=titles, language=code, ref=short_links.ref(entry)
    )
    source = texts.get(frame.source_language)
    screen.sensitive = directory.sensitive(entry)
    context = {
        "screen": screen,
        "page": {"title": text.name},
        "text": text,
        "outdated": bool(
            source and text.made_from and code != frame.source_language and text.made_from != source.digest
        ),
        "local_language": frame.local_language,
        "driver": phrase_cards.driver(frame),
        **reading.service_context(frame, directory, entry, screen.interface.code, at),
    }
    context["schema"] = _schema(context, screen.absolute(screen.found.path))
    return screen.mark(render(request, "services_map/service.html", context), seconds=KEPT_SECONDS)


def _schema(context: dict[str, Any], url: str) -> dict[str, Any]:
    """The service for search engines (schema.org): nothing that the page does not show."""
    entry = context["entry"]
    data: dict[str, Any] = {
        "@type": "Service",
        "name": context["text"].name,
        "description": context["text"].description,
        "url": url,
        "provider": {"@type": "Organization", "name": entry.organization},
        "availableLanguage": [languages.tag(code) for code in entry.languages],
        "isAccessibleForFree": entry.cost == "free",
    }
    phones = [item.value for item in context["contacts"] if item.kind in ("phone", "short-code")]
    if phones:
        data["availableChannel"] = {"@type": "ServiceChannel", "servicePhone": phones[0]}
    return data


def _not_listed(request: PortalRequest, frame: Frame, directory: Directory, slug: str) -> HttpResponse:
    """Moved: leads on. Withdrawn: 410 with alternatives; of a confidential category not even its name. Never listed: 404."""
    kept = Service.objects.filter(country=frame.country, slug=slug).select_related("category__parent").first()
    if kept is None:
        former = FormerSlug.objects.filter(country=frame.country, slug=slug).select_related("service").first()
        if former is None or (former.service_id not in directory.by_pk and not _may_be_named(former.service, frame)):
            raise Http404
        return HttpResponsePermanentRedirect(f"/{request.language}/{ROOT}{former.service.slug}/")
    if not _was_listed(kept, frame):
        raise Http404
    found = None if kept.is_confidential else reading.words(frame, request.language, kept.pk)
    title = found[0][found[1]].name if found else _("This service is no longer listed")
    crumbs = [list_crumb(request)]
    screen = screen_of(request, f"{slug}/", title, crumbs=crumbs)
    screen.sensitive = any(directory.categories[kind.pk].sensitive for kind in kept.kinds)
    context = {
        "screen": screen,
        "page": {"title": title},
        "named": bool(found),
        "language": found[1] if found else screen.interface.code,
        "alternatives": reading.alternatives(directory, frame, kept, request.language),
    }
    response = render(request, "services_map/withdrawn.html", context, status=410)
    response["Cache-Control"] = "no-store" if screen.sensitive else "no-cache"
    return response


def _was_listed(service: Service, frame: Frame) -> bool:
    started = service.starts_on is None or service.starts_on <= frame.today()
    return service.status != Service.Status.DRAFT and started


def _may_be_named(service: Service, frame: Frame) -> bool:
    """Whether the address of a service that is not on the list, which has its name in it, may be told to who knows an older one."""
    return _was_listed(service, frame) and not service.is_confidential
