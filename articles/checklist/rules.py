"""The rules of the checklist, in the order in which they are shown."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.models import Page

from articles import changes, plain_language
from articles.blocks import RELATED_FIELDS
from articles.checklist.subject import Subject
from articles.freshness import State
from locales import formats
from portal.core.blocks.reference import references
from portal.media import pictures


@dataclass(frozen=True)
class Rule:
    """``find`` gives the gaps in words, none where all is well. ``blocks``: with a gap the page is not published."""

    name: str
    title: Any
    find: Callable[[Subject], Iterator[str]]
    blocks: bool = False


def summary(subject: Subject) -> Iterator[str]:
    if not subject.article.summary.strip():
        yield _("Write one or two sentences that say what this page helps to do.")


def sources(subject: Subject) -> Iterator[str]:
    if not any(str(block.value["title"]).strip() for block in subject.neutral.sources):
        yield _("Name at least one source: a law, an authority, an organization.")


def complete(subject: Subject) -> Iterator[str]:
    """Fields that a block must have; a draft may lack them. Pictures have a rule of their own."""
    body = subject.article.body
    if not len(body):
        yield _("The page has no text yet.")
    for number, block in enumerate(body, start=1):
        if block.block_type == "picture":
            continue
        try:
            block.block.clean(block.value)
        except ValidationError:
            label = block.block.label
            yield _("Part %(number)s (%(kind)s) is not filled in.") % {"number": number, "kind": label}


def alternative_text(subject: Subject) -> Iterator[str]:
    for number, block in enumerate(subject.blocks, start=1):
        if block["type"] != "picture":
            continue
        if not block["value"].get("image"):
            yield _("Part %(number)s: choose the picture.") % {"number": number}
        elif not pictures.has_alternative_text(
            block["value"]["image"], block["value"], subject.article.locale.language_code
        ):
            yield _("Part %(number)s: write what the picture says, for those who cannot see it.") % {"number": number}


def transcript(subject: Subject) -> Iterator[str]:
    for recording in subject.recordings:
        if not strip_tags(recording.transcript).strip():
            yield _("The recording “%(title)s” has no transcript.") % {"title": recording.title}


def change_note(subject: Subject) -> Iterator[str]:
    if not subject.is_source:
        return  # said once, where the source is written
    kind, text = subject.article.change_written or changes.waiting(subject.article)
    if kind == changes.Kind.IMPORTANT and not text.strip():
        yield _("You marked this edit as an important change: write what changed.")


def checked(subject: Subject) -> Iterator[str]:
    fresh = subject.fresh
    if fresh.checked_on is None:
        yield _("Nobody has checked this page against its sources yet. Readers are told so.")
    elif fresh.state == State.OVERDUE:
        yield _("The check is overdue since %(date)s. Readers are told so.") % {"date": _day(fresh.next_check_on)}
    elif fresh.state == State.DUE:
        yield _("The next check is due by %(date)s.") % {"date": _day(fresh.next_check_on)}
    if fresh.by_fact:
        yield _("The next check comes early because a fact on this page ends.")


def plain_words(subject: Subject) -> Iterator[str]:
    """Advice only: see ``articles.plain_language``."""
    found = subject.reading
    if found.per_sentence > plain_language.LONG_SENTENCE:
        yield _("Sentences are long: %(number)s words on average. Aim for %(most)s at most.") % {
            "number": round(found.per_sentence),
            "most": plain_language.LONG_SENTENCE,
        }
    if found.score > plain_language.DIFFICULT:
        yield _(
            "The text is hard to read (LIX %(score)s; over %(limit)s is difficult). Use shorter words and sentences."
        ) % {
            "score": found.score,
            "limit": plain_language.DIFFICULT,
        }


def headings(subject: Subject) -> Iterator[str]:
    """All headings of a body are of one level: what can go wrong is a section without content, or without a name."""
    types = [block["type"] for block in subject.blocks]
    for number, block in enumerate(subject.blocks, start=1):
        if block["type"] != "heading":
            continue
        if not (block["value"] or "").strip():
            yield _("Part %(number)s: the heading is empty.") % {"number": number}
        elif types[number : number + 1] in ([], ["heading"]):
            yield _("Nothing stands under the heading “%(title)s”.") % {"title": block["value"]}


def links(subject: Subject) -> Iterator[str]:
    """Links inside the portal; addresses elsewhere are not asked (the admin calls no outside host)."""
    related = set(references(subject.blocks, RELATED_FIELDS))
    wanted = related | subject.page_links
    pages = {page.pk: page for page in Page.objects.filter(pk__in=wanted)}
    gone = len(wanted - pages.keys())
    if gone:
        yield _("%(number)s of the links to other pages lead nowhere: the pages were deleted.") % {"number": gone}
    for page in pages.values():
        if not page.live:
            yield _("A link leads to a page that is not published: “%(title)s”.") % {"title": page.title}
    files = {block["value"].get("document") for block in subject.blocks if block["type"] == "download"}
    kept = set(get_document_model().objects.filter(pk__in=files - {None}).values_list("pk", flat=True))
    if files - kept:
        yield _("A file to download is missing.")


def translations(subject: Subject) -> Iterator[str]:
    language = get_language() or "en"
    named: dict[str, list[str]] = {}
    for code, state in subject.languages.items():
        named.setdefault(state or "missing", []).append(formats.language_name(code, language))
    for state, words in (
        ("missing", _("Not translated: %(languages)s.")),
        ("outdated", _("Translations older than the source: %(languages)s.")),
        ("in_progress", _("Translations with untranslated sentences: %(languages)s.")),
        ("machine", _("Translated by a machine, not yet checked by a person: %(languages)s.")),
    ):
        if state in named:
            yield words % {"languages": formats.listing(named[state], language)}


def _day(day: Any) -> str:
    return formats.date(day, get_language() or "en")


RULES: tuple[Rule, ...] = (
    Rule("summary", gettext_lazy("Summary"), summary, blocks=True),
    Rule("sources", gettext_lazy("Sources"), sources, blocks=True),
    Rule("complete", gettext_lazy("Every part is filled in"), complete, blocks=True),
    Rule("alternative-text", gettext_lazy("Alternative text of pictures"), alternative_text, blocks=True),
    Rule("transcript", gettext_lazy("Transcript of recordings"), transcript, blocks=True),
    Rule("change-note", gettext_lazy("What changed"), change_note, blocks=True),
    Rule("checked", gettext_lazy("Date of the check"), checked),
    Rule("plain-language", gettext_lazy("Plain language"), plain_words),
    Rule("headings", gettext_lazy("Headings"), headings),
    Rule("links", gettext_lazy("Links"), links),
    Rule("translations", gettext_lazy("Translations"), translations),
)
