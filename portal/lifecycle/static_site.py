"""A copy of a country site as files: opens from a disk or a USB stick by a double click, in every language, with no server and no network."""

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from locales import formats, languages
from portal.core import stylesheet
from portal.core.pages import path_on_site
from portal.countries.models import Country, Stage
from portal.lifecycle import rewriting
from portal.lifecycle.inprocess import InProcess
from portal.lifecycle.package import Sink

Say = Callable[[str], None]
START = "index.html"
# What has no use in a copy: the map and forms need the server, feeds a reader that asks again.
_LEFT_OUT = ("/api/", "/cms/", "/documents/")
_LEFT_OUT_ENDS = ("/services/map/", "/report/", "feed.atom", "sitemap.xml", ".geojson", ".json")


class CannotCopy(ValueError):
    """The site, or a page of it, cannot be shown."""


@dataclass
class Copied:
    """What was written: pages and bytes by language, and the bytes of everything else."""

    pages: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    sizes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    files: int = 0
    file_bytes: int = 0


def write(*, country: Country, to: Sink, on: dt.date, say: Say = lambda line: None) -> Copied:
    """Copy the public pages of a country in all its languages, its services, pictures and recordings. ``on``: the day of the copy."""
    if country.stage == Stage.HANDED_OVER:
        raise CannotCopy(f"{country} was handed over: its addresses lead elsewhere. Set it to archived first.")
    return _Copy(country, to, on, say).run()


class _Copy:
    def __init__(self, country: Country, to: Sink, on: dt.date, say: Say) -> None:
        self.country, self.to, self.on, self.say = country, to, on, say
        self.site = InProcess(country)
        rows = country.languages.select_related("locale").order_by("sort_order")
        self.codes = [row.locale.language_code for row in rows]
        self.pages: dict[str, rewriting.BeautifulSoup] = {}  # by file
        self.address: dict[str, str] = {}  # of a page, by file
        self.files: dict[str, bytes] = {}
        self.leads: dict[str, str | None] = {}  # address with its query -> file
        self.copied = Copied()

    def run(self) -> Copied:
        self._crawl()
        for file, page in self.pages.items():
            for address in list(rewriting.loaded(page)):
                if not rewriting.is_elsewhere(address):
                    self._file(urljoin(self.address[file], address))
        for file, page in self.pages.items():
            if page.main:
                page.main.insert(0, rewriting.parse(self._mark(file.split("/", 1)[0]).encode()))
            rewriting.relink(page, file, partial(self._lead, self.address[file]))
            self._write_page(file, page)
        for file, data in self.files.items():
            self.to.write(file, data)
            self.copied.files += 1
            self.copied.file_bytes += len(data)
        self.to.write(START, self._start())
        return self.copied

    def _crawl(self) -> None:
        """Every page that can be reached by links from a language's first page, or that is published."""
        waiting = deque(f"/{code}/" for code in self.codes)
        published = Page.objects.descendant_of(self.country.container).live().order_by("path")
        waiting.extend(path_on_site(path) for path in published.values_list("url_path", flat=True))
        while waiting:
            address = waiting.popleft()
            if address in self.leads or not self._wanted(address):
                continue
            path, _sign, query = address.partition("?")
            answer = self.site.get(path, query)
            if answer.location and not rewriting.is_elsewhere(answer.location):
                self.leads[address] = rewriting.file_of(answer.location)
                waiting.append(answer.location)
                continue
            if answer.status >= 500:
                raise CannotCopy(f"{address} cannot be shown: the site answers {answer.status}. The log says why.")
            if answer.status != 200 or answer.kind != "text/html":
                self.leads[address] = None
                continue
            page = rewriting.parse(answer.body)
            rewriting.strip(page)
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

    def _mark(self, code: str) -> str:
        """Says on every page what it is, and leads back to the choice of languages."""
        interface = languages.get(languages.get(code).catalog_code)
        with translation.override(interface.code):
            text = _(
                "This is a copy of %(date)s. It is not kept up to date; search, the map and forms are not in it."
            ) % {"date": formats.date(self.on, interface.code)}
        attributes = f'lang="{languages.tag(interface.code)}" dir="{interface.direction}"'
        return f'<p class="callout" {attributes}>{text} <a href="/">{self.country.name_in(interface.code)}</a></p>'

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


def _uploaded(name: str) -> bytes | None:
    """A picture's rendition or a recording."""
    if not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        data: bytes = file.read()
    return data


def _static(name: str) -> bytes | None:
    """A static file, collected or not."""
    collected = Path(settings.STATIC_ROOT) / name
    found = str(collected) if collected.is_file() else finders.find(name)
    return Path(found).read_bytes() if isinstance(found, str) else None
