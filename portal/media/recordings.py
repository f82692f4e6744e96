"""Recordings for pages: with all that a player needs, in one query, two where one is a video."""

from collections.abc import Iterable

from django.db.models import QuerySet, prefetch_related_objects

from portal.media.models import Recording


def of(keys: Iterable[int]) -> dict[int, Recording]:
    """Recordings by their keys."""
    wanted = set(keys)
    return {item.pk: item for item in _ready(Recording.objects.filter(pk__in=wanted))} if wanted else {}


def in_language(collection: int | None, locale: int) -> list[Recording]:
    """What a country's collection has to listen to in a language, in its order."""
    return _ready(Recording.objects.in_language(locale).filter(collection=collection))


def _ready(rows: "QuerySet[Recording]") -> list[Recording]:
    found = list(rows.select_related("locale"))
    prefetch_related_objects([item for item in found if item.is_video], "captions__locale")
    return found
