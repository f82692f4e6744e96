"""How hard a text is to read, by a measure that knows no language.

LIX (C. H. Björnsson, Läsbarhet, Stockholm 1968): the average number of words in a sentence, plus the percentage of words with more than
six letters. It was made for Swedish and holds, roughly, for any language that parts its words with spaces; languages that build long words
(Hungarian) or inflect them (Ukrainian) score higher. So it only advises, and says both figures.
"""

import re
from dataclasses import dataclass

LONG_WORD = 6  # letters; longer ones count
# Björnsson's scale: from 50 on "difficult", the language of administration. Plain-language guides ask for sentences of 20 words at most.
DIFFICULT = 50
LONG_SENTENCE = 20

# The full stops of the scripts on offer: Latin, Cyrillic and Arabic (؟ ۔), and the ends of lines and paragraphs.
_SENTENCE = re.compile(r"[.!?…؟۔]+(?=\s|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ\-][^\W\d_]+)*")


@dataclass(frozen=True)
class Measure:
    """Words, sentences and long words of a text."""

    words: int
    sentences: int
    long_words: int

    @property
    def per_sentence(self) -> float:
        """Words in a sentence, on average."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def long_share(self) -> float:
        """Long words in a hundred."""
        return 100 * self.long_words / self.words if self.words else 0.0

    @property
    def score(self) -> int:
        """LIX."""
        return round(self.per_sentence + self.long_share)


def measure(text: str) -> Measure:
    """The figures of a text; of lines, each counts as a sentence at least."""
    found = [words for part in _SENTENCE.split(text) if (words := _WORD.findall(part))]
    every = [word for words in found for word in words]
    return Measure(len(every), len(found), sum(len(word) > LONG_WORD for word in every))
