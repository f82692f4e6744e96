"""The words of a country's shelves in memory, and what of them a typed word may mean."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count
from rapidfuzz import process
from rapidfuzz.distance import OSA

from portal.core import stamps
from portal.countries.frame import Frame
from portal.search import indexing, words
from portal.search.models import Entry, Shelf, Synonym, Word

# How sure we are that a word of the texts is meant by what was typed, by how it was found.
SAME, BEGINNING, RELATED, SOUNDS, BONES, MISSPELT = 1.0, 0.7, 0.5, 0.8, 0.4, 0.5
SURE = 0.7  # a word that is found so surely needs no guessing
_MOST = 40  # words that one typed word may stand for

Meant = dict[str, float]  # stems and how sure we are of them


@dataclass
class Vocabulary:
    """The words of one shelf. ``synonyms``: groups of phrases, each a tuple of folded words."""

    shelf: int
    language: str
    stems: dict[str, str] = field(default_factory=dict)  # by word
    synonyms: list[list[tuple[str, ...]]] = field(default_factory=list)
    entries: int = 0
    counts: dict[str, int] = field(default_factory=dict)  # of entries with a stem, as far as somebody asked

    @cached_property
    def ordered(self) -> list[str]:
        return sorted(self.stems)

    @cached_property
    def known(self) -> set[str]:
        return set(self.stems.values())

    @cached_property
    def sounds(self) -> dict[str, set[str]]:
        """Stems by how their words sound in Latin letters."""
        found: dict[str, set[str]] = defaultdict(set)
        for word, stem in self.stems.items():
            found[words.sound(word)].add(stem)
        return found

    @cached_property
    def heard(self) -> list[str]:
        return sorted(self.sounds)

    @cached_property
    def bones(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for word, stem in self.stems.items():
            for form in (word, *words.bare(word)):
                found[words.bones(form)].add(stem)
        return found

    def alike(self, typed: str) -> Meant:
        """What a word that nobody wrote so may stand for: what sounds alike where it is typed in other letters, else what is spelt alike."""
        if words.script(self.language) != script_of(typed):
            return _surest(self._alike_in_sound(typed))
        return _surest(self._misspelt(typed))

    def beginning_with(self, start: str) -> Iterator[str]:
        """Words that begin so, in order."""
        return _beginning(self.ordered, start, _MOST)

    def forms(self, typed: str) -> Meant:
        """The word itself, its forms, and words that begin with it."""
        found: Meant = {}
        forms = ((typed, SAME), *((form, 0.9) for form in (*words.bare(typed), *words.dressed(typed))))
        for form, sure in forms:
            for stem in (self.stems.get(form), words.stem(form, self.language)):
                if stem in self.known:
                    _add(found, stem, sure)
            if len(form) >= 3 or not form.isalpha():
                for word in self.beginning_with(form):
                    _add(found, self.stems[word], BEGINNING * sure)
        if len(typed) >= 5 and typed.isalpha():
            start = typed[: max(4, len(typed) - 3)]
            for word in self.beginning_with(start):
                if abs(len(word) - len(typed)) <= 3:
                    _add(found, self.stems[word], RELATED)
        return _surest(found)

    def _alike_in_sound(self, typed: str) -> Meant:
        found: Meant = {}
        sound = words.sound(typed)
        for stem in self.sounds.get(sound, ()):
            _add(found, stem, SOUNDS)
        if not found and len(sound) >= 4:
            away = 1 if len(sound) < 7 else 2
            for near, distance, _ in process.extract(
                sound, self.sounds.keys(), scorer=OSA.distance, score_cutoff=away, limit=8
            ):
                for stem in self.sounds[near]:
                    _add(found, stem, SOUNDS - 0.2 * distance)
            if len(sound) >= 5:
                for other in _beginning(self.heard, sound[:-1], _MOST):
                    for stem in self.sounds[other]:
                        _add(found, stem, BEGINNING * SOUNDS)
        if words.script(self.language) == "Arab":
            bones = words.bones(typed)
            if len(bones) >= (3 if found else 2):
                for stem in self.bones.get(bones, ()):
                    _add(found, stem, BONES)
        return found

    def _misspelt(self, typed: str) -> Meant:
        found: Meant = {}
        if len(typed) < 4 or not typed.isalpha():
            return found
        away = 1 if len(typed) < 6 else 2
        near = process.extract(typed, self.ordered, scorer=OSA.distance, score_cutoff=away, limit=12)
        if not near:
            return found
        nearest = min(distance for _, distance, _ in near)
        for word, distance, _ in near:
            if distance == nearest:
                _add(found, self.stems[word], MISSPELT / distance)
        return found


def script_of(word: str) -> str:
    """The script of a typed word, as far as it matters here."""
    first = word[:1]
    if "\u0400" <= first <= "\u052f":
        return "Cyrl"
    return "Arab" if "\u0600" <= first <= "\u06ff" else "Latn"


def _beginning(ordered: list[str], start: str, most: int) -> Iterator[str]:
    at = bisect_left(ordered, start)
    for word in ordered[at : at + most]:
        if not word.startswith(start):
            return
        yield word


def _surest(found: Meant) -> Meant:
    return dict(sorted(found.items(), key=lambda item: -item[1])[:_MOST])


def _add(found: Meant, stem: str, sure: float) -> None:
    found[stem] = max(sure, found.get(stem, 0.0))


_kept: dict[str, tuple[str, dict[str, Vocabulary]]] = {}


def of(frame: Frame) -> dict[str, Vocabulary]:
    """The vocabularies of a country by language, read again only when its index has changed."""
    slug = frame.country.slug
    stamp = stamps.current(indexing.scope(slug))
    kept = _kept.get(slug)
    if kept and kept[0] == stamp:
        return kept[1]
    found: dict[str, Vocabulary] = {}
    shelves = Shelf.objects.filter(country=frame.country).select_related("locale")
    by_pk = {shelf.pk: Vocabulary(shelf.pk, shelf.locale.language_code) for shelf in shelves}
    for pk, number in Entry.objects.filter(shelf__in=by_pk).values_list("shelf").annotate(number=Count("pk")):
        by_pk[pk].entries = number
    for pk, word, stem in Word.objects.filter(shelf__in=by_pk).values_list("shelf_id", "word", "stem"):
        by_pk[pk].stems[word] = stem
    groups = _groups(Synonym.objects.select_related("locale"))
    for vocabulary in by_pk.values():
        vocabulary.synonyms = groups.get(vocabulary.language, [])
        found[vocabulary.language] = vocabulary
    _kept[slug] = (stamp, found)
    return found


def _groups(synonyms: Iterable[Synonym]) -> dict[str, list[list[tuple[str, ...]]]]:
    found: dict[str, list[list[tuple[str, ...]]]] = defaultdict(list)
    for synonym in synonyms:
        phrases = [tuple(words.tokens(line)) for line in synonym.lines]
        found[synonym.locale.language_code].append([phrase for phrase in phrases if phrase])
    return found
