"""A new country after the model of another one."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from wagtail.rich_text import RichText

from articles.models import ArticleCheck, ArticlePage
from portal.countries.models import Country, Fact, TopicPage
from tests.factories import make_article, make_country, make_fact

pytestmark = pytest.mark.django_db
POLAND = {"code": "PL", "languages": "pl,uk,en", "time_zone": "Europe/Warsaw", "team": "Team Poland"}


@pytest.fixture
def model():
    country = make_country()
    fact = make_fact(country, "last-day", label="The last day to apply")
    other = make_article(country, "other-guide", title="Other guide")
    link = f'<p>Read <a linktype="page" id="{other.pk}">this</a> and <a linktype="document" id="7">that</a>.</p>'
    make_article(
        country,
        "a-guide",
        body=[("text", RichText(link)), ("facts", [fact.pk]), ("heading", "What to do"), ("related", [other.pk])],
    )
    return country


def test_articles_come_as_drafts_without_the_facts_of_the_other_country(model, capsys, site) -> None:
    call_command("new_country", "poland", like="testland", **POLAND)
    country = Country.objects.get(slug="poland")
    source_topics = TopicPage.objects.descendant_of(country.container).filter(locale=country.source_language)
    assert {page.slug for page in source_topics} == {"housing", "health"}
    copies = {page.slug: page for page in ArticlePage.objects.descendant_of(country.container)}
    assert copies.keys() == {"a-guide", "other-guide"}
    assert not any(page.live for page in copies.values())
    assert not ArticleCheck.objects.filter(translation_key=copies["a-guide"].translation_key).exists()
    assert not Fact.objects.filter(country=country).exists()
    draft = copies["a-guide"].get_latest_revision_as_object()
    text, facts, heading, related = list(draft.body.raw_data)
    assert f'id="{copies["other-guide"].pk}"' in text["value"]
    assert "document" not in text["value"]
    assert "that" in text["value"]
    assert "To fill in: Key facts: The last day to apply" in facts["value"]
    assert heading["value"] == "What to do"
    assert related["value"][0]["value"] == copies["other-guide"].pk
    assert "to fill in: A guide: Key facts: The last day to apply" in capsys.readouterr().out
    assert Group.objects.filter(name="manager.poland").exists()
    assert site("poland").get("/en/housing/a-guide/").status_code == 404
    assert site("poland").get("/en/housing/").status_code == 200


def test_the_model_stays_as_it_was(model, site) -> None:
    before = site("testland").get("/en/housing/a-guide/").content
    call_command("new_country", "poland", like="testland", verbosity=0, **POLAND)
    assert site("testland").get("/en/housing/a-guide/").content == before


def test_every_article_of_the_demonstration_can_be_a_model(db) -> None:
    call_command("new_country", "poland", like="moldova", verbosity=0, **POLAND)
    country = Country.objects.get(slug="poland")
    originals = ArticlePage.objects.live().filter(url_path__startswith="/moldova/en/")
    copies = ArticlePage.objects.descendant_of(country.container)
    assert {page.slug for page in copies} == {page.slug for page in originals}
    for page in copies:
        assert page.get_latest_revision_as_object().body


def test_an_unknown_model_is_refused(db) -> None:
    with pytest.raises(CommandError, match="There is no country nowhere"):
        call_command("new_country", "poland", like="nowhere", **POLAND)
    assert not Country.objects.filter(slug="poland").exists()
