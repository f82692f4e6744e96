"""The publishing checklist: each rule, what it blocks, and that nothing is lost."""

import pytest
from bs4 import BeautifulSoup
from wagtail.images import get_image_model
from wagtail.test.utils.form_data import rich_text

from articles import checklist
from articles.models import ArticlePage
from portal.countries import sites
from portal.countries.roles import Role
from portal.media.models import Recording
from tests.factories import make_article
from tests.factories.team import latest, make_member, page_form, sign_in

pytestmark = pytest.mark.django_db
SOURCES = [("source", {"title": "The law", "url": "", "dated": None})]
LONG = "<p>" + "this is a sentence that goes on and on without an end " * 6 + "</p>"


@pytest.fixture
def picture(db):
    return get_image_model().objects.first().pk


def gaps(article) -> dict[str, str]:
    """The words of what each rule finds, by the rule's name; only those that find something."""
    found = checklist.results(checklist.subject(article))
    return {result.rule.name: " ".join(result.gaps) for result in found if result.gaps}


def test_an_article_that_has_everything_has_no_gap(country):
    article = make_article(country, sources=SOURCES)
    for code in ("uk", "ar"):
        article.copy_for_translation(sites.locale(code)).save_revision().publish()
    assert gaps(article) == {}
    assert checklist.blocking(article) == []


@pytest.mark.parametrize(
    ("fields", "rule", "words", "blocks"),
    [
        ({"summary": " "}, "summary", "one or two sentences", True),
        ({"sources": []}, "sources", "at least one source", True),
        ({"body": []}, "complete", "no text yet", True),
        ({"body": [("warning", {"title": "", "text": "<p>x</p>"})]}, "complete", "Part 1 (Warning)", True),
        ({"body": [("picture", {"image": None, "alt": "", "caption": ""})]}, "alternative-text", "choose", True),
        ({"body": [("heading", "A"), ("heading", "B"), ("text", "<p>x</p>")]}, "headings", "“A”", False),
        ({"body": [("text", "<p>x</p>"), ("heading", "Last")]}, "headings", "“Last”", False),
        ({"body": [("text", '<p><a linktype="page" id="999999">x</a></p>')]}, "links", "lead nowhere", False),
        ({"body": [("text", LONG)]}, "plain-language", "Sentences are long", False),
        ({"checked_on": None}, "checked", "Nobody has checked", False),
    ],
)
def test_each_rule_finds_its_gap(country, fields, rule, words, blocks):
    checked = {"checked_on": fields["checked_on"]} if "checked_on" in fields else {}
    article = make_article(country, sources=SOURCES, **checked)
    for name, value in fields.items():
        if name != "checked_on":
            setattr(article, name, value)
    assert words in gaps(article)[rule]
    assert (rule in {result.rule.name for result in checklist.blocking(article)}) == blocks


def test_a_picture_without_alternative_text(country, picture):
    body = [("text", "<p>x</p>"), ("picture", {"image": picture, "alt": " ", "caption": ""})]
    article = make_article(country, sources=SOURCES, body=body)
    assert "Part 2" in gaps(article)["alternative-text"]


def test_a_recording_without_transcript(country):
    recording = Recording.objects.first()
    article = make_article(country, sources=SOURCES, body=[("recording", recording.pk)])
    assert "transcript" not in gaps(article)
    Recording.objects.filter(pk=recording.pk).update(transcript="<p> </p>")
    assert recording.title in gaps(article)["transcript"]


def test_a_link_to_a_page_that_is_not_published(country):
    other = make_article(country, "other", title="Other")
    article = make_article(country, sources=SOURCES, body=[("related", [other.pk])])
    assert "links" not in gaps(article)
    other.unpublish()
    assert "“Other”" in gaps(article)["links"]


def test_missing_and_outdated_translations_are_named(country):
    article = make_article(country, sources=SOURCES)
    article.copy_for_translation(sites.locale("uk")).save_revision().publish()
    assert gaps(article)["translations"] == "Not translated: Arabic."
    article.title = "Another guide"
    article.save_revision().publish()
    assert "Translations older than the source: Ukrainian." in gaps(article)["translations"]


def test_every_demonstration_article_may_be_published(db):
    held = {page.url_path: checklist.blocking(page) for page in ArticlePage.objects.live() if checklist.blocking(page)}
    assert held == {}


