"""A page of a site made to stand alone: links lead to files beside it, and what needs a server is gone."""

import posixpath
from collections.abc import Callable, Iterator
from urllib.parse import quote, unquote, urldefrag, urlsplit

from bs4 import BeautifulSoup, Tag

# Attributes that lead somewhere, by tag; what is loaded without being pressed comes along as a file.
LINKS = {"a": "href"}
LOADED = {"img": "src", "source": "src", "audio": "src", "video": "src", "track": "src", "link": "href"}
_SETS = ("img", "source")  # srcset
_HEAD = ("canonical", "alternate", "manifest", "prefetch", "next", "prev")
_NEEDS_A_SERVER = ("script", "form", "datalist", "dialog")
_ONLINE = "[data-online], template"  # tools that ask the server or a script
# Whether something is open just now; leaflets, which the server draws; the day on which a page is printed; what the service worker tells.
_OF_THE_MOMENT = "[data-now], .door, .leaflet, .printed, [data-copy], [data-due]"


def file_of(path: str, query: str = "") -> str:
    """The file of an address: ``/uk/housing/`` -> ``uk/housing/index.html``, ``/media/a.mp3`` -> ``media/a.mp3``."""
    plain = unquote(path).strip("/")
    if not path.endswith("/"):
        return plain
    page = query.replace("=", "-") if query else ""
    return "/".join(part for part in (plain, page, "index.html") if part)


def parse(html: bytes) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def links(page: BeautifulSoup) -> Iterator[str]:
    """The addresses that a page leads to."""
    for tag in page.find_all("a", href=True):
        yield str(tag["href"])


def loaded(page: BeautifulSoup) -> Iterator[str]:
    """The addresses of what a page shows or plays."""
    for name, attribute in LOADED.items():
        for tag in page.find_all(name):
            if tag.get(attribute):
                yield str(tag[attribute])
    for tag in page.find_all(_SETS, srcset=True):
        yield from (part.split()[0] for part in str(tag["srcset"]).split(",") if part.strip())
    for tag in page.find_all("video", poster=True):
        yield str(tag["poster"])


def strip(page: BeautifulSoup) -> None:
    """Take out what is no use, or no truth, in a copy."""
    for tag in page.find_all(_NEEDS_A_SERVER):
        tag.decompose()
    for tag in page.select(f"{_OF_THE_MOMENT}, {_ONLINE}"):
        tag.decompose()
    for tag in page.find_all("link"):
        if set(tag.get("rel") or []) & set(_HEAD):
            tag.decompose()
    for tag in page.find_all("meta", property="og:url"):
        tag.decompose()


def silence(page: BeautifulSoup, note: str) -> int:
    """Take out recordings, which are most of a copy's bytes; their words stay. ``note`` says so. How many there were."""
    players = page.find_all(("audio", "video"))
    for tag in players:
        put = page.new_tag("p", attrs={"class": "src"})
        put.string = note
        tag.replace_with(put)
    for tag in page.find_all("a", download=True):
        if tag.find_parent("figure"):
            (tag.find_parent("p") or tag).decompose()
    return len(players)


def unlist(page: BeautifulSoup, is_out: Callable[[str], bool]) -> None:
    """Take out the entries of lists, and the ways onward, that lead to what is not in the copy."""
    for tag in [tag for tag in page.find_all("a", href=True) if is_out(str(tag["href"]))]:
        entry = tag.find_parent("li")
        if entry is not None and len(entry.find_all("a", href=True)) == 1:
            entry.decompose()
        elif tag.find_parent("nav"):
            tag.decompose()


def relink(page: BeautifulSoup, here: str, find: Callable[[str], str | None]) -> None:
    """Rewrite every address of the site to a file's, relative to ``here``.

    ``find`` gives the file of an address, None for one that is not in the copy: such a link becomes plain text. Addresses of other
    sites stay; nothing is loaded from them.
    """
    for tag in page.find_all("a", href=True):
        address, fragment = urldefrag(str(tag["href"]))
        if not address or is_elsewhere(address):
            continue
        file = find(address)
        if file is None:
            del tag["href"]
        else:
            tag["href"] = relative(here, file) + (f"#{fragment}" if fragment else "")
    for name, attribute in (*LOADED.items(), ("video", "poster")):
        for tag in page.find_all(name):
            _reload(tag, attribute, here, find)
    for tag in page.find_all(_SETS, srcset=True):
        parts = [part.split() for part in str(tag["srcset"]).split(",") if part.strip()]
        found = [(find(part[0]), part[1:]) for part in parts]
        tag["srcset"] = ", ".join(" ".join([relative(here, file), *rest]) for file, rest in found if file)


def _reload(tag: Tag, attribute: str, here: str, find: Callable[[str], str | None]) -> None:
    value = str(tag.get(attribute) or "")
    if not value or value.startswith("data:"):
        return
    file = None if is_elsewhere(value) else find(value)
    if file is None:
        tag.decompose() if tag.name == "link" else tag.attrs.pop(attribute)
    else:
        tag[attribute] = relative(here, file)


def is_elsewhere(address: str) -> bool:
    """Another site, or no page at all: ``tel:``, ``mailto:``."""
    parts = urlsplit(address)
    return bool(parts.scheme or parts.netloc)


def relative(here: str, file: str) -> str:
    """The way from one file to another, that works on any disk."""
    return quote(posixpath.relpath(file, posixpath.dirname(here) or "."))
