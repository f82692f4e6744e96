"""Reads and checks the content files, all of them, before anything is written.

``python -m portal.demo.reader [COUNTRY ...]`` prints every mistake as ``file:line: field: what is wrong``.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import django
from pydantic import BaseModel

from portal.core import markdown
from portal.countries.fact_marks import MARK
from portal.demo import directory_reader, directory_schema, schema
from portal.demo.yaml_lines import ContentError, Document, Location, Model, parse, read

CONTENT = Path(__file__).parent / "content"
_OF_THE_LANGUAGE = ("site.yaml", "services.yaml")  # the other files of a language's folder are articles


class ContentErrors(Exception):
    """All the mistakes found; nothing has been written."""

    def __init__(self, errors: list[ContentError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors


@dataclass
class ArticleContent:
    """An article with its translations by language code."""

    slug: str
    source: schema.Article
    translations: dict[str, schema.ArticleText] = field(default_factory=dict)


@dataclass
class CountryContent:
    """Everything about one country, checked."""

    folder: Path
    country: schema.Country
    sites: dict[str, schema.Site]
    articles: dict[str, ArticleContent]
    directory: directory_reader.DirectoryContent | None = None


def read_topics(folder: Path = CONTENT) -> list[schema.Topic]:
    """The shared list of topics. Raises ContentErrors."""
    errors: list[ContentError] = []
    topics = _parse(folder / "topics.yaml", schema.Topics, errors)
    if errors or topics is None:
        raise ContentErrors(errors)
    return topics.topics


def read_categories(folder: Path = CONTENT) -> list[directory_schema.UpperCategory]:
    """The shared list of categories of services. Raises ContentErrors."""
    errors: list[ContentError] = []
    categories = directory_reader.read_categories(folder, errors)
    if errors:
        raise ContentErrors(errors)
    return categories


def read_countries(folder: Path = CONTENT, only: list[str] | None = None) -> list[CountryContent]:
    """Every country below ``folder``, or only those named, in alphabetical order. Raises ContentErrors with all mistakes."""
    errors: list[ContentError] = []
    names = only or sorted(path.parent.name for path in folder.glob("*/country.yaml"))
    countries = [_read_country(folder / name, errors) for name in names]
    categories = directory_reader.read_categories(folder, errors)
    for country in countries:
        if country:
            country.directory = directory_reader.read_directory(country.folder, country.country, categories, errors)
            errors.extend(_check_directory_references(country, categories))
    if errors:
        raise ContentErrors(errors)
    return [country for country in countries if country]


def _read_country(folder: Path, errors: list[ContentError]) -> CountryContent | None:
    country = _parse(folder / "country.yaml", schema.Country, errors)
    if country is None:
        return None
    languages = [offer.language for offer in country.languages]
    sites = {}
    for language in languages:
        file = folder / language / "site.yaml"
        if file.exists() or language == country.source_language:
            site = _parse(file, schema.Site, errors)
            if site:
                sites[language] = site
                errors.extend(_check_site(file, site, country, language))
    articles: dict[str, ArticleContent] = {}
    for file in _article_files(folder / country.source_language):
        article = _parse(file, schema.Article, errors)
        if article:
            articles[file.stem] = ArticleContent(file.stem, article)
    for file in _article_files(folder / country.source_language):
        if file.stem in articles:
            errors.extend(_check_references(read(file), articles[file.stem].source, country, set(articles)))
    errors.extend(_check_alerts(read(folder / "country.yaml"), country, set(articles)))
    for language in languages:
        if language == country.source_language:
            continue
        for file in _article_files(folder / language):
            text = _parse(file, schema.ArticleText, errors)
            if file.stem not in articles:
                errors.append(ContentError(file, 1, "", f"no article {file.stem} in {country.source_language}/"))
            elif text:
                errors.extend(_check_translation(read(file), articles[file.stem].source, text))
                articles[file.stem].translations[language] = text
    for path in folder.iterdir():
        if path.is_dir() and path.name not in (*languages, "files"):
            errors.append(ContentError(path, 1, "", "this folder is no language of the country"))
    return CountryContent(folder, country, sites, articles)


def _article_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*.yaml") if file.name not in _OF_THE_LANGUAGE)


def _parse(file: Path, model: type[Model], errors: list[ContentError]) -> Model | None:
    found = parse(file, model, errors)
    return found[1] if found else None


def _check_site(file: Path, site: schema.Site, country: schema.Country, language: str) -> Iterator[ContentError]:
    document = read(file)
    for key, words in site.facts.items():
        if key not in country.facts:
            yield document.error(("facts", key), "no such fact in country.yaml")
        elif (country.facts[key].type == "text") != (words.text is not None):
            yield document.error(("facts", key), "`text` is for facts of type text, which need it")
    yield from _unknown(document, ("alerts",), list(site.alerts), set(country.alerts), "alert")
    yield from _unknown(document, ("partners",), list(site.partners), set(country.partners), "partner")
    if language == country.source_language:
        for key in sorted(country.facts.keys() - site.facts.keys()):
            yield document.error(("facts",), f"the fact {key} has no label")
        for key in sorted(country.alerts.keys() - site.alerts.keys()):
            yield document.error((), f"the alert {key} has no words")


def _check_alerts(document: Document, country: schema.Country, articles: set[str]) -> Iterator[ContentError]:
    for key, alert in country.alerts.items():
        if alert.topic and alert.topic not in country.topics:
            yield document.error(("alerts", key, "topic"), f"{alert.topic} is no topic of this country")
        if alert.article and alert.article not in articles:
            yield document.error(("alerts", key, "article"), f"no article {alert.article} here")


def _check_references(
    document: Document, article: schema.Article, country: schema.Country, slugs: set[str]
) -> Iterator[ContentError]:
    if article.topic not in country.topics:
        yield document.error(("topic",), f"{article.topic} is no topic of this country")
    yield from _unknown(document, ("credits",), article.credits, set(country.partners), "partner")
    for position, block in enumerate(article.body):
        where: Location = ("body", position, block.kind)
        for inside, text in _texts(where, block.value):
            yield from _unknown(document, inside, MARK.findall(text), set(country.facts), "fact")
        match block.value:
            case schema.Deadline(fact=key) if key not in country.facts:
                yield document.error((*where, "fact"), f"no fact {key} in country.yaml")
            case schema.Deadline(fact=key) if country.facts[key].type != "date":
                yield document.error((*where, "fact"), f"the fact {key} is no date")
            case schema.ContactCard(phones=keys):
                yield from _unknown(document, where, keys, set(country.facts), "fact")
            case list() as keys if block.kind == "facts":
                yield from _unknown(document, where, keys, set(country.facts), "fact")
            case list() as keys if block.kind == "related":
                yield from _unknown(document, where, keys, slugs, "article")
            case str() as key if block.kind == "recording" and key not in country.recordings:
                yield document.error(where, f"no recording {key} in country.yaml")
            case schema.Picture(file=name) | schema.Download(file=name):
                if not (document.file.parent.parent / "files" / name).is_file():
                    yield document.error((*where, "file"), f"no file {name} in the country's files/")


def _check_directory_references(
    country: CountryContent, categories: list[directory_schema.UpperCategory]
) -> Iterator[ContentError]:
    services = set(country.directory.data.services) if country.directory else set()
    kinds = {category.slug for upper in categories for category in (upper, *upper.children)}
    for article in country.articles.values():
        document = read(country.folder / country.country.source_language / f"{article.slug}.yaml")
        for position, block in enumerate(article.source.body):
            where: Location = ("body", position, block.kind)
            if block.kind == "services":
                yield from _unknown(document, where, block.value, services, "service")
            elif block.kind == "service_list":
                yield from _unknown(document, (*where, "category"), [block.value.category], kinds, "category")


def _unknown(
    document: Document, where: Location, keys: list[str], known: set[str], kind: str
) -> Iterator[ContentError]:
    for key in keys:
        if key not in known:
            yield document.error(where, f"no {kind} {key} here")


def _check_translation(document: Document, source: schema.Article, text: schema.ArticleText) -> Iterator[ContentError]:
    """A translation has its source's blocks in its source's order; only the words differ."""
    kinds, translated = [block.kind for block in source.body], [block.kind for block in text.body]
    if kinds != translated:
        at = next((i for i, pair in enumerate(zip(kinds, translated, strict=False)) if pair[0] != pair[1]), len(kinds))
        wanted = kinds[at] if at < len(kinds) else "nothing more"
        yield document.error(("body", at), f"the blocks differ from the source article's: here it has {wanted}")
        return
    if text.made_from == "earlier" and not source.earlier_summary:
        yield document.error(("made_from",), "the source article has no earlier_summary")
    if text.what_changed and not source.what_changed:
        yield document.error(("what_changed",), "the source article has no what_changed")
    for position, (ours, theirs) in enumerate(zip(text.body, source.body, strict=True)):
        yield from _compare(document, ("body", position, ours.kind), ours.value, theirs.value)


def _texts(where: Location, value: object) -> Iterator[tuple[Location, str]]:
    """All texts of a block, and where they stand."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts((*where, name), getattr(value, name))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _texts((*where, position), item)


