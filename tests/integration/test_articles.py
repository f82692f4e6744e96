"""What a reader sees on an article: dates, checks, facts, notices, ways onward."""

import datetime as dt
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.test import RequestFactory

from articles.models import ArticleCheck, ArticlePage
from portal.core import clock
from portal.countries.models import Fact
from tests.conftest import SiteClient
from tests.factories import make_article, make_country, make_fact

TODAY = clock.today("Europe/Prague")  # the test country's


@pytest.fixture
def country(db):
    return make_country()


@pytest.fixture
def client(country):
    return SiteClient("testland.localhost")


def read(client, path="/en/housing/a-guide/") -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


class TestChecked:
    def test_the_date_of_the_check_and_the_team_are_shown(self, country, client):
        make_article(country, checked_on=dt.date(2026, 11, 3))
        page = read(client)
        assert "3 November 2026" in page.select_one(".checked").text
        assert "Test team" in page.select_one(".sources").text

    def test_editing_is_not_checking(self, country, client):
        article = make_article(country, checked_on=TODAY - dt.timedelta(days=400))
        article.title = "A guide, spelled right"
        article.save_revision().publish()
        page = read(client)
        assert "spelled right" in page.h1.text
        assert page.select_one(".checked.overdue") is not None

    def test_an_overdue_page_says_so_at_its_top(self, country, client):
        make_article(country, checked_on=TODAY - dt.timedelta(days=400))
        page = read(client)
        assert "should have been checked again" in page.select_one(".callout.warning").text

    def test_a_page_nobody_checked_says_so(self, country, client):
        make_article(country, checked_on=None)
        assert "Nobody has checked this page yet" in read(client).select_one(".callout.warning").text

    def test_a_check_counts_in_every_language(self, country, client):
        article = make_article(country, checked_on=dt.date(2026, 11, 3))
        assert ArticleCheck.objects.filter(translation_key=article.translation_key).count() == 1
        assert "3 листопада 2026" in read(client, "/uk/housing/a-guide/").select_one(".checked").text

    def test_lists_show_it_too(self, country, client):
        make_article(country, checked_on=TODAY - dt.timedelta(days=400))
        assert read(client, "/en/housing/").select_one(".cards .overdue") is not None


class TestFacts:
    def test_a_fact_is_shown_by_reference_and_changes_everywhere_at_once(self, country, client):
        fact = make_fact(country, "support", type="money", number_value=Decimal(100), currency="EUR", label="Support")
        make_article(country, body=[("facts", [fact.pk])])
        assert "100\u00a0EUR" in read(client).select_one(".facts").text
        Fact.objects.get(pk=fact.pk)
        fact.number_value = Decimal(250)
        fact.save()
        assert "250\u00a0EUR" in read(client).select_one(".facts").text
        assert "250\u00a0EUR" in read(client, "/uk/housing/a-guide/").select_one(".facts").text

    def test_one_that_has_run_out_says_so(self, country, client):
        fact = make_fact(country, "until", valid_until=TODAY - dt.timedelta(days=1))
        make_article(country, body=[("facts", [fact.pk])])
        facts = read(client).select_one(".facts")
        assert "No longer valid" in facts.text
        assert facts.find("del") is not None

    def test_a_deadline_has_a_machine_readable_date(self, country, client):
        fact = make_fact(country, "until")
        make_article(country, body=[("deadline", {"fact": fact.pk, "text": "Apply before"})])
        assert read(client).select_one(".deadline time")["datetime"] == "2027-03-04"

    def test_a_fact_of_another_country_is_not_shown(self, country, client):
        other = make_fact(make_country("elsewhere", "XE"), "secret", label="Of another team")
        make_article(country, body=[("facts", [other.pk])])
        assert "Of another team" not in str(read(client))


class TestEmergency:
    def test_the_block_is_on_every_kind_of_page(self, country, client):
        make_fact(country, "line", type="phone", phone_value="112", emergency_order=1, label="Emergency")
        make_article(country)
        for path in ("/en/", "/en/housing/", "/en/housing/a-guide/", "/uk/housing/a-guide/"):
            assert read(client, path).select_one('.emergency a[href="tel:112"]') is not None
        assert 'href="tel:112"' in client.get("/en/nothing/").text

    def test_a_line_that_has_run_out_is_taken_away(self, country, client):
        make_fact(country, "line", type="phone", phone_value="112", emergency_order=1, valid_until=dt.date(2020, 1, 1))
        make_article(country)
        assert read(client).select_one(".emergency") is None


