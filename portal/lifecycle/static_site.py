"""A copy of a country site as files: opens from a disk or a USB stick by a double click, with no server and no network."""

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils._os import safe_join
from django.utils.translation import gettext as _
from wagtail.models import Page

from articles.models import ArticlePage
from locales import formats, languages
from portal.core import stylesheet
from portal.core.pages import path_on_site
from portal.countries import leaving
from portal.countries.models import Country, Stage, TopicPage
from portal.lifecycle import disk_search, rewriting
from portal.lifecycle.inprocess import InProcess
from portal.lifecycle.package import Sink

Say = Callable[[str], None]
WEEKS = 4  # after which a copy says that it is old: listings are checked at such intervals
START = "index.html"
# What has no use in a copy: the map and forms need the server, feeds a reader that asks again.
_LEFT_OUT = ("/api/", "/cms/", "/documents/")
_LEFT_OUT_ENDS = (
    "/services/map/",
    "/report/",
    "/take-along/",
    "/leaflet.pdf",
    "feed.atom",
    "sitemap.xml",
    ".geojson",
    ".json",
)
_POINTLESS = ("/take-along/", "/offline/", "/offline/find/")  # whoever reads a copy has it
_RECORDINGS = (".mp3", ".m4a", ".ogg", ".opus", ".mp4")


class CannotCopy(ValueError):
    """The site, or a page of it, cannot be shown."""


@dataclass
class Copied:
    """What was written: pages and bytes by language, and the bytes of everything else. ``recordings``: how many are in it, or were left out."""

    pages: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    sizes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    files: int = 0
    file_bytes: int = 0
    recordings: int = 0


@dataclass(frozen=True)
class Choice:
    """What goes into a copy. ``codes``: its languages; none named: all of the country's.

    ``sensitive``: also the pages that nobody should find on a device that others use (articles marked so, answers marked ``no-store``).
    """

    codes: tuple[str, ...] = ()
    recordings: bool = True
    sensitive: bool = True


def write(
    *, country: Country, to: Sink, on: dt.date, choice: Choice | None = None, say: Say = lambda line: None
) -> Copied:
    """Copy the public pages of a country, its services, pictures and recordings. ``on``: the day of the copy. Raises CannotCopy."""
    if country.stage == Stage.HANDED_OVER:
        raise CannotCopy(f"{country} was handed over: its addresses lead elsewhere. Set it to archived first.")
    return _Copy(country, to, on, choice or Choice(), say).run()


