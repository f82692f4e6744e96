"""Putting texts on the shelves: an entry is made anew whenever its text is published, and taken away with it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Locale, Page, ReferenceIndex

from articles.models import ArticlePage
from articles.references import facts_used
from portal.core import stamps
from portal.countries import facts
from portal.countries.models import Country, CountryLanguage, Fact, FactText
from portal.search import words
from portal.search.models import Entry, Posting, Shelf, Word
from services_map.models import CategoryText, ContactPoint, Service, ServiceText

TITLE, SUMMARY, HEADING, TEXT = 12, 5, 4, 1
_MOST = 40  # a long text is about its words no more than this
_HEADINGS = frozenset({"heading"})

_AT_ONCE = 300
T = TypeVar("T")
Part = tuple[int, str]  # weight and text
_paused: ContextVar[bool] = ContextVar("search_index_paused", default=False)


def paused() -> bool:
    """Whether changes are not indexed one by one now."""
    return _paused.get()


@contextmanager
def pause() -> Iterator[None]:
    """While many texts are written: who does that calls ``rebuild`` afterwards."""
    token = _paused.set(True)
    try:
        yield
    finally:
        _paused.reset(token)


def scope(slug: str) -> str:
    """The scope of the stamp of a country's index."""
    return f"search:{slug}"


@dataclass(frozen=True)
class Text:
    """What is put on a shelf. ``parts``: weights and texts; the first is the title, which no passage repeats."""

    locale: Locale
    kind: str
    key: str
    target: int
    parts: Sequence[Part]

    @cached_property
    def passage(self) -> str:
        return " ".join(" ".join(text.split()) for _weight, text in self.parts[1:] if text)

    @cached_property
    def stems(self) -> dict[str, str]:
        """The stem of each word."""
        language = self.locale.language_code
        return {word: words.stem(word, language) for _weight, text in self.parts for word in words.tokens(text)}

    @cached_property
    def weights(self) -> Counter[str]:
        """How much the text is about each stem."""
        found: Counter[str] = Counter()
        for weight, text in self.parts:
            for word in words.tokens(text):
                found[self.stems[word]] += weight
        return found


@transaction.atomic
def put(country: Country, texts: Iterable[Text]) -> None:
    """Index texts in place of what stood there."""
    shelves = _shelves(country)
    for text in texts:
        shelf = shelves.get(text.locale.pk)
        if shelf is None:
            continue
        entry, _created = Entry.objects.update_or_create(
            shelf=shelf, kind=text.kind, key=text.key, defaults={"target": text.target, "text": text.passage}
        )
        entry.postings.all().delete()
        _write(shelf, [(entry, text)])
    stamps.bump(scope(country.slug))


@transaction.atomic
def remove(*, kind: str, target: int, country: Country) -> None:
    """Take what leads to a page or a service off the shelves."""
    if Entry.objects.filter(kind=kind, target=target).delete()[0]:
        stamps.bump(scope(country.slug))


def put_article(page: ArticlePage) -> None:
    """Index an article as it is published in its language, or take it away where it is not."""
    country = Country.objects.of_page(page)
    if country and page.live:
        put(country, [_article(page)])
    elif country:
        remove(kind=Entry.Kind.ARTICLE, target=page.pk, country=country)


def put_services(country: Country, services: "QuerySet[Service]") -> None:
    """Index services of a country in the languages that word them. What readers may see of it is decided when they search."""
    put(country, _services(services))


def put_users_of(fact: Fact) -> None:
    """Index the articles that name a fact, whose label or value has changed."""
    types = ContentType.objects.get_for_models(Page, Fact, for_concrete_models=False)
    references = ReferenceIndex.objects.filter(
        base_content_type=types[Page], to_content_type=types[Fact], to_object_id=str(fact.pk)
    )
    pages = {int(pk) for pk in references.values_list("object_id", flat=True)}
    for page in ArticlePage.objects.live().filter(pk__in=pages):
        put_article(page)