class TestBody:
    def test_every_kind_of_block_appears_in_the_demonstration(self, db):
        kinds = {block.block_type for page in ArticlePage.objects.live() for block in page.body}
        assert kinds == set(ArticlePage.body.field.stream_block.child_blocks) - {"download"}

    def test_questions_open_without_javascript(self, country, client):
        make_article(country, body=[("questions", [{"question": "Why?", "answer": "<p>Because.</p>"}])])
        question = read(client).select_one(".questions details")
        assert question.summary.text == "Why?"

    def test_a_long_article_has_a_table_of_contents_that_leads_to_its_sections(self, country, client):
        body = [block for n in range(3) for block in (("heading", f"Part {n}"), ("text", "<p>Words.</p>"))]
        make_article(country, body=body)
        page = read(client)
        links = page.select(".contents a")
        assert [link.text for link in links] == ["Part 0", "Part 1", "Part 2"]
        assert all(page.find(id=link["href"][1:]).text == link.text for link in links)

    def test_a_short_one_has_none(self, country, client):
        make_article(country, body=[("heading", "Only one"), ("text", "<p>Words.</p>")])
        assert read(client).select_one(".contents") is None

    def test_editors_cannot_bring_in_scripts(self, country, client):
        make_article(country, title="<script>x</script>", body=[("heading", "<img src=x onerror=y>")])
        html = str(read(client).main)
        assert "<script>x" not in html
        assert "<img src=x" not in html

    def test_related_articles_are_shown_in_the_readers_language(self, country, client):
        first = make_article(country, "first", title="First")
        make_article(country, body=[("related", [first.pk])])
        link = read(client, "/uk/housing/a-guide/").select_one(".related a")
        assert link["href"] == "/uk/housing/first/"

    def test_previous_and_next_follow_the_tree(self, country, client):
        for slug in ("one", "two", "three"):
            make_article(country, slug, title=slug)
        page = read(client, "/en/housing/two/")
        assert page.select_one("a[rel=prev]")["href"] == "/en/housing/one/"
        assert page.select_one("a[rel=next]")["href"] == "/en/housing/three/"

    def test_neighbours_that_are_not_published_are_passed_over_in_silence(self, country, client):
        make_article(country, "one").unpublish()
        make_article(country, "two")
        assert read(client, "/en/housing/two/").select_one("a[rel=prev]") is None


def test_sources_and_audience_come_from_the_source_page_in_every_language(country, client):
    article = make_article(
        country,
        audience=["women", "families"],
        sources=[("source", {"title": "The law", "url": "https://example.org/", "dated": None})],
    )
    from portal.countries import sites

    translated = article.copy_for_translation(sites.locale("uk"))
    translated.sources = []
    translated.save_revision().publish()
    page = read(client, "/uk/housing/a-guide/")
    assert page.select_one(".sources a")["href"] == "https://example.org/"
    assert "жінки" in page.select_one(".audience").text


def test_structured_data_tells_the_date_of_the_check(country, client):
    import json

    make_article(country, checked_on=dt.date(2026, 11, 3))
    data = json.loads(read(client).select_one('script[type="application/ld+json"]').string)
    assert data["@type"] == ["Article", "WebPage"]
    assert data["reviewedBy"]["name"] == "Test team"
    assert data["lastReviewed"] == "2026-11-03"
    assert data["inLanguage"] == "en"


class TestPreview:
    def test_an_editor_sees_unsaved_words_in_the_editors_frame(self, country, admin_user):
        article = make_article(country)
        article.title = "Not saved"
        request = RequestFactory(HTTP_HOST="localhost:8000").get("/cms/")
        response = article.make_preview_request(original_request=request)
        assert "Not saved" in response.text
        assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
        assert "public" not in response.get("Cache-Control", "")

    def test_a_public_page_stands_in_no_frame(self, country, client):
        make_article(country)
        policy = client.get("/en/housing/a-guide/")["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
