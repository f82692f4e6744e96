"""From an address to a page, in the reader's language or the best one there is.

All languages of a page share its slugs, so one query finds a page, its translations, and the topic above it.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from wagtail.models import Page

from portal.core.pages import path_on_site
from portal.countries.frame import Frame


class Variant(NamedTuple):
    """A page in one language, without its content."""

    pk: int
    language: str
    url_path: str
    tree_path: str
    title: str
    translation_key: UUID
    content_type_id: int
    live: bool

    @property
    def path(self) -> str:
        return path_on_site(self.url_path)


@dataclass(frozen=True)
class Found:
    """What stands at an address.

    ``language`` is the language of the address; ``shown`` the variant to show, in another language where the page is missing in it.
    ``variants`` are the published ones by language; ``source`` is the source-language page, published or not, which holds what is
    not words. ``parents`` is the best published variant of each page above, from the topic downwards.
    """

    language: str
    shown: Variant
    variants: dict[str, Variant]
    source: Variant | None
    parents: list[Variant] = field(default_factory=list)

    @property
    def is_fallback(self) -> bool:
        return self.shown.language != self.language

    @property
    def path(self) -> str:
        """The address in the reader's language, whatever is shown at it."""
        return in_language(self.shown.path, self.language)


def in_language(path: str, language: str) -> str:
    """``/en/housing/`` in ``uk`` -> ``/uk/housing/``."""
    return f"/{language}/" + path.split("/", 2)[2]


def find(frame: Frame, language: str, components: list[str]) -> Found | None:
    """What a reader of ``language`` gets at the path ``components`` below the home page; None where no language has it."""
    levels = ["".join(f"{part}/" for part in components[:depth]) for depth in range(len(components) + 1)]
    wanted = [f"{frame.prefix}{code}/{level}" for code in frame.codes for level in levels[1:] or levels]
    slugs = set(components) or set(frame.codes)
    rows = Page.objects.filter(slug__in=slugs, url_path__in=wanted).order_by().values_list(*_FIELDS)
    by_level: dict[str, dict[str, Variant]] = {level: {} for level in levels}
    for row in rows:
        variant = _variant(frame, row)
        if variant:
            by_level[variant.url_path[len(frame.prefix) + len(variant.language) + 1 :]][variant.language] = variant
    chain = frame.chain(language)
    here = by_level[levels[-1]]
    shown = _best(here, chain)
    if shown is None:
        return None
    parents = [_best(by_level[level], chain) for level in levels[1:-1]]
    if None in parents:
        return None
    return Found(
        language=language,
        shown=shown,
        variants={code: here[code] for code in frame.codes if code in here and here[code].live},
        source=here.get(frame.source_language),
        parents=[parent for parent in parents if parent],
    )


def around(frame: Frame, page: Page) -> Found | None:
    """The same for a page that is being previewed and may not be published yet."""
    components = [part for part in path_on_site(page.url_path).split("/") if part][1:]
    language = frame.code(page.locale_id) or frame.source_language
    found = find(frame, language, components)
    row = {"locale_id": page.locale_id, **{name: getattr(page, name) for name in _FIELDS}}
    variant = _variant(frame, tuple(row[name] for name in _FIELDS))
    if variant is None:
        return found
    return Found(
        language=language,
        shown=variant,
        variants={**(found.variants if found else {}), language: variant},
        source=found.source if found else variant,
        parents=found.parents if found else [],
    )


_FIELDS = ("pk", "locale_id", "url_path", "path", "title", "translation_key", "content_type_id", "live")


def _variant(frame: Frame, row: tuple[Any, ...]) -> Variant | None:
    pk, locale_id, url_path, tree_path, title, translation_key, content_type_id, live = row
    code = frame.code(locale_id)
    if code is None or not url_path.startswith(f"{frame.prefix}{code}/"):
        return None
    return Variant(pk, code, url_path, tree_path, title, translation_key, content_type_id, live)


def _best(variants: dict[str, Variant], chain: list[str]) -> Variant | None:
    return next((variants[code] for code in chain if code in variants and variants[code].live), None)
