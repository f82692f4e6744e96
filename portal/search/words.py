"""From text to what is compared: folded words, their stems, and how they sound in Latin letters."""

import re
import threading
from functools import lru_cache

import snowballstemmer

from locales import folding, languages
from portal.search.models import LONGEST_WORD

# Snowball's name for a language; the others are searched by their folded words and the beginnings of these.
_STEMMERS = {
    "en": "english", "ru": "russian", "ar": "arabic", "fa": "persian", "prs": "persian", "cs": "czech", "sk": "czech",
    "hu": "hungarian", "ro": "romanian", "sr-latn": "serbian", "de": "german", "fr": "french", "tr": "turkish",
    "es": "spanish", "it": "italian", "hy": "armenian", "el": "greek", "pl": "polish",
}  # fmt: skip
# Letters that people leave out or mix up, beyond locales.folding: the searcher's keyboard may not have them.
_LAX = str.maketrans({"й": "и", "ї": "і", "ґ": "г", "ъ": "", "ў": "у", "ș": "s", "ț": "t", "ø": "o", "ß": "s"})
# Written together with the word that follows: and, the, with, for, to, like, so.
_ARABIC_BEFORE = ("وال", "بال", "كال", "فال", "لل", "ال", "و", "ب", "ل", "ف", "ک")
_VOWELS = re.compile("[aeiouwy]")
_REPEATED = re.compile(r"(.)\1+")
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "h", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "i", "і": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sch", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip
_ARABIC = {
    "ا": "a", "ب": "b", "پ": "p", "ت": "t", "ټ": "t", "ٹ": "t", "ث": "s", "ج": "j", "چ": "ch", "ح": "h", "خ": "h",
    "د": "d", "ډ": "d", "ڈ": "d", "ذ": "z", "ر": "r", "ړ": "r", "ڑ": "r", "ز": "z", "ژ": "zh", "س": "s", "ش": "sh",
    "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "g", "ف": "f", "ق": "k", "ک": "k", "گ": "g", "ل": "l",
    "م": "m", "ن": "n", "ڼ": "n", "ں": "n", "ه": "h", "و": "w", "ي": "y", "ے": "y", "ښ": "sh", "څ": "c", "ځ": "z",
}  # fmt: skip
_TO_LATIN = str.maketrans(_CYRILLIC | _ARABIC)
# Ways of writing one sound in Latin letters, made one; longer first.
_SPELLINGS = (
    ("shch", "sch"), ("kh", "h"), ("gh", "g"), ("ya", "ia"), ("yu", "iu"), ("ye", "ie"), ("ja", "ia"), ("ju", "iu"),
    ("je", "ie"), ("yi", "i"), ("ts", "c"), ("tz", "c"), ("x", "ks"), ("q", "k"), ("y", "i"), ("ou", "u"), ("oo", "u"),
    ("ee", "i"), ("th", "t"), ("dh", "d"), ("w", "v"), ("g", "h"),
)  # fmt: skip
_local = threading.local()


def tokens(text: str) -> list[str]:
    """The folded words of a text, in order, each cut to what the index holds."""
    return [word.translate(_LAX)[:LONGEST_WORD] for word in folding.words(text)]


def letters() -> dict[str, str]:
    """The letters that ``tokens`` makes others of, beyond lower case and marks, for a search that runs in the browser."""
    return folding.letters() | {chr(letter): str(lax) for letter, lax in _LAX.items()}


def stem(word: str, language: str) -> str:
    """The stem of a folded word; the word itself where we know no rules for its language."""
    name = _STEMMERS.get(language)
    if name is None or len(word) < 4 or not word.isalpha():
        return word
    return _stem(word, name)


@lru_cache(maxsize=200_000)
def _stem(word: str, name: str) -> str:
    stemmers: dict[str, snowballstemmer.stemmer] = _local.__dict__
    if name not in stemmers:  # not safe to share between threads
        stemmers[name] = snowballstemmer.stemmer(name)
    if name == "persian":  # folding has made its letters Arabic
        word = word.replace("ي", "ی")
    return str(folding.fold(stemmers[name].stemWord(word)).translate(_LAX) or word)


def bare(word: str) -> list[str]:
    """An Arabic word without what is written together with it in front, shortest loss first; nothing for others."""
    return [word[len(front) :] for front in _ARABIC_BEFORE if word.startswith(front) and len(word) - len(front) >= 3]


def dressed(word: str) -> list[str]:
    """An Arabic word with the article in front, alone and after a particle; nothing for others."""
    return [f"{front}{word}" for front in ("ال", "وال", "بال", "لل")] if "\u0600" <= word[:1] <= "\u06ff" else []


def script(language: str) -> str:
    """The script in which a language is written: Latn, Cyrl, Arab ..."""
    found = languages.LANGUAGES[language].script
    return "Arab" if found == "Aran" else found


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """How a word sounds, in coarse Latin letters: "розділ", "rozdil" and "rozdyl" are one."""
    latin = word.translate(_TO_LATIN)
    for written, one in _SPELLINGS:
        latin = latin.replace(written, one)
    return _REPEATED.sub(r"\1", latin)


@lru_cache(maxsize=200_000)
def bones(word: str) -> str:
    """The consonants of a word: Arabic writes few vowels, those who write it in Latin letters guess them."""
    consonants = _VOWELS.sub("", sound(word).replace("v", ""))
    return _REPEATED.sub(r"\1", consonants).removesuffix("h")
