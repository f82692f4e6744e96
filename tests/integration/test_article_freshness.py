"""Freshness of articles in front of readers, on the desk and in the list of articles to check."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail import hooks

from articles import freshness, upkeep
from articles.models import ArticleCheck, ArticlePage
from articles.upkeep import Need
from portal.core import clock
from portal.countries.models import Fact
from portal.countries.roles import Role
from tests.conftest import SiteClient
from tests.factories import make_article, make_country, make_fact
from tests.factories.team import make_member, sign_in

TODAY = clock.today("Europe/Prague")  # the test country's
pytestmark = pytest.mark.django_db


def days(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


def read(path: str) -> BeautifulSoup:
    response = SiteClient("testland.localhost").get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def sections(user, *countries):
    return {section.name: section for hook in hooks.get_hooks("portal_desk") for section in hook(user, list(countries))}


class TestFacts:
    def test_a_fact_that_has_ended_makes_its_articles_overdue_in_every_language_and_list(self, country):
        fact = make_fact(country, "until", valid_until=days(-1))
        article = make_article(country, body=[("facts", [fact.pk])], checked_on=days(-10))
        make_article(country, "other", title="Another guide", checked_on=days(-10))
        for path in ("/en/housing/a-guide/", "/uk/housing/a-guide/", "/ar/housing/a-guide/"):
            page = read(path)
            assert page.select_one(".checked.overdue") is not None
            assert page.select_one(".callout.warning") is not None
        for path in ("/en/housing/", "/uk/housing/", "/ar/housing/"):
            assert [bool(card.select_one(".overdue")) for card in read(path).select(".cards li")] == [True, False]
        api = SiteClient("localhost").get("/api/v1/countries/testland/articles/a-guide").json()
        assert (api["overdue"], api["next_check_on"]) == (True, days(-1).isoformat())
        assert {item.pk: item.need for item in upkeep.standings([country])}[article.pk] == Need.OVERDUE

    def test_a_new_last_day_makes_them_current_again_at_once(self, country):
        fact = make_fact(country, "until", valid_until=days(-1))
        make_article(country, body=[("facts", [fact.pk])], checked_on=days(-10))
        assert read("/uk/housing/").select_one(".overdue") is not None
        Fact.objects.get(pk=fact.pk)
        fact.valid_until = days(300)
        fact.save()
        assert read("/uk/housing/").select_one(".overdue") is None
        assert read("/uk/housing/a-guide/").select_one(".overdue") is None

    def test_the_clock_can_be_set(self, country):
        fact = make_fact(country, "until", valid_until=days(30))
        article = make_article(country, body=[("facts", [fact.pk])], checked_on=days(0))
        needs = {number: upkeep.standings([country], on=days(number))[0].need for number in (0, 16, 30, 31)}
        assert needs == {0: Need.CURRENT, 16: Need.DUE, 30: Need.DUE, 31: Need.OVERDUE}
        assert upkeep.standings([country], on=days(0))[0].pk == article.pk


class TestSources:
    def test_readers_see_against_which_sources(self, country):
        sources = [("source", {"title": "The law", "url": "", "dated": None})]
        article = make_article(country, sources=sources, checked_on=None)
        freshness.record_check(article=article, country=country, checked_on=TODAY, against="A call to the ministry")
        text = read("/uk/housing/a-guide/").select_one(".sources").text
        assert "The law" in text
        assert "A call to the ministry" in text

    def test_the_detailed_form_keeps_what_was_confirmed(self, country):
        titles = ("The law", "The ministry")
        sources = [("source", {"title": title, "url": "", "dated": None}) for title in titles]
        article = make_article(country, sources=sources, checked_on=None)
        client = sign_in(make_member(country, Role.EDITOR))
        url = f"/cms/articles/{article.pk}/check/"
        assert client.get(url).text.count("The ministry") >= 1
        bad = client.post(url, {"checked_on": days(2), "sources": ["The law"], "against": "A call"})
        assert "cannot lie in the future" in bad.text
        assert "A call" in bad.text
        client.post(url, {"checked_on": TODAY, "sources": ["The law"], "against": "A call", "note": "by phone"})
        check = ArticleCheck.objects.get(translation_key=article.translation_key)
        assert (check.sources, check.against, check.note, check.checked_by) == (
            ["The law"],
            "A call",
            "by phone",
            "Test team",
        )
        assert check.compared_with == ["The law", "A call"]


class TestStillRight:
    def test_one_press_counts_in_all_languages(self, country):
        article = make_article(country, checked_on=days(-400))
        editor = make_member(country, Role.EDITOR)
        response = sign_in(editor).post(f"/cms/articles/{article.pk}/still-right/", {"next": "/cms/articles/"})
        assert response.url == "/cms/articles/"
        check = ArticleCheck.objects.newest_first().first()
        assert (check.checked_on, check.user, check.next_check_on > TODAY) == (TODAY, editor, True)
        for path in ("/en/housing/a-guide/", "/uk/housing/a-guide/", "/ar/housing/"):
            assert read(path).select_one(".overdue") is None

    def test_looking_does_not_check(self, country):
        article = make_article(country, checked_on=None)
        client = sign_in(make_member(country, Role.EDITOR))
        assert client.get(f"/cms/articles/{article.pk}/still-right/").status_code == 405
        assert not ArticleCheck.objects.filter(translation_key=article.translation_key).exists()

    @pytest.mark.parametrize("role", [Role.OFFICER, Role.TRANSLATOR])
    def test_it_takes_somebody_who_answers_for_articles(self, country, role):
        article = make_article(country, checked_on=None)
        client = sign_in(make_member(country, role))
        client.post(f"/cms/articles/{article.pk}/still-right/")
        client.post(f"/cms/articles/{article.pk}/check/", {"checked_on": TODAY})
        assert not ArticleCheck.objects.filter(translation_key=article.translation_key).exists()

    def test_it_is_offered_beside_the_page(self, country):
        article = make_article(country)
        client = sign_in(make_member(country, Role.EDITOR))
        assert f"/cms/articles/{article.pk}/still-right/" in client.get(f"/cms/pages/{article.pk}/edit/").text
        assert f"/cms/articles/{article.pk}/still-right/" in client.get(f"/cms/pages/{article.get_parent().pk}/").text


class TestToCheck:
    def test_the_worst_comes_first_and_each_state_is_counted(self, country):
        make_article(country, "a", title="Current")
        make_article(country, "b", title="Overdue", checked_on=days(-400))
        make_article(country, "c", title="Never", checked_on=None)
        client = sign_in(make_member(country, Role.EDITOR))
        page = BeautifulSoup(client.get("/cms/articles/").content, "html.parser")
        assert [cell.text for cell in page.select("tbody strong")] == ["Overdue", "Never", "Current"]
        assert [tile.text for tile in page.select(".desk-counts strong")] == ["1", "1", "0", "1"]
        chosen = BeautifulSoup(client.get("/cms/articles/?state=never").content, "html.parser")
        assert [cell.text for cell in chosen.select("tbody strong")] == ["Never"]
        assert client.get("/cms/articles/?state=nonsense&country=serbia&p=x").status_code == 200

    def test_a_translation_is_no_article_of_its_own_and_a_draft_none_yet(self, country):
        from portal.countries import sites

        article = make_article(country, checked_on=None)
        article.copy_for_translation(sites.locale("uk")).save_revision().publish()
        make_article(country, "draft").unpublish()
        assert [item.pk for item in upkeep.standings([country])] == [article.pk]

    def test_another_country_stays_behind_its_wall(self, country):
        other = make_country("elsewhere", "XE")
        article = make_article(other, "secret", title="Of another team", checked_on=None)
        client = sign_in(make_member(country, Role.MANAGER))
        assert "Of another team" not in client.get("/cms/articles/?country=elsewhere").text
        for path in ("check", "checklist"):
            answer = client.get(f"/cms/articles/{article.pk}/{path}/", follow=True)
            assert "Of another team" not in answer.text
        client.post(f"/cms/articles/{article.pk}/still-right/")
        assert not ArticleCheck.objects.filter(translation_key=article.translation_key).exists()
        assert "Of another team" not in str(sections(make_member(country, Role.EDITOR), country, other))

    def test_queries_do_not_grow(self, country):
        fact = make_fact(country, "until", valid_until=days(-1))
        make_article(country, body=[("facts", [fact.pk])], checked_on=days(-20))
        user = make_member(country, Role.EDITOR)
        client = sign_in(user)
        counts = []
        for size in (3, 30):
            for number in range(size):
                make_article(country, f"g-{size}-{number}", checked_on=days(-400 if number % 2 else -1))
            client.get("/cms/articles/")
            sections(user, country)
            with CaptureQueriesContext(connection) as listed:
                assert client.get("/cms/articles/").status_code == 200
            with CaptureQueriesContext(connection) as desk:
                sections(user, country)
            counts.append((len(listed), len(desk)))
        assert counts[0] == counts[1]
        assert counts[0][1] <= 20


class TestDesk:
    def test_sections_say_how_many_and_lead_to_them(self, country):
        make_article(country, "a", title="Overdue", checked_on=days(-400))
        make_article(country, "b", title="Never", checked_on=None)
        fact = make_fact(country, "until", valid_until=days(3))
        make_article(country, "c", title="Ends soon", body=[("facts", [fact.pk])], checked_on=days(-30))
        found = sections(make_member(country, Role.EDITOR), country)
        assert [found[f"articles-{need}"].count for need in ("overdue", "never", "due")] == [1, 1, 1]
        due = found["articles-due"]
        assert (due.items[0].title, due.items[0].note, due.items[0].day) == (
            "Ends soon",
            "because a fact ends",
            days(3),
        )
        assert due.url == "/cms/articles/?state=due&country=testland"

    def test_an_officer_is_not_troubled_with_articles(self, country):
        make_article(country, checked_on=None)
        assert not [name for name in sections(make_member(country, Role.OFFICER), country) if "articles-never" in name]


def test_two_checks_on_one_day_the_later_one_counts(country):
    article = make_article(country, checked_on=None)
    for days_ahead in (10, 20):
        freshness.record_check(article=article, country=country, checked_on=TODAY, next_check_on=days(days_ahead))
    assert upkeep.standings([country])[0].fresh.next_check_on == days(20)
    assert freshness.newest([article.translation_key])[article.translation_key].next_check_on == days(20)
    assert ArticlePage.objects.get(pk=article.pk).title == "A guide"