_NEUTRAL = {"fact", "phones", "file", "category"}


def _compare(document: Document, where: Location, ours: object, theirs: object) -> Iterator[ContentError]:
    if isinstance(ours, BaseModel) and isinstance(theirs, BaseModel):
        for name in type(ours).model_fields:
            mine, wanted = getattr(ours, name), getattr(theirs, name)
            if name in _NEUTRAL and mine != wanted:
                yield document.error((*where, name), f"must be the same as in the source article: {wanted}")
            elif (mine is None) != (wanted is None):
                yield document.error((*where, name), "is in one language and not in the other")
            elif name not in _NEUTRAL:
                yield from _compare(document, (*where, name), mine, wanted)
    elif isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            yield document.error(where, f"has {len(ours)} items, the source article has {len(theirs)}")
        elif where[-1] in ("facts", "related", "services") and ours != theirs:
            yield document.error(where, f"must be the same as in the source article: {theirs}")
        else:
            for position, pair in enumerate(zip(ours, theirs, strict=True)):
                yield from _compare(document, (*where, position), *pair)
    elif isinstance(ours, str) and isinstance(theirs, str):
        if where[-1] == "recording" and ours != theirs:
            yield document.error(where, f"must be the same as in the source article: {theirs}")
        elif where[-1] in ("text", "answer") and markdown.shape(ours) != markdown.shape(theirs):
            yield document.error(where, "has other paragraphs or lists than the source article")
        mine, wanted = (sorted(MARK.findall(text)) for text in (ours, theirs))
        if mine != wanted:
            yield document.error(
                where, f"must show the same facts as the source article: {', '.join(wanted) or 'none'}"
            )


def main(arguments: list[str]) -> int:
    """Check the files and print what is wrong; 0 when nothing is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()  # what is wrong with hours and contacts is said by the directory itself, in the interface's words
    try:
        read_topics()
        countries = read_countries(only=arguments or None)
    except ContentErrors as problems:
        print(problems, file=sys.stderr)
        return 1
    for content in countries:
        counts = ", ".join(
            f"{offer.language} {sum(offer.language in a.translations for a in content.articles.values())}"
            for offer in content.country.languages
            if offer.language != content.country.source_language
        )
        services = len(content.directory.data.services) if content.directory else 0
        print(f"{content.country.slug}: {len(content.articles)} articles; translations: {counts}; {services} services")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