class _Copy:
    def __init__(self, country: Country, to: Sink, on: dt.date, choice: Choice, say: Say) -> None:
        self.country, self.to, self.on, self.choice, self.say = country, to, on, choice, say
        self.site = InProcess(country)
        rows = country.languages.select_related("locale").order_by("sort_order")
        offered = [row.locale.language_code for row in rows]
        self.codes = [code for code in offered if not choice.codes or code in choice.codes]
        self.neutral = leaving.neutral_site(country, self.codes[0])
        self.out = set() if choice.sensitive else _sensitive_paths(country, self.codes)
        # A topic with a sensitive article is itself one to leave quickly; without that article's entry it can be taken along.
        slugs = TopicPage.objects.descendant_of(country.container).values_list("slug", flat=True).distinct()
        self.lists = {f"/{code}/{slug}/" for slug in slugs for code in self.codes}
        self.pages: dict[str, rewriting.BeautifulSoup] = {}  # by file
        self.address: dict[str, str] = {}  # of a page, by file
        self.files: dict[str, bytes] = {}
        self.leads: dict[str, str | None] = {}  # address with its query -> file
        self.copied = Copied()

    def run(self) -> Copied:
        self._crawl()
        for file, page in self.pages.items():
            rewriting.unlist(page, partial(self._is_out, self.address[file]))
        self._search()
        for file, page in self.pages.items():
            if not self.choice.recordings:
                note = self._in(file, lambda: _("The recording is not in this copy."))
                self.copied.recordings += rewriting.silence(page, note)
            for address in list(rewriting.loaded(page)):
                if not rewriting.is_elsewhere(address):
                    self._file(urljoin(self.address[file], address))
        for file, page in self.pages.items():
            if page.main:
                page.main.insert(0, rewriting.parse(self._mark(file).encode()))
            rewriting.relink(page, file, partial(self._lead, self.address[file]))
            self._write_page(file, page)
        for file, data in self.files.items():
            self.to.write(file, data)
            self.copied.files += 1
            self.copied.file_bytes += len(data)
            self.copied.recordings += file.endswith(_RECORDINGS)
        self.to.write(disk_search.SCRIPT, disk_search.script())
        self.to.write(START, self._start())
        return self.copied

    def _crawl(self) -> None:
        """Every page that can be reached by links from a language's first page, or that is published."""
        waiting = deque(f"/{code}/{part}" for code in self.codes for part in ("", disk_search.PATH))
        published = Page.objects.descendant_of(self.country.container).live().order_by("path")
        waiting.extend(path_on_site(path) for path in published.values_list("url_path", flat=True))
        while waiting:
            address = waiting.popleft()
            if address in self.leads or address in self.out or not self._wanted(address):
                continue
            path, _sign, query = address.partition("?")
            answer = self.site.get(path, query)
            if answer.location and not rewriting.is_elsewhere(answer.location):
                self.leads[address] = rewriting.file_of(answer.location)
                waiting.append(answer.location)
                continue
            if answer.status >= 500:
                raise CannotCopy(f"{address} cannot be shown: the site answers {answer.status}. The log says why.")
            if answer.sensitive and not self.choice.sensitive and address not in self.lists:
                self.out.add(address)
                continue
            if answer.status != 200 or answer.kind != "text/html":
                self.leads[address] = None
                continue
            page = rewriting.parse(answer.body)
            rewriting.strip(page)
            # There is no server to erase anything: straight to the other website.
            for way in page.select("[data-leave]"):
                way["href"] = self.neutral
            self.leads[address] = file = rewriting.file_of(path, query)
            self.pages[file], self.address[file] = page, address
            for link in rewriting.links(page):
                if not rewriting.is_elsewhere(link) and not link.startswith("#"):
                    waiting.append(_address(address, link))
            if len(self.pages) % 100 == 0:
                self.say(f"  {len(self.pages)} pages")

    def _wanted(self, address: str) -> bool:
        path, _sign, query = address.partition("?")
        first = path.split("/", 2)[1]
        if first not in self.codes or path.startswith(_LEFT_OUT) or path.endswith(_LEFT_OUT_ENDS):
            return False
        return not query or (query.startswith("page=") and query[5:].isdecimal())

    def _search(self) -> None:
        """The search that needs no server: an index for each language, and its page in place of the site's own."""
        for code in self.codes:
            page = self.pages.get(f"{code}/{disk_search.PATH}index.html")
            if page is None:
                continue
            own = {
                file: found for file, found in self.pages.items() if file.startswith(f"{code}/") and found is not page
            }
            self.to.write(f"{code}/{disk_search.INDEX}", disk_search.index(own, code))
            interface = languages.get(languages.get(code).catalog_code)
            with translation.override(interface.code):
                disk_search.fill(page, code)

    def _is_out(self, here: str, link: str) -> bool:
        address = "" if rewriting.is_elsewhere(link) else _address(here, link)
        return address in self.out or address.endswith(_POINTLESS)

    def _in(self, file: str, say: Callable[[], str]) -> str:
        """A text in the language of the interface of a file's page."""
        with translation.override(languages.get(languages.get(file.split("/", 1)[0]).catalog_code).code):
            return say()

    def _lead(self, here: str, link: str) -> str | None:
        """The file that a link on a page leads to; None where the copy has none."""
        plain = _address(here, link)
        if plain == "/":
            return START
        file = self.leads.get(plain)
        if file in self.pages:
            return file
        name = rewriting.file_of(urlsplit(plain).path)
        return name if name in self.files or self._file(plain) else None

    def _file(self, address: str) -> bool:
        """Take a picture, a recording or a static file along. False where it is not there."""
        path = urlsplit(address).path
        name = rewriting.file_of(path)
        if name in self.files:
            return True
        data: bytes | None = None
        if path.startswith(settings.STATIC_URL):
            data = _static(path.removeprefix(settings.STATIC_URL))
        elif path.startswith(settings.MEDIA_URL):
            data = _uploaded(unquote(path.removeprefix(settings.MEDIA_URL)))
        if data is None:
            return False
        self.files[name] = data
        return True

    def _write_page(self, file: str, page: rewriting.BeautifulSoup) -> None:
        code = file.split("/", 1)[0]
        data = page.encode(formatter="minimal")
        self.to.write(file, data)
        self.copied.pages[code] += 1
        self.copied.sizes[code] += len(data)

    def _mark(self, file: str) -> str:
        """Says on every page what it is and from when on it is old, and leads to the search and the choice of languages."""
        code = file.split("/", 1)[0]
        interface = languages.get(languages.get(code).catalog_code)
        old = self.on + dt.timedelta(weeks=WEEKS)
        with translation.override(interface.code):
            return render_to_string(
                "lifecycle/static/mark.html",
                {
                    "code": code,
                    "interface": interface,
                    "country": self.country.name_in(interface.code),
                    "date": formats.date(self.on, interface.code),
                    "old": old,
                    "old_words": formats.date(old, interface.code),
                    "sensitive": self.choice.codes and self.choice.sensitive,
                    "script": rewriting.relative(file, disk_search.SCRIPT),
                },
            )

    def _start(self) -> bytes:
        """The choice of languages, with the size of each."""
        offered = [
            {
                "language": languages.get(code),
                "file": f"{code}/index.html",
                "country": self.country.name_in(languages.get(code).catalog_code),
                "pages": self.copied.pages[code],
                "size": self.copied.sizes[code],
            }
            for code in self.codes
        ]
        html = render_to_string(
            "lifecycle/static/start.html",
            {
                "country": self.country,
                "interface": languages.get("en"),
                "offered": offered,
                "on": self.on,
                "files": self.copied.file_bytes,
                "css": stylesheet.load().css,
            },
        )
        page = rewriting.parse(html.encode())
        rewriting.relink(page, START, lambda link: self._lead("/", link) if link.startswith("/") else link)
        return page.encode(formatter="minimal")


