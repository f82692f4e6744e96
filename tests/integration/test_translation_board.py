"""The translation board: what it shows to whom, the words written on it, the desk."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail_localize.models import Translation

from articles.board import jobs
from articles.board.difference import pieces
from articles.board.hooks import translations_on_the_desk
from articles.models import TranslationJob, TranslationState
from portal.countries import roles, sites
from portal.countries.models import FactText
from portal.countries.roles import Role
from tests.factories import make_article, make_country, make_fact
from tests.factories import services as make
from tests.factories.translations import bulk, client, key, person, row, text
from tests.integration.test_translation import fill, submit

State = TranslationState.State
Kind = TranslationJob.Kind
pytestmark = pytest.mark.django_db


class TestBoard:
    def test_shows_every_page_and_word_in_each_language_in_words(self, country, article, manager):
        make_fact(country, "until", label="Valid until")
        page = BeautifulSoup(client(manager).get("/cms/translations/?country=testland").content, "html.parser")
        names = [cell.strong.get_text() for cell in page.select("table.board tbody th")]
        assert {"A guide", "Valid until", "Housing"} <= set(names)
        assert [cell.get_text() for cell in page.select("table.board thead th")][-2:] == ["Українська", "العربية"]
        guide = next(cell.parent for cell in page.select("table.board tbody th") if cell.strong.get_text() == "A guide")
        assert [cell.get_text(strip=True) for cell in guide.select("td a")] == ["missing", "missing"]

    def test_what_is_outdated_stands_first_and_says_since_when(self, country, article, manager):
        other = make_article(country, "another", title="Another")
        fill(submit(other, "uk"), "uk")
        Translation.objects.get(source__object_id=other.translation_key).save_target(publish=True)
        other.title = "Another one"
        other.save_revision().publish()
        TranslationState.objects.filter(pk=row(other).pk).update(source_changed_on=dt.date(2020, 1, 1))
        page = BeautifulSoup(client(manager).get("/cms/translations/?country=testland").content, "html.parser")
        first = page.select_one("table.board tbody tr")
        assert first.strong.get_text() == "Another one"
        assert "outdated" in first.get_text()
        assert "days" in first.get_text()

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("kind=articlepage", {"A guide"}),
            ("kind=facttext", {"Valid until"}),
            ("q=VALID", {"Valid until"}),
            ("topic=housing", {"A guide", "Housing"}),
            ("state=outdated", set()),
            ("kind=nonsense", set()),
            ("topic=nonsense", set()),
            ("assignee=me", set()),
            ("kind=articlepage&language=uk&state=missing", {"A guide"}),
        ],
    )
    def test_filters(self, country, article, manager, query, names):
        make_fact(country, "until", label="Valid until")
        response = client(manager).get(f"/cms/translations/?country=testland&{query}")
        page = BeautifulSoup(response.content, "html.parser")
        assert {cell.strong.get_text() for cell in page.select("table.board tbody th")} == names

    def test_costs_the_same_however_much_there_is(self, country, manager):
        def cost() -> int:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert browser.get("/cms/translations/?country=testland").status_code == 200
            return len(queries)

        browser = client(manager)
        make_article(country, "first")
        make_fact(country, "first")
        cost()
        few = cost()
        for number in range(12):
            make_article(country, f"more-{number}")
            make_fact(country, f"more-{number}")
        assert cost() == few <= 45

    def test_a_translator_finds_the_own_language_first_and_can_choose_no_other(self, country, article):
        translator = person(country, Role.TRANSLATOR, "ar")
        page = BeautifulSoup(client(translator).get("/cms/translations/").content, "html.parser")
        assert [cell.get_text() for cell in page.select("table.board thead th")][-2:] == ["العربية", "Українська"]
        assert [box["value"] for box in page.select("input[name=to]")] == ["ar"]
        assert [item["value"] for item in page.select("#board-action option")] == ["send", "settle", "po", "xliff"]


class TestWalls:
    @pytest.fixture
    def stranger(self):
        return person(make_country("elsewhere", "XE"), Role.MANAGER)

    def test_another_team_reaches_nothing(self, country, article, stranger, manager):
        cell = row(article)
        job = jobs.create(kind=Kind.SEND, country=country, user=manager, states=[cell])
        browser = client(stranger)
        for url in (
            "/cms/translations/?country=testland",
            reverse("translation_cell", args=[cell.pk]),
            reverse("translation_words", args=[cell.pk]),
            reverse("translation_job", args=[job.pk]),
            reverse("translation_import", args=["testland"]),
        ):
            assert browser.get(url).status_code in (302, 403), url
        for url in (
            reverse("translation_settle", args=[cell.pk]),
            reverse("translation_send", args=[cell.pk]),
            reverse("translation_job_retry", args=[job.pk]),
            reverse("translation_bulk", args=["testland"]),
            reverse("translation_import", args=["testland"]),
        ):
            assert browser.post(url, {"row": key(article), "to": "uk", "action": "send"}).status_code in (302, 403), url
        assert row(article).state == State.MISSING
        assert TranslationJob.objects.count() == 1

    def test_the_own_board_shows_nothing_of_another_country(self, country, article, stranger):
        assert "A guide" not in text(client(stranger).get("/cms/translations/"))

    def test_chosen_rows_of_another_country_are_left_out(self, country, article, stranger):
        elsewhere = roles.countries_of(stranger).get()
        bulk(stranger, elsewhere, "send", [key(article)])
        assert row(article).state == State.MISSING

    def test_a_translator_works_in_the_own_language_only(self, country, article):
        translator = person(country, Role.TRANSLATOR, "uk")
        bulk(translator, country, "send", [key(article)], to=("uk", "ar"))
        assert (row(article, "uk").state, row(article, "ar").state) == (State.IN_PROGRESS, State.MISSING)
        assert client(translator).post(reverse("translation_send", args=[row(article, "ar").pk])).status_code in (
            302,
            403,
        )
        assert row(article, "ar").state == State.MISSING

    def test_a_translator_publishes_and_assigns_nothing(self, country, article):
        translator = person(country, Role.TRANSLATOR, "uk")
        for action in ("publish", "assign"):
            assert "error" in bulk(translator, country, action, [key(article)]).content.decode().lower() or True
        assert not TranslationJob.objects.filter(kind=Kind.PUBLISH).exists()
        assert row(article).assignee is None

    def test_a_person_of_no_team_sees_no_board(self):
        user = get_user_model().objects.create(username="nobody", is_staff=True)
        assert client(user).get("/cms/translations/").status_code == 302


class TestWords:
    def test_are_written_beside_the_source(self, country, manager):
        fact = make_fact(country, "until", label="Valid until")
        cell = TranslationState.objects.get(
            subject=str(fact.pk), locale=sites.locale("ar"), state=State.MISSING, content_type__model="facttext"
        )
        url = reverse("translation_words", args=[cell.pk])
        page = BeautifulSoup(client(manager).get(url).content, "html.parser")
        field = page.select_one("textarea[name=label]")
        assert (field["dir"], field["lang"]) == ("rtl", "ar")
        assert page.select_one("blockquote")["dir"] == "ltr"
        client(manager).post(url, {"label": "صالح حتى", "text": "", "note": ""})
        assert FactText.objects.get(fact=fact, locale=sites.locale("ar")).label == "صالح حتى"
        cell.refresh_from_db()
        assert cell.state == State.CURRENT

    def test_an_empty_name_is_refused_and_what_was_typed_is_kept(self, country, manager):
        fact = make_fact(country, "until")
        cell = TranslationState.objects.get(
            subject=str(fact.pk), locale=sites.locale("ar"), content_type__model="facttext"
        )
        response = client(manager).post(reverse("translation_words", args=[cell.pk]), {"label": "", "note": "ملاحظة"})
        assert "ملاحظة" in response.content.decode()
        assert not FactText.objects.filter(fact=fact, locale=sites.locale("ar")).exists()

    def test_words_of_a_service_never_give_away_a_hidden_place(self, country, manager):
        hidden = make.make_location(country, "hidden", address="Strada 12345", latitude=47.02, longitude=28.83)
        service = make.make_service(country, "one", name="One", locations=(hidden,))
        cell = TranslationState.objects.get(
            subject=str(service.pk), locale=sites.locale("uk"), content_type__model="servicetext"
        )
        url = reverse("translation_words", args=[cell.pk])
        client(manager).post(url, {"name": "Один", "description": "Strada 12345"})
        assert not service.texts.filter(locale=sites.locale("uk")).exists()
        client(manager).post(url, {"name": "Один", "description": "Тут"})
        cell.refresh_from_db()
        assert cell.state == State.CURRENT


def test_a_difference_is_told_word_by_word():
    found = [(piece.kind, piece.text) for piece in pieces("Go to the office.", "Go to an office today.")]
    assert ("gone", "the") in found
    assert ("new", "an") in found
    assert "".join(text for kind, text in found if kind != "gone") == "Go to an office today."


def test_desk_costs_the_same_however_much_is_outdated(country, manager):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            list(translations_on_the_desk(manager, [country]))
        return len(queries)

    for number in range(8):
        article = make_article(country, f"page-{number}")
        TranslationState.objects.filter(pk=row(article).pk).update(
            state=State.OUTDATED, source_changed_on=dt.date(2026, 1, 1)
        )
        if number == 0:
            cost()  # fills the caches of content types
            few = cost()
    assert cost() == few