class TestPublishing:
    def test_a_refused_page_is_saved_as_a_draft_and_its_author_told_why(self, country):
        article = make_article(country)
        client = sign_in(make_member(country, Role.PUBLISHER))
        form = page_form(article, title="New words", summary="", sources=[], **{"action-publish": "1"})
        answer = client.post(f"/cms/pages/{article.pk}/edit/", form, follow=True)
        messages = BeautifulSoup(answer.content, "html.parser").select_one(".messages").text
        assert "Saved as a draft, not published yet" in messages
        assert "one or two sentences" in messages
        assert "at least one source" in messages
        kept = ArticlePage.objects.get(pk=article.pk)
        assert (kept.title, kept.get_latest_revision_as_object().title) == ("A guide", "New words")

    def test_a_new_page_too(self, country):
        from tests.factories import topic_page

        client = sign_in(make_member(country, Role.PUBLISHER))
        parent = topic_page(country)
        form = page_form(None, slug="new", summary="", **{"action-publish": "1"})
        client.post(f"/cms/pages/add/articles/articlepage/{parent.pk}/", form)
        assert not ArticlePage.objects.get(slug="new").live

    def test_parts_that_are_not_filled_in_are_no_reason_to_lose_the_rest(self, country):
        article = make_article(country)
        client = sign_in(make_member(country, Role.PUBLISHER))
        body = [("text", rich_text("<p>Typed with care.</p>")), ("warning", {"title": "", "text": rich_text("")})]
        form = page_form(article, body=body, **{"action-publish": "1"})
        answer = client.post(f"/cms/pages/{article.pk}/edit/", form, follow=True)
        assert "Part 2 (Warning) is not filled in" in answer.text
        assert "Typed with care" in str(latest(article).body)
        assert "Typed with care" not in str(ArticlePage.objects.get(pk=article.pk).body)

    def test_an_important_change_needs_its_words(self, country):
        article = make_article(country, sources=SOURCES)
        client = sign_in(make_member(country, Role.PUBLISHER))
        form = page_form(article, title="New", change_kind="important", **{"action-publish": "1"})
        assert "write what changed" in client.post(f"/cms/pages/{article.pk}/edit/", form, follow=True).text
        assert ArticlePage.objects.get(pk=article.pk).title == "A guide"

    def test_many_at_once_are_published_all_or_none(self, country):
        good, bad = (
            make_article(country, "good", sources=SOURCES),
            make_article(country, "bad", title="Bad one", sources=[]),
        )
        for page in (good, bad):
            page.unpublish()
        client = sign_in(make_member(country, Role.PUBLISHER))
        url = "/cms/bulk/wagtailcore/page/publish/?next=/cms/&" + "&".join(f"id={page.pk}" for page in (good, bad))
        answer = client.post(url, {}, follow=True)
        assert "Bad one" in answer.text
        assert not ArticlePage.objects.live().filter(pk__in=[good.pk, bad.pk]).exists()
        client.post(f"/cms/bulk/wagtailcore/page/publish/?next=/cms/&id={good.pk}", {})
        assert ArticlePage.objects.get(pk=good.pk).live
        below = f"/cms/bulk/wagtailcore/page/publish/?next=/cms/&id={good.get_parent().pk}"
        client.post(below, {"include_descendants": "on"})
        assert not ArticlePage.objects.get(pk=bad.pk).live


class TestPages:
    def test_the_checklist_is_beside_the_editor_and_on_its_own_page(self, country):
        article = make_article(country, sources=[])
        client = sign_in(make_member(country, Role.EDITOR))
        for path in (f"/cms/pages/{article.pk}/edit/", f"/cms/articles/{article.pk}/checklist/"):
            page = BeautifulSoup(client.get(path).content, "html.parser")
            assert "at least one source" in page.select_one(".checklist .checklist__missing").text
        assert "cannot be published yet" in client.get(f"/cms/articles/{article.pk}/checklist/").text

    def test_a_translator_reads_it_too_and_an_officer_does_not(self, country):
        article = make_article(country)
        url = f"/cms/articles/{article.pk}/checklist/"
        assert sign_in(make_member(country, Role.TRANSLATOR)).get(url).status_code == 200
        assert sign_in(make_member(country, Role.OFFICER)).get(url).status_code != 200
        assert sign_in(make_member(country, Role.EDITOR)).get("/cms/articles/999999/checklist/").status_code == 404

    def test_a_translation_has_the_sources_of_its_source(self, country):
        article = make_article(country, sources=SOURCES)
        translated = article.copy_for_translation(sites.locale("uk"))
        translated.sources = []
        assert "sources" not in gaps(translated)