def _address(here: str, link: str) -> str:
    """Where a link on a page leads, on the site; the first page of a list has no number."""
    return urljoin(here, link).partition("#")[0].removesuffix("?page=1")


def _sensitive_paths(country: Country, codes: list[str]) -> set[str]:
    """The addresses of the articles that are marked as sensitive, in these languages, with their fallbacks."""
    source = country.source_language
    pages = ArticlePage.objects.descendant_of(country.container).filter(sensitive=True, locale=source)
    inside = [path.split("/", 3)[3] for path in pages.values_list("url_path", flat=True)]
    return {f"/{code}/{path}" for code in codes for path in inside}


def _uploaded(name: str) -> bytes | None:
    """A picture's rendition or a recording; None for what is not there, and for a name that leads out of the uploads."""
    try:
        if not default_storage.exists(name):
            return None
    except SuspiciousOperation:
        return None
    with default_storage.open(name) as file:
        data: bytes = file.read()
    return data


def _static(name: str) -> bytes | None:
    """A static file, collected or not; None for a name that leads out of their folders: editors write links."""
    try:
        collected = Path(safe_join(settings.STATIC_ROOT, name))
        found = str(collected) if collected.is_file() else finders.find(name)
    except SuspiciousOperation:
        return None
    return Path(found).read_bytes() if isinstance(found, str) else None