@transaction.atomic
def rebuild(country: Country) -> tuple[int, int]:
    """Make a country's index anew. Returns how many articles and services (each in one language) it holds."""
    Shelf.objects.filter(country=country).delete()
    shelves = _shelves(country)
    pages = ArticlePage.objects.live().filter(url_path__startswith=f"/{country.slug}/").select_related("locale")
    texts = chain(
        (_article(page) for page in pages.iterator(_AT_ONCE)), _services(Service.objects.filter(country=country))
    )
    waiting: dict[int, list[Text]] = defaultdict(list)
    for text in texts:
        if text.locale.pk in shelves:
            waiting[text.locale.pk].append(text)
            if len(waiting[text.locale.pk]) >= _AT_ONCE:
                _add(shelves[text.locale.pk], waiting.pop(text.locale.pk))
    for locale, rest in waiting.items():
        _add(shelves[locale], rest)
    stamps.bump(scope(country.slug))
    found = Entry.objects.filter(shelf__country=country)
    return found.filter(kind=Entry.Kind.ARTICLE).count(), found.filter(kind=Entry.Kind.SERVICE).count()


def _shelves(country: Country) -> dict[int, Shelf]:
    """A shelf for each language that the country offers, by locale."""
    offered = set(CountryLanguage.objects.filter(country=country).values_list("locale_id", flat=True))
    found = {shelf.locale_id: shelf for shelf in Shelf.objects.filter(country=country, locale__in=offered)}
    for locale in offered - found.keys():
        found[locale] = Shelf.objects.create(country=country, locale_id=locale)
    return found


def _add(shelf: Shelf, texts: Sequence[Text]) -> None:
    entries = Entry.objects.bulk_create(
        Entry(shelf=shelf, kind=text.kind, key=text.key, target=text.target, text=text.passage) for text in texts
    )
    _write(shelf, list(zip(entries, texts, strict=True)))


def _write(shelf: Shelf, pairs: Sequence[tuple[Entry, Text]]) -> None:
    Posting.objects.bulk_create(
        (
            Posting(shelf=shelf, stem=stem, entry=entry, weight=min(weight, _MOST))
            for entry, text in pairs
            for stem, weight in text.weights.items()
        ),
        batch_size=5000,
    )
    stems = {word: stem for _entry, text in pairs for word, stem in text.stems.items()}
    Word.objects.bulk_create(
        (Word(shelf=shelf, word=word, stem=stem) for word, stem in stems.items()), ignore_conflicts=True
    )


def _article(page: ArticlePage) -> Text:
    parts = [(TITLE, page.title), (SUMMARY, page.summary), *_body(page)]
    return Text(page.locale, Entry.Kind.ARTICLE, page.translation_key.hex, page.pk, parts)


def _body(page: ArticlePage) -> Iterable[Part]:
    keys = facts_used(page)
    if keys:
        worded = FactText.objects.filter(fact__in=keys, locale=page.locale).select_related("fact").order_by("pk")
        yield TEXT, " ".join(_fact(text, page.locale.language_code) for text in worded)
    for child in page.body:
        text = " ".join(child.block.get_searchable_content(child.value))
        yield (HEADING if child.block_type in _HEADINGS else TEXT), text


def _fact(text: FactText, language: str) -> str:
    """Its label and its value as the language writes it, and a number also as a plain one."""
    fact = text.fact
    plain = str(int(fact.number_value)) if fact.number_value is not None else ""
    return " ".join((text.label, facts.value(fact, text, language), plain, _digits(fact.phone_value)))


def _digits(number: str) -> str:
    """A telephone number as one word, so that it is found however it is grouped."""
    return "".join(filter(str.isdigit, number))


def _services(services: "QuerySet[Service]") -> Iterator[Text]:
    """In a fixed number of queries for each slice."""
    names = {(text.category_id, text.locale_id): text.name for text in CategoryText.objects.all()}
    locales = {locale.pk: locale for locale in Locale.objects.all()}
    for some in _batched(services.order_by("pk").select_related("organization").iterator(_AT_ONCE), _AT_ONCE):
        numbers: dict[int, list[str]] = defaultdict(list)
        for service, value in ContactPoint.objects.filter(service__in=some).values_list("service_id", "value"):
            numbers[service].append(_digits(value))
        by_pk = {service.pk: service for service in some}
        for text in ServiceText.objects.filter(service__in=some).order_by("pk"):
            service = by_pk[text.service_id]
            parts = [
                (TITLE, text.name),
                (SUMMARY, text.description),
                (TEXT, " ".join((text.eligibility, text.bring, text.directions, text.cost))),
                (HEADING, names.get((service.category_id, text.locale_id), "")),
                (HEADING, service.organization.name),
                (TEXT, " ".join(numbers[service.pk])),
            ]
            yield Text(locales[text.locale_id], Entry.Kind.SERVICE, service.public_id.hex, service.pk, parts)


def _batched(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Slices of at most ``size`` rows."""
    rows = iter(rows)
    while some := list(islice(rows, size)):
        yield some
