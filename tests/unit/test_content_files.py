"""Content files: a mistake is named by file, line and field, and nothing is loaded by halves."""

import shutil
import textwrap
from pathlib import Path

import pytest

from portal.countries.models import Country
from portal.demo import reader
from portal.demo.load import load
from portal.demo.reader import CONTENT, ContentErrors

ARTICLE = "card-valid-longer.yaml"


@pytest.fixture
def content(tmp_path) -> Path:
    """A copy of one country's content, to be spoiled."""
    shutil.copytree(CONTENT / "hungary", tmp_path / "hungary")
    for name in ("topics.yaml", "categories.yaml"):
        shutil.copy(CONTENT / name, tmp_path / name)
    return tmp_path


def spoil(file: Path, old: str, new: str) -> int:
    """Replace the first occurrence; returns its line."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def mistakes(folder: Path) -> list:
    with pytest.raises(ContentErrors) as problems:
        reader.read_countries(folder)
    return problems.value.errors


def test_the_content_that_is_shipped_has_no_mistake():
    countries = reader.read_countries()
    assert [country.country.slug for country in countries] == [
        "bulgaria",
        "czechia",
        "hungary",
        "moldova",
        "romania",
        "serbia",
        "slovakia",
    ]


def test_each_country_has_six_articles_and_three_in_every_text_language():
    for content in reader.read_countries():
        assert len(content.articles) >= 6
        spoken = {offer.language for offer in content.country.languages if offer.audio_first}
        text_languages = {offer.language for offer in content.country.languages} - spoken - {"en"}
        complete = [
            article
            for article in content.articles.values()
            if text_languages <= {code for code, text in article.translations.items() if text.made_from == "current"}
        ]
        assert len(complete) >= 3, content.country.slug


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "message"),
    [
        (f"en/{ARTICLE}", "topic: temporary-protection", "topic: gardening", "topic", "no topic of this country"),
        (f"en/{ARTICLE}", "checked_on: 2026-11-10", "checked_on: soon", "checked_on", "valid date"),
        (f"en/{ARTICLE}", "next_check_on: 2027-01-08", "next_check_on: 2020-01-01", "", "after checked_on"),
        (f"en/{ARTICLE}", "- facts: [card-until", "- facts: [card-for-ever", "body[1].facts", "no fact card-for-ever"),
        (f"en/{ARTICLE}", "  - heading:", "  - headline:", "body[3].headline", "Extra inputs"),
        (f"en/{ARTICLE}", "file: card-date.png", "file: lost.png", "body[2].picture.file", "no file lost.png"),
        (f"en/{ARTICLE}", "summary:", "sumary:", "summary", "Field required"),
        (f"uk/{ARTICLE}", "  - heading:", "  - note: {title: a, text: b}\n  - heading:", "body[3]", "blocks differ"),
        (f"uk/{ARTICLE}", "file: card-date.png", "file: other.png", "body[2].picture.file", "same as in the source"),
        (
            f"en/{ARTICLE}",
            "{fact:card-until}), whatever",
            "{fact:card-from}), whatever",
            "body[0].text",
            "no fact card-from",
        ),
        (f"en/{ARTICLE}", "{fact:card-until}), whatever", "{fact: card}), whatever", "body[0].text", "write a fact as"),
        (f"uk/{ARTICLE}", "({fact:card-until}), хоч", ", хоч", "body[0].text", "the same facts as the source"),
        (f"uk/{ARTICLE}", "title: ", "title: '{fact:card-until}' #", "title", "plain text only"),
        ("country.yaml", "currency: HUF", "currency: forint", "facts.support-adult.currency", "pattern"),
        ("country.yaml", "value: 2027-03-04", "value: 42", "facts.protection-until", "needs a value of that kind"),
        ("en/site.yaml", "  card-until:", "  card-untill:", "facts", "no label"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_field(content, file, old, new, field, message):
    line = spoil(content / "hungary" / file, old, new)
    found = [error for error in mistakes(content) if message in error.message]
    assert found, [str(error) for error in mistakes(content)]
    assert str(found[0]).startswith(f"{content / 'hungary' / file}:")
    assert field in found[0].where
    if field and "." not in field and message not in ("Field required", "no label"):
        assert found[0].line == line


def test_broken_yaml_is_named_with_its_line(content):
    file = content / "hungary" / "en" / ARTICLE
    file.write_text("title: a\nsummary: b: c\n", encoding="utf-8")
    error = mistakes(content)[0]
    assert error.line == 2
    assert "not valid YAML" in error.message


def test_a_field_written_twice_is_a_mistake(content):
    file = content / "hungary" / "en" / ARTICLE
    file.write_text("title: a\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert any("written twice" in error.message for error in mistakes(content))


def test_html_is_refused(content):
    file = content / "hungary" / "en" / ARTICLE
    spoil(file, "**Your card is still valid.**", "<script>alert(1)</script>")
    assert any("no HTML" in error.message for error in mistakes(content))


def test_a_translation_of_nothing_is_a_mistake(content):
    (content / "hungary" / "uk" / "orphan.yaml").write_text(
        textwrap.dedent("""\
            title: Сирота
            summary: Немає джерела.
            body: [{text: Слова.}]
            """),
        encoding="utf-8",
    )
    assert any("no article orphan" in error.message for error in mistakes(content))


def test_all_mistakes_are_shown_at_once(content):
    spoil(content / "hungary" / "en" / ARTICLE, "topic: temporary-protection", "topic: gardening")
    spoil(content / "hungary" / "uk" / ARTICLE, "title:", "titel:")
    spoil(content / "hungary" / "en" / "site.yaml", "  card-until:", "  card-untill:")
    found = {str(error.file.relative_to(content / "hungary")) for error in mistakes(content)}
    assert found == {f"en/{ARTICLE}", f"uk/{ARTICLE}", "en/site.yaml"}


@pytest.mark.django_db
def test_nothing_is_loaded_by_halves(content):
    country = content / "hungary" / "country.yaml"
    country.write_text(country.read_text(encoding="utf-8").replace("code: HU", "code: XH"), encoding="utf-8")
    spoil(content / "hungary" / "uk" / ARTICLE, "title:", "titel:")
    with pytest.raises(ContentErrors):
        load(content)
    assert not Country.objects.filter(code="XH").exists()


def test_an_alert_of_a_topic_or_article_that_is_not_there(content):
    country = content / "hungary" / "country.yaml"
    with country.open("a", encoding="utf-8") as file:
        file.write("alerts:\n  closed:\n    kind: danger\n    days: 1\n    topic: sailing\n    article: no-such\n")
        file.write("    source: {title: Demonstration}\n")
    found = [str(error) for error in mistakes(content)]
    assert any("sailing is no topic of this country" in line for line in found)
    assert any("no article no-such here" in line for line in found)
    assert any("the alert closed has no words" in line for line in found)
