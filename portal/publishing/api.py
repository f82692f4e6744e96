"""The read-only JSON API: countries, alerts, topics and articles in all languages. Published content only.

Described by OpenAPI at ``/api/v1/openapi.json``. Wagtail's own APIs are not mounted: they show more than readers see.
"""

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Query, Schema

from articles import freshness
from articles.models import ArticleCheck, ArticlePage, TranslationState
from articles.references import facts_in
from locales import languages
from portal.core import clock
from portal.core.pagecache import keep_until, mark_public
from portal.countries import alerts as alerts_of
from portal.countries import fact_text, front_door
from portal.countries import frame as frames
from portal.countries.frame import Frame
from portal.publishing import published


class PublicAPI(NinjaAPI):
    """Answers may be kept by caches like any page."""

    def create_response(self, request: HttpRequest, data: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().create_response(request, data, **kwargs)
        if response.status_code == 200:
            mark_public(response)
            if hasattr(request, "answer_until"):
                keep_until(response, request.answer_until)
        return response


api = PublicAPI(
    title="Refugee information portal",
    version="1.0.0",
    description="Countries, topics and articles in every language. Read only; published content only.",
    docs_url=None,  # its page would load scripts from a third party
    urls_namespace="api",
)


class LanguageOut(Schema):
    """A language that a country offers."""

    code: str
    endonym: str
    direction: str
    audio_first: bool


class CountryOut(Schema):
    """A country site."""

    code: str
    slug: str
    name: str
    url: str
    team: str
    demonstration: bool
    source_language: str
    languages: list[LanguageOut]


class AlertOut(Schema):
    """An alert that is shown now; ``language`` is that of its words. ``url``: where it stands, ``link``: where to read more."""

    id: UUID
    kind: str
    title: str
    text: str
    region: str
    language: str
    topic: str | None
    starts_at: dt.datetime
    ends_at: dt.datetime
    url: str
    link: str
    source_title: str
    source_url: str


class TopicOut(Schema):
    """A topic; ``language`` is the one it is shown in."""

    title: str
    summary: str
    language: str
    url: str
    icon: str


class ArticleOut(Schema):
    """An article in one language, without its body."""

    slug: str
    translation_key: str
    title: str
    summary: str
    language: str
    url: str
    translation_state: str | None
    checked_on: dt.date | None
    checked_by: str
    next_check_on: dt.date | None
    overdue: bool
    last_published_at: dt.datetime | None


class ArticlesOut(Schema):
    """A page of a list."""

    count: int
    items: list[ArticleOut]


class FactOut(Schema):
    """A fact that the body refers to by ``id``."""

    id: int
    key: str
    type: str
    label: str
    value: str
    note: str
    expired: bool
    source_title: str
    source_url: str


class SourceOut(Schema):
    """Where the information comes from."""

    title: str
    url: str
    dated: dt.date | None


class ArticleDetailOut(ArticleOut):
    """An article with its body as typed blocks, its facts and its translations."""

    body: list[dict[str, Any]]
    facts: list[FactOut]
    sources: list[SourceOut]
    audience: list[str]
    sensitive: bool
    translations: list[ArticleOut]


class Page(Schema):
    """Which part of a list."""

    language: str | None = None
    limit: int = Query(50, ge=1, le=200)
    offset: int = Query(0, ge=0, le=100_000)


@api.get("/countries", response=list[CountryOut], summary="All country sites")
def countries(request: HttpRequest) -> list[dict[str, Any]]:
    return [_country(request, _frame(entry.slug)) for entry in front_door.countries()]


@api.get("/countries/{slug}", response=CountryOut, summary="A country site")
def country(request: HttpRequest, slug: str) -> dict[str, Any]:
    return _country(request, _frame(slug))


@api.get(
    "/countries/{slug}/topics", response=list[TopicOut], summary="Topics of a country in a language or its fallback"
)
def topics(request: HttpRequest, slug: str, language: str | None = None) -> list[dict[str, Any]]:
    frame = _frame(slug)
    code = _offered(frame, language or frame.source_language)
    return [
        {
            "title": topic.title,
            "summary": topic.summary,
            "language": topic.language,
            "url": front_door.address(request, frame.site.hostname, topic.path),
            "icon": topic.icon,
        }
        for topic in frame.topics(code)
    ]


@api.get(
    "/countries/{slug}/alerts",
    response=list[AlertOut],
    summary="Alerts of a country now, in a language or its fallback",
)
def alerts(request: HttpRequest, slug: str, language: str | None = None) -> list[dict[str, Any]]:
    frame = _frame(slug)
    code = _offered(frame, language or frame.source_language)
    moment = clock.now()
    change = frame.next_alert_change(moment)
    if change is not None:
        request.answer_until = change.timestamp()  # type: ignore[attr-defined]
    host = frame.site.hostname
    return [
        {
            **{name: getattr(alert, name) for name in AlertOut.model_fields if name not in ("id", "url")},
            "id": alert.uid,
            "topic": frame.topic_slug(alert.topic) if alert.topic else None,
            "url": front_door.address(request, host, f"/{code}/alerts/#alert-{alert.pk}"),
            "link": front_door.address(request, host, alert.link) if alert.link.startswith("/") else alert.link,
        }
        for alert in alerts_of.now(frame.alerts(code), moment)
    ]


@api.get("/countries/{slug}/articles", response=ArticlesOut, summary="Articles of a country, in all languages or one")
def articles(request: HttpRequest, slug: str, page: Query[Page]) -> dict[str, Any]:
    frame = _frame(slug)
    language = _offered(frame, page.language) if page.language else None
    found = published.articles(frame, language)
    rows = list(found.with_translation_state()[page.offset : page.offset + page.limit])
    checks = freshness.newest({item.translation_key for item in rows})
    return {"count": found.count(), "items": [_article(request, frame, item, checks) for item in rows]}


@api.get("/countries/{slug}/articles/{article}", response=ArticleDetailOut, summary="An article in a language")
def article(request: HttpRequest, slug: str, article: str, language: str | None = None) -> dict[str, Any]:
    frame = _frame(slug)
    code = _offered(frame, language or frame.source_language)
    variants = list(published.articles(frame).filter(slug=article).with_translation_state())
    wanted = next((item for item in variants if frame.code(item.locale_id) == code), None)
    if wanted is None:
        raise Http404
    source = next((item for item in variants if frame.code(item.locale_id) == frame.source_language), wanted)
    raw = list(wanted.body.raw_data)
    shown = frame.facts(code)
    checks = freshness.newest([wanted.translation_key])
    return {
        **_article(request, frame, wanted, checks),
        "body": [
            {
                "id": block["id"],
                "type": block["type"],
                "value": fact_text.fill_stored(block["value"], shown, code),
            }
            for block in raw
        ],
        "facts": [
            {**{name: getattr(fact, name) for name in FactOut.model_fields if name != "id"}, "id": fact.pk}
            for fact in (shown[pk] for pk in facts_in(raw) if pk in shown)
        ],
        "sources": [
            {"title": item.value["title"], "url": item.value["url"] or "", "dated": item.value["dated"]}
            for item in source.sources
        ],
        "audience": source.audience,
        "sensitive": source.sensitive,
        "translations": [_article(request, frame, item, checks) for item in variants if item.pk != wanted.pk],
    }


def _frame(slug: str) -> Frame:
    entry = next((entry for entry in front_door.countries() if entry.slug == slug), None)
    frame = frames.at_host(entry.host) if entry else None
    if frame is None:
        raise Http404
    return frame


def _offered(frame: Frame, code: str) -> str:
    if code not in frame.codes:
        raise Http404
    return code


def _country(request: HttpRequest, frame: Frame) -> dict[str, Any]:
    return {
        "code": frame.country.code,
        "slug": frame.country.slug,
        "name": frame.name("en"),
        "url": front_door.address(request, frame.site.hostname),
        "team": frame.country.team,
        "demonstration": frame.country.demonstration,
        "source_language": frame.source_language,
        "languages": [
            {
                "code": item.code,
                "endonym": languages.get(item.code).endonym,
                "direction": item.direction,
                "audio_first": item.audio_first,
            }
            for item in frame.languages
        ],
    }


def _article(request: HttpRequest, frame: Frame, page: ArticlePage, checks: dict[UUID, ArticleCheck]) -> dict[str, Any]:
    key = page.translation_key
    fresh = freshness.of(checks.get(key), on=frame.today(), ends=freshness.fact_ends(frame).get(key, ()))
    state = page.state.state if page.state else TranslationState.State.CURRENT
    code = frame.code(page.locale_id) or ""
    return {
        "slug": page.slug,
        "translation_key": str(page.translation_key),
        "title": page.title,
        "summary": page.summary,
        "language": code,
        "url": front_door.address(request, frame.site.hostname, page.path_on_site),
        "translation_state": None if code == frame.source_language else state,
        "checked_on": fresh.checked_on,
        "checked_by": fresh.checked_by,
        "next_check_on": fresh.next_check_on,
        "overdue": fresh.overdue,
        "last_published_at": page.last_published_at,
    }
