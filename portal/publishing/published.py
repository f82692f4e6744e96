"""What is published in a country: the one place that says which pages machines may see."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from wagtail.models import Page

from articles.models import ArticlePage
from articles.models.article import ArticleQuerySet
from portal.countries.frame import Frame
from services_map import directory
from services_map.models import ServiceText


def articles(frame: Frame, language: str | None = None) -> ArticleQuerySet:
    """Published articles of a country in the languages that it offers, or in one of them, in the order of the tree; none that is private."""
    offered = [item.locale_id for item in frame.languages if language in (None, item.code)]
    found: ArticleQuerySet = ArticlePage.objects.live().filter(url_path__startswith=frame.prefix, locale__in=offered)
    private = Q(pk__in=[])
    for path in frame.restricted_paths:
        private |= Q(path__startswith=path)
    return found.exclude(private).order_by("path")


def services(frame: Frame) -> Iterator[tuple[str, list[str]]]:
    """The pages of the directory: (path below a language, the languages in which it is worded)."""
    entries = directory.of(frame).by_pk
    if not entries:
        return
    yield "services/", list(frame.codes)
    worded: dict[int, list[str]] = defaultdict(list)
    rows = ServiceText.objects.filter(service__country=frame.country).order_by("service", "pk")
    for service, locale in rows.values_list("service_id", "locale_id"):
        code = frame.code(locale)
        if service in entries and code:
            worded[service].append(code)
    for service, codes in worded.items():
        yield f"services/{entries[service].slug}/", codes


def pages(frame: Frame) -> Iterator[list[tuple[str, Page]]]:
    """Every published page of a country that is not private, grouped as translations of each other: [(language, page), ...]."""
    groups: dict[UUID, list[tuple[str, Page]]] = defaultdict(list)
    found = Page.objects.live().filter(url_path__startswith=frame.prefix, depth__gt=2).order_by("path")
    for page in found:
        language = None if frame.restricted(page.path) else frame.code(page.locale_id)
        if language and page.url_path.startswith(f"{frame.prefix}{language}/"):
            groups[page.translation_key].append((language, page))
    yield from groups.values()
