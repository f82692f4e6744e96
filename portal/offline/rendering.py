"""Pages for a pack, from the site itself: the same page that a stranger's browser gets, cut to what differs from page to page."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EntitySubstitution
from bs4.formatter import HTMLFormatter

from portal.core import stylesheet
from portal.countries.frame import Frame
from portal.lifecycle.inprocess import InProcess
from portal.offline.contents import FIND, LEAVE_SAFELY, MANAGE

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_STYLE = re.compile(r"<style>.*?</style>\s*", re.DOTALL)
_OF_ONE_PAGE = re.compile(
    r'<(?:link rel="(?:canonical|alternate)"|meta (?:property|name="(?:robots|description)"))[^>]*>\s*'
)
_ALERTS = re.compile(r'<section class="alerts".*?</section>', re.DOTALL)
# The rules of all kinds of pages; those for paper stand in the page itself.
_KINDS = ("services", "alerts", "tools")
_MAIN, _END = '<main id="main">', "</main>"
# What says how things are at this moment, and what needs the server; the notice about copies stands in the shell.
_LEFT_OUT = "[data-now], .door, [data-copy], [data-online], .leaflet, .printed, template, script, form, datalist"
_OWN_LEFT_OUT = "[data-now], [data-copy]"
_WAY_OUT = ".leave-note, .skip-out"


class _AsWritten(HTMLFormatter):
    """Attributes in their order: the worker looks for some that follow one another."""

    def attributes(self, tag: Tag) -> Any:
        return tag.attrs.items()


_FORM = _AsWritten(entity_substitution=EntitySubstitution.substitute_xml, empty_attributes_are_booleans=True)


class Rendered(NamedTuple):
    """A page: its title, and what stands in its ``<main>``, with the alerts above it. ``public``: whether everyone's browser may keep it."""

    title: str
    main: str
    public: bool

    def without(self, pages: Mapping[str, str]) -> "Rendered":
        """The page for everyone: without what names some other pages, given by address with their titles, and without the way out.

        Entries of lists and ways onward go. A sentence stays, without its link; where the link's words are the title, they go too.
        """
        hidden = {_in_any_language(path) for path in pages}
        titles = {title.casefold() for title in pages.values()}
        main = BeautifulSoup(self.main, "html.parser")
        found = [link for link in main.select("a[href]") if _in_any_language(str(link["href"])) in hidden]
        if not found and self.public:
            return self
        for tag in main.select(_WAY_OUT):
            tag.decompose()
        for link in found:
            if not link.decomposed:
                _unlink(link, titles)
        return self._replace(main=main.decode(formatter=_FORM).strip(), public=True)


def _in_any_language(address: str) -> str:
    """What follows the language: what is shown in another one may lead to a page in that."""
    parts = urlsplit(address)
    return f"{parts.path.partition('/')[2].partition('/')[2]}?{parts.query}"


def _unlink(link: Tag, titles: set[str]) -> None:
    entry = link.find_parent("li")
    if entry is not None and entry.find(True) is link and not _text_before(link):
        _remove(entry)
    elif link.find_parent("nav"):
        _remove(link)
    elif link.get_text(strip=True).casefold() in titles:
        link.decompose()
    else:
        link.unwrap()


def _text_before(link: Tag) -> str:
    return "".join(str(sibling) for sibling in link.previous_siblings).strip()


def _remove(tag: Tag) -> None:
    """Take it out, and what is empty without it: a list with its heading, the ways onward."""
    around = tag.parent
    tag.decompose()
    if around is None or around.find(("a", "li")):
        return
    if around.parent is not None and around.parent.name in ("nav", "section"):
        around = around.parent
    around.decompose()


class CannotRender(LookupError):
    """The site does not show this page to everyone."""


class Site:
    """The pages of a country in one language."""

    def __init__(self, frame: Frame, language: str) -> None:
        self.language = language
        self.inprocess = InProcess(frame.country)

    def shell(self, *, sensitive: bool = False) -> str:
        """What stands around every page, with ``{{title}}``, ``{{path}}`` (what follows the language) and ``{{main}}`` to be filled in.

        It holds the style of all kinds of pages, so that a page needs no head of its own. ``sensitive``: around a page that somebody may
        have to leave quickly, with the way out.
        """
        own = LEAVE_SAFELY if sensitive else FIND
        html, _public = self._html(f"/{self.language}/{own}")
        before, inside, after = _parts(html)
        kinds = (*_KINDS, "leave") if sensitive else _KINDS
        rules = (stylesheet.load().css, *(stylesheet.more(name).css for name in kinds))
        styles = "".join(f"<style>{css}</style>" for css in rules)
        before = _OF_ONE_PAGE.sub("", _ALERTS.sub("", _STYLE.sub("", before)))
        before = _TITLE.sub(f"<title>{{{{title}}}}</title>{styles}", before)
        copy = "".join(
            tag.decode(formatter=_FORM) for tag in BeautifulSoup(inside, "html.parser").select("[data-copy]")
        )
        filled = f"{before}{_MAIN}{copy}{{{{main}}}}{_END}{after}"
        # The same page in other languages; other ways to that page lead there.
        return re.sub(f'/{own}(?!">)', "/{{path}}", filled)

    def page(self, path: str) -> Rendered:
        """A page at ``/uk/housing/``. Raises CannotRender for one that is private or gone."""
        html, public = self._html(path)
        before, inside, _after = _parts(html)
        title = _TITLE.search(before)
        main = BeautifulSoup(inside, "html.parser")
        own = path.endswith((f"/{FIND}", f"/{MANAGE}"))
        for tag in main.select(_OWN_LEFT_OUT if own else _LEFT_OUT):
            tag.decompose()
        alerts = _ALERTS.search(before)
        words = (alerts[0] if alerts else "") + main.decode(formatter=_FORM).strip()
        return Rendered(title[1].strip() if title else path, words, public)

    def _html(self, path: str) -> tuple[str, bool]:
        answer = self.inprocess.get(path)
        if answer.status != 200 or answer.kind != "text/html":
            raise CannotRender(path)
        return answer.body.decode(), not answer.sensitive


def _parts(html: str) -> tuple[str, str, str]:
    """Before, inside and after ``<main>``."""
    before, _main, rest = html.partition(_MAIN)
    inside, _end, after = rest.rpartition(_END)
    return before, inside, after
