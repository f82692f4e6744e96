"""Writes the checked content into the database: everything or nothing."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.documents.models import Document
from wagtail.models import Locale, Page

from articles import changes, freshness, glossary, rebuilding
from articles.models import ArticlePage, ChangeNoteText
from portal.core.markdown import to_html
from portal.countries import sites
from portal.countries.models import Country, Fact, FactText, HomePage, Topic, TopicPage, TopicText
from portal.demo import reader, schema, surroundings, translate
from portal.demo.body import Keys, stream
from portal.demo.directory_load import DirectoryLoader, load_categories
from portal.media.models import PortalImage, Recording
from portal.search import indexing, synonyms
from services_map.models import Category, Service

Say = Callable[[str], None]
GLOSSARY = settings.BASE_DIR / "docs" / "glossary.md"


def load(folder: Path = reader.CONTENT, *, only: list[str] | None = None, say: Say = lambda line: None) -> None:
    """Load the countries below ``folder`` that the database does not have yet, and the directories that its demonstration countries lack.

    All files are read and checked first. Raises ContentErrors, and then nothing has been written.
    """
    topics = reader.read_topics(folder)
    categories = reader.read_categories(folder)
    contents = reader.read_countries(folder, only)
    known = {country.code: country for country in Country.objects.all()}
    changed = []
    # Translations go live when all is committed, and each would be put into the index then: it is made once, afterwards.
    with indexing.pause():
        with transaction.atomic():
            by_slug = load_topics(topics)
            kinds = load_categories(categories)
            for content in contents:
                country = known.get(content.country.code)
                if country is None:
                    say(f"  {content.country.slug} ...")
                    changed.append(CountryLoader(content, by_slug, kinds).load())
                elif (
                    content.directory and country.demonstration and not Service.objects.filter(country=country).exists()
                ):
                    say(f"  {content.country.slug}: {len(content.directory.data.services)} services")
                    DirectoryLoader(country, content.directory, kinds).load()
                    changed.append(country)
            synonyms.load()
            if GLOSSARY.is_file():
                known_languages = {locale.language_code: locale for locale in Locale.objects.all()}
                glossary.read_table(GLOSSARY.read_text(), sites.locale("en"), known_languages)
        for country in changed:
            indexing.rebuild(country)


def load_topics(topics: list[schema.Topic]) -> dict[str, Topic]:
    """The shared list, with a name in each language."""
    found = {}
    for order, item in enumerate(topics):
        topic, _ = Topic.objects.update_or_create(
            slug=item.slug,
            defaults={
                "icon": item.icon,
                "place": item.place,
                "check_every_days": item.check_every_days,
                "sort_order": order,
            },
        )
        for code, name in item.names.items():
            words = {"name": name, "summary": item.summaries.get(code, "")}
            TopicText.objects.get_or_create(topic=topic, locale=sites.locale(code), defaults=words)
        found[item.slug] = topic
    return found


class CountryLoader:
    """Loads one country."""

    def __init__(
        self, content: reader.CountryContent, topics: dict[str, Topic], categories: dict[str, Category]
    ) -> None:
        self.content = content
        self.data = content.country
        self.topics = topics
        self.categories = categories
        self.country: Country
        self.locales: dict[str, Locale] = {}

    def load(self) -> Country:
        """Site, directory, facts, media, articles, translations."""
        data = self.data
        self.locales = {offer.language: sites.locale(offer.language) for offer in data.languages}
        self.country = sites.create(
            code=data.code,
            slug=data.slug,
            time_zone=data.time_zone,
            team=data.team,
            contact_email=data.contact_email,
            source_language=data.source_language,
            language_codes=[offer.language for offer in data.languages],
            audio_first=[offer.language for offer in data.languages if offer.audio_first],
            topics=[self.topics[slug] for slug in data.topics],
            demonstration=True,
        )
        self._welcome()
        surroundings.load_partners(self.country, self.content, self.locales)
        articles: dict[str, int] = {}
        keys = Keys(
            self._facts(),
            self._recordings(),
            self._images(),
            self._documents(),
            articles,
            self._services(),
            {slug: category.pk for slug, category in self.categories.items()},
        )
        pages = self._articles(keys, articles)
        self._translations(pages, keys)
        surroundings.load_alerts(self.country, self.content, self.locales, pages)
        rebuilding.rebuild(self.country)  # the words of the directory were written in bulk
        return self.country

    def _services(self) -> dict[str, int]:
        if self.content.directory:
            DirectoryLoader(self.country, self.content.directory, self.categories).load()
        return dict(Service.objects.filter(country=self.country).values_list("slug", "pk"))

    def _welcome(self) -> None:
        source = self._source_home()
        source.welcome = self.content.sites[self.data.source_language].welcome
        source.save_revision().publish()
        for code, site in self.content.sites.items():
            if code != self.data.source_language:
                words = HomePage(title=self.country.name_in(code), slug=code, welcome=site.welcome)
                translate.publish(source, words, self.locales[code])

    def _source_home(self) -> HomePage:
        home: HomePage = self.country.site.root_page.specific  # type: ignore[union-attr]
        return home

    def _facts(self) -> dict[str, int]:
        keys = {}
        for key, item in self.data.facts.items():
            fact = Fact(
                country=self.country,
                key=key,
                type=item.type,
                date_value=item.value if isinstance(item.value, dt.date) else None,
                number_value=Decimal(str(item.value)) if item.type in ("period", "money") else None,
                phone_value=str(item.value) if item.type == "phone" else "",
                unit=item.unit or "",
                currency=item.currency or "",
                per=item.per or "",
                source_title=item.source.title,
                source_url=str(item.source.url or ""),
                source_date=item.source.dated,
                valid_from=item.valid_from,
                valid_until=item.valid_until,
                checked_on=item.checked_on,
                emergency_order=item.emergency,
            )
            fact.full_clean()
            fact.save()
            self._fact_words(fact, key)
            keys[key] = fact.pk
        return keys

    def _fact_words(self, fact: Fact, key: str) -> None:
        for code in sorted(self.content.sites, key=lambda code: code != self.data.source_language):
            words = self.content.sites[code].facts.get(key)
            if words:
                FactText.objects.create(
                    fact=fact,
                    locale=self.locales[code],
                    label=words.label,
                    text=words.text or "",
                    note=words.note or "",
                )

    def _file(self, name: str) -> Path:
        return self.content.folder / "files" / name

    def _recordings(self) -> dict[str, int]:
        keys = {}
        for order, (key, item) in enumerate(self.data.recordings.items()):
            file = self._file(f"{key}.mp3")
            with file.open("rb") as handle:
                recording = Recording.objects.create(
                    key=key,
                    locale=self.locales[item.language],
                    title=item.title,
                    file=File(handle, name=f"{self.data.slug}-{file.name}"),
                    transcript=to_html(item.transcript),
                    synthetic=item.synthetic,
                    collection=self.country.collection,
                    sort_order=order,
                )
            keys[key] = recording.pk
        return keys

    def _used(self, kind: str) -> list[Any]:
        blocks = [block for article in self.content.articles.values() for block in article.source.body]
        return [block.value for block in blocks if block.kind == kind]

    def _images(self) -> dict[str, int]:
        keys = {}
        for picture in self._used("picture"):
            with self._file(picture.file).open("rb") as handle:
                image = PortalImage.objects.create(
                    title=picture.file,
                    file=ImageFile(handle, name=f"{self.data.slug}-{picture.file}"),
                    collection=self.country.collection,
                )
            keys[picture.file] = image.pk
        return keys

    def _documents(self) -> dict[str, int]:
        keys = {}
        for download in self._used("download"):
            with self._file(download.file).open("rb") as handle:
                document = Document.objects.create(
                    title=download.title, file=File(handle, name=download.file), collection=self.country.collection
                )
            keys[download.file] = document.pk
        return keys

    def _articles(self, keys: Keys, articles: dict[str, int]) -> dict[str, ArticlePage]:
        """Pages first, bodies after: articles refer to one another."""
        home = self._source_home()
        topic_pages = {page.topic.slug: page for page in TopicPage.objects.child_of(home).select_related("topic")}
        pages = {}
        ordered = sorted(self.content.articles.values(), key=lambda item: (item.source.order, item.slug))
        for item in ordered:
            page = ArticlePage(
                title=item.source.title,
                slug=item.slug,
                summary=item.source.earlier_summary or item.source.summary,
                audience=list(item.source.audience),
                sensitive=item.source.sensitive,
                credits=list(item.source.credits),
                locale=home.locale,
                live=False,
            )
            sources: Any = [
                ("source", {"title": s.title, "url": str(s.url or ""), "dated": s.dated}) for s in item.source.sources
            ]
            page.sources = sources
            pages[item.slug] = topic_pages[item.source.topic].add_child(instance=page)
            articles[item.slug] = page.pk
        for slug, page in pages.items():
            page.body = self._stream(slug, self.content.articles[slug].source.body, keys)
            page.save_revision().publish()
            freshness.record_check(
                article=page,
                country=self.country,
                checked_on=self.content.articles[slug].source.checked_on,
                next_check_on=self.content.articles[slug].source.next_check_on,
            )
        return pages

    def _stream(self, slug: str, blocks: list[schema.Block], keys: Keys) -> Any:
        field = ArticlePage._meta.get_field("body")
        return field.stream_block.to_python(stream(f"{self.data.slug}/{slug}", blocks, keys))

    def _translations(self, pages: dict[str, ArticlePage], keys: Keys) -> None:
        """Translations made from the earlier version first, then the source's change, then the rest."""
        for slug, page in pages.items():
            item = self.content.articles[slug]
            self._translate(page, item, keys, "earlier")
            if item.source.earlier_summary:
                page.refresh_from_db()
                page.summary = item.source.summary
                page.save_revision().publish()
            self._what_changed(page, item)
            self._translate(page, item, keys, "current")

    def _what_changed(self, page: ArticlePage, item: reader.ArticleContent) -> None:
        if not item.source.what_changed:
            return
        text, on = item.source.what_changed, item.source.checked_on
        note = changes.announce(country=self.country, text=text, on=on, article=page)
        for code, words in item.translations.items():
            if words.what_changed:
                ChangeNoteText.objects.create(note=note, locale=self.locales[code], text=words.what_changed)

    def _translate(self, page: ArticlePage, item: reader.ArticleContent, keys: Keys, made_from: str) -> None:
        for code, text in item.translations.items():
            if text.made_from == made_from:
                words = ArticlePage(
                    title=text.title,
                    slug=page.slug,
                    summary=text.summary,
                    body=self._stream(item.slug, text.body, keys),
                )
                translate.publish(Page.objects.get(pk=page.pk).specific, words, self.locales[code])
