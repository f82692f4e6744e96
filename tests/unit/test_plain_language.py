"""How hard a text is to read, in every script on offer."""

import pytest

from articles.plain_language import measure


@pytest.mark.parametrize(
    ("text", "words", "sentences", "long_words"),
    [
        ("", 0, 0, 0),
        ("Go there. Bring your passport!", 5, 2, 1),
        ("Call 112 at 10.30 now", 3, 1, 0),
        ("Папери вдома. Візьміть посвідчення?", 4, 2, 2),
        ("اذهب إلى المكتب؟ نعم.", 4, 2, 0),
        ("یہ ایک جملہ ہے۔ یہ دوسرا ہے۔", 7, 2, 0),
        ("First line\nsecond line", 4, 2, 0),
        ("It's a mother-in-law's right", 4, 1, 1),
    ],
)
def test_words_sentences_and_long_words(text, words, sentences, long_words):
    found = measure(text)
    assert (found.words, found.sentences, found.long_words) == (words, sentences, long_words)


def test_the_score_is_words_in_a_sentence_plus_long_words_in_a_hundred():
    found = measure("The authority decides. You get a letter.")
    assert found.per_sentence == 3.5
    assert round(found.long_share) == 29
    assert found.score == 32


def test_an_empty_text_has_no_score():
    assert measure("").score == 0
