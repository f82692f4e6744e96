"""The register of facts: who checked one, what it was before, where it is used, and what waits for somebody."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from portal.countries import facts
from portal.countries.models import Fact, FactCheck, FactText

_HISTORY = 20  # states shown
_VALUE = ("type", "date_value", "number_value", "unit", "currency", "per", "phone_value")


class State(StrEnum):
    """What a fact asks for; the first that holds."""

    RUN_OUT = "run-out"
    ENDING = "ending"
    DUE = "due"
    IN_ORDER = "in-order"


def state(fact: Fact, on: dt.date) -> State:
    """The state on a day."""
    if fact.expired(on):
        return State.RUN_OUT
    if fact.ending(on):
        return State.ENDING
    return State.DUE if fact.due(on) else State.IN_ORDER


def in_state(found: Any, wanted: str, on: dt.date) -> Any:
    """Those of ``found`` (a FactQuerySet) to which a state applies; one that ends soon may be due as well."""
    verbs = {
        State.RUN_OUT: found.run_out,
        State.ENDING: found.ending,
        State.DUE: found.due,
        State.IN_ORDER: found.in_order,
    }
    return verbs[State(wanted)](on)


def worded(fact: Fact) -> FactText | None:
    """Its words in the source language of its country, else in any; asks for nothing where ``texts`` are fetched."""
    texts = list(fact.texts.all())
    source = fact.country.source_language_id
    return next((text for text in texts if text.locale_id == source), texts[0] if texts else None)


def value(fact: Fact, language: str) -> str:
    """The value as ``language`` writes it."""
    return facts.value(fact, worded(fact), language)


@transaction.atomic
def record_check(*, fact: Fact, user: Any, on: dt.date, today: dt.date, note: str = "") -> FactCheck:
    """Write down that a person compared a fact with its source. Raises ValidationError for a day that is to come."""
    if on > today:
        raise ValidationError({"on": _("A check cannot lie in the future.")})
    check = FactCheck.objects.create(
        fact=fact,
        checked_on=on,
        value=value(fact, fact.country.source_language.language_code),
        source_title=fact.source_title,
        note=note.strip(),
        user=user,
    )
    if on > fact.checked_on:
        fact.checked_on = on
        fact.save(update_fields=["checked_on"])
    return check


def keep_first_state(fact: Fact) -> None:
    """Before the first change of a fact that came without a history, as from content files: what it was until now."""
    stored = Fact.objects.get(pk=fact.pk)
    if stored.latest_revision_id is None:
        stored.save_revision(log_action=False)


@dataclass(frozen=True)
class Before:
    """What a fact was from a moment on. ``who``: None where nobody is known."""

    value: str
    source_title: str
    valid_from: dt.date | None
    valid_until: dt.date | None
    since: dt.datetime
    who: Any


def history(fact: Fact, language: str) -> list[Before]:
    """The newest states first, as far as value, source or dates differ from the one before."""
    states: list[Before] = []
    source = fact.country.source_language_id
    for revision in reversed(fact.revisions.select_related("user").order_by("-created_at", "-pk")[:_HISTORY]):
        content = revision.content
        fields = {name: Fact._meta.get_field(name).to_python(content.get(name)) for name in _VALUE}
        texts = content.get("texts", [])
        text = next((item["text"] for item in texts if item["locale"] == source), "")
        before = Before(
            value=facts.value(Fact(**fields), FactText(text=text), language),
            source_title=content["source_title"],
            valid_from=Fact._meta.get_field("valid_from").to_python(content["valid_from"]),
            valid_until=Fact._meta.get_field("valid_until").to_python(content["valid_until"]),
            since=revision.created_at,
            who=revision.user,
        )
        if not states or _what(states[-1]) != _what(before):
            states.append(before)
    return states[::-1]


def _what(state: Before) -> tuple[Any, ...]:
    return state.value, state.source_title, state.valid_from, state.valid_until


@dataclass(frozen=True)
class Use:
    """A page that shows a fact, in all the languages in which it does."""

    title: str
    pages: tuple[Page, ...]


def uses(fact: Fact) -> list[Use]:
    """Pages of the fact's own country that show it, each with its languages, by title in the source language."""
    keys = _references().filter(to_object_id=str(fact.pk)).values_list("object_id", flat=True)
    pages = Page.objects.filter(pk__in={int(key) for key in keys}, url_path__startswith=f"/{fact.country.slug}/")
    by_key: dict[Any, list[Page]] = {}
    for page in pages.select_related("locale").order_by("path"):
        by_key.setdefault(page.translation_key, []).append(page)
    source = fact.country.source_language_id
    found = [
        Use(next((page.title for page in group if page.locale_id == source), group[0].title), tuple(group))
        for group in by_key.values()
    ]
    return sorted(found, key=lambda use: use.title)


def with_uses(found: "QuerySet[Fact]") -> "QuerySet[Any]":
    """Each with ``used``: how many pages show it, every language counted."""
    rows = _references().filter(to_object_id=Cast(OuterRef("pk"), CharField())).order_by().values("to_object_id")
    return found.annotate(used=Coalesce(Subquery(rows.annotate(n=Count("object_id", distinct=True)).values("n")), 0))


def _references() -> "QuerySet[Any]":
    return ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(Fact),
    )


def waiting(rows: Iterable[tuple[str, Any]]) -> dict[str, tuple[int, list[Fact]]]:
    """For each named queryset of facts how many there are and the first five, most urgent first."""
    shown: dict[str, tuple[int, list[Fact]]] = {}
    for name, found in rows:
        first = list(
            found.select_related("country").prefetch_related("texts").order_by("valid_until", "checked_on")[:5]
        )
        shown[name] = (found.count(), first)
    return shown
