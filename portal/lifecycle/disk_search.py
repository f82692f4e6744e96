"""Search inside a copy, without a server: an index as a script, because pages opened from a disk may load no other file."""

import json
from functools import lru_cache
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.template.loader import render_to_string

from locales import folding, languages
from portal.search import words

PATH = "search/"  # of the site's own search, which the copy's replaces
SCRIPT = "copy.js"
INDEX = "search-index.js"  # below the language
# Latin, Greek, Cyrillic, Armenian and Arabic letters with their marks; apostrophes and joiners.
_RANGES = ((0x41, 0x250), (0x300, 0x590), (0x600, 0x700), (0x2018, 0x201A), (0x200C, 0x200E))


def script() -> bytes:
    """The copy's one script: tells that the copy is old, and searches."""
    return (Path(settings.BASE_DIR) / "static" / "js" / "disk.js").read_bytes()


def index(pages: dict[str, BeautifulSoup], code: str) -> bytes:
    """The index of the pages of a language, by file: title, summary, language of the title, folded words."""
    entries = [entry for file, page in sorted(pages.items()) if (entry := _entry(file, page, code))]
    data = json.dumps({"letters": _letters(), "entries": entries}, ensure_ascii=False, separators=(",", ":"))
    return f"window.copyIndex={data};\n".encode()


def fill(page: BeautifulSoup, code: str) -> None:
    """Put the search form into the site's search page; texts are in the active language."""
    title = page.main.h1.get_text() if page.main and page.main.h1 else ""
    html = render_to_string("lifecycle/static/search.html", {"title": title, "index": f"../{INDEX}"})
    if page.main:
        interface = languages.get(languages.get(code).catalog_code)
        page.main.clear()
        box = page.new_tag("div", attrs={"lang": languages.tag(interface.code), "dir": interface.direction})
        box.append(BeautifulSoup(html, "html.parser"))
        page.main.append(box)


def _entry(file: str, page: BeautifulSoup, code: str) -> list[str] | None:
    main = page.main
    if main is None or main.h1 is None or "/page-" in file:
        return None
    title = main.h1.get_text(" ", strip=True)
    lead = main.find(class_="lead")
    summary = lead.get_text(" ", strip=True)[:160] if lead else ""
    text = " ".join(part for part in main.find_all(string=True) if part.parent and not _is_aside(part.parent))
    found = dict.fromkeys(_words(f"{title} {summary}"))
    rest = sorted(set(_words(text)) - found.keys())
    marked = main.h1 if main.h1.get("lang") else main.h1.find_parent(attrs={"lang": True})
    language = str(marked["lang"]) if isinstance(marked, Tag) else languages.tag(code)
    return [file.partition("/")[2], title, summary, language, " ".join(found), " ".join(rest)]


def _words(text: str) -> list[str]:
    """Folded words, Arabic ones also without what is written together with them in front."""
    return [form for word in words.tokens(text) for form in (word, *words.bare(word))]


def _is_aside(tag: Tag) -> bool:
    return any(part.name in ("nav", "form", "script", "style", "svg") for part in (tag, *tag.parents))


@lru_cache
def _letters() -> dict[str, str]:
    """What folding makes of each letter, where it changes it: the script folds what is typed as the index was folded."""
    found = {}
    for first, end in _RANGES:
        for letter in map(chr, range(first, end)):
            folded = folding.fold(letter)
            folded = "".join(words.tokens(folded)) if folded.strip().isalnum() else folded
            if folded != letter:
                found[letter] = folded
    return found
