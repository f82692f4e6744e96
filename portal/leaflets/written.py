"""A leaflet as HTML: what paper cannot do is taken out, and what only a screen shows closed is opened."""

import hashlib
import unicodedata
from collections.abc import Iterable

from bs4 import BeautifulSoup
from bs4.element import Tag

# Links onward, sound and files have no use on paper; the sources of single facts stand on the page that the code leads to.
_SCREEN_ONLY = (
    ".src",
    "nav",
    ".listen",
    ".download",
    ".contents",
    "button",
    "audio",
    "video",
    "source",
    "script",
    "style",
)


def plain(html: str, origin: str) -> str:
    """HTML of a page's part for paper. ``origin``: that of the site; only links that leave it keep their address in print."""
    soup = BeautifulSoup(html, "html.parser")
    for useless in soup.select(", ".join(_SCREEN_ONLY)):
        useless.decompose()
    for details in soup.select("details"):
        details.name = "div"
    for summary in soup.select("summary"):
        summary.name = "h3"
    for link in soup.select("a[href]"):
        _settle(link, origin)
    for apart in soup.select("bdi:not([dir])"):
        apart["dir"] = _direction(apart.get_text())  # WeasyPrint does not look for it
    return str(soup)


def _direction(text: str) -> str:
    """That of the first letter that has one, as HTML says for ``bdi``; without any, left to right."""
    strong = (unicodedata.bidirectional(letter) for letter in text)
    first = next((kind for kind in strong if kind in ("L", "R", "AL")), "L")
    return "ltr" if first == "L" else "rtl"


def _settle(link: Tag, origin: str) -> None:
    address = str(link["href"])
    if address.startswith(("http://", "https://")):
        link["class"] = "elsewhere"
    elif address.startswith("/") and not address.startswith("//"):
        link["href"] = f"{origin}{address}"
    elif not address.startswith(("tel:", "mailto:")):
        link.unwrap()


def digest_of(parts: Iterable[str]) -> str:
    """Of the words that somebody reads, whatever markup is around them; the lines about checks are not among them."""
    words: list[str] = []
    for part in parts:
        soup = BeautifulSoup(part, "html.parser")
        for line in soup.select("[data-check]"):
            line.decompose()
        words.extend(soup.stripped_strings)
        words.extend(str(image["src"]) for image in soup.select("img[src]"))
        words.extend(str(link["href"]) for link in soup.select("a.elsewhere"))
    return hashlib.blake2b("\n".join(" ".join(words).split()).encode(), digest_size=16).hexdigest()
