"""Folding: what people type and what is written meet in one form, whatever keyboard, diacritics or digits they use."""

import re
import unicodedata

# Letters of which the mark is part: without it they are another letter to their readers. They pass through as private-use characters.
_KEPT = {"й": "\ue000", "ї": "\ue001", "ў": "\ue002"}
_PROTECT = str.maketrans(_KEPT)
_RESTORE = str.maketrans({private: letter for letter, private in _KEPT.items()})
_LETTERS = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ۍ": "ي", "ئ": "ي", "ة": "ه", "ۀ": "ه", "ہ": "ه",
        "ھ": "ه", "ك": "ک", "ګ": "گ", "ؤ": "و", "ـ": "", "ء": "", "\u200c": " ", "\u200d": "",
        "ё": "е", "ş": "ș", "ţ": "ț", "ł": "l", "đ": "d", "ı": "i", "’": "", "'": "", "ʼ": "", "`": "", "´": "", "ʹ": "",
        **{chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0) for digit in range(10)},
    }
)  # fmt: skip
# Combining marks of Latin, Cyrillic, Hebrew and Arabic script.
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Lower case, without diacritics, vowel marks and apostrophes, Arabic and Persian letters and both digit sets made one."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS).translate(_PROTECT)
    return _MARKS.sub("", unicodedata.normalize("NFD", text)).translate(_RESTORE)


def words(text: str) -> list[str]:
    """The folded words of a text."""
    return _WORD.findall(fold(text))


def letters() -> dict[str, str]:
    """What ``fold`` makes of single letters, for programs that fold elsewhere (static/js/find.js)."""
    return {chr(letter): str(folded) for letter, folded in _LETTERS.items()}
