"""Work on many translations at once: done in pieces, resumed, told."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import override_settings
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import Translation

from articles.board import jobs
from articles.board.hooks import translations_on_the_desk
from articles.models import TranslationJob, TranslationJobItem, TranslationState
from portal.countries import sites
from portal.countries.roles import Role
from tests.factories import make_article, topic_page
from tests.factories.translations import bulk, client, key, person, row, text
from tests.integration.test_translation import fill, submit, translated

State = TranslationState.State
Kind = TranslationJob.Kind
pytestmark = pytest.mark.django_db


class TestWork:
    def test_sending_and_publishing_many(self, country, article, manager):
        other = make_article(country, "another")
        response = bulk(manager, country, "send", [key(article), key(other)], to=("uk", "ar"))
        assert "Finished" in text(response)
        assert {row(page, code).state for page in (article, other) for code in ("uk", "ar")} == {State.IN_PROGRESS}
        fill(Translation.objects.get(source__object_id=article.translation_key, target_locale=sites.locale("uk")), "uk")
        response = bulk(manager, country, "publish", [], to=("uk", "ar"), all="1")
        assert translated(article, "uk").live
        assert row(article).state == State.CURRENT
        assert not translated(other, "uk").live
        assert "0 of 3 texts are translated" in text(response)

    def test_no_change_needed_keeps_who_and_when(self, country, article, manager):
        fill(found := submit(article, "uk"), "uk")
        found.save_target(publish=True)
        article.title = "A guide!"
        article.save_revision().publish()
        page = client(manager).get(reverse("translation_cell", args=[row(article).pk]))
        changes = BeautifulSoup(page.content, "html.parser").select_one(".board-change")
        assert (changes.find("del").get_text(), changes.find("ins").get_text()) == ("guide", "guide!")
        client(manager).post(reverse("translation_settle", args=[row(article).pk]))
        settled = row(article)
        assert (settled.state, settled.settled_by) == (State.CURRENT, manager)
        assert found.get_progress() == (3, 3)

    def test_work_stopped_half_way_goes_on(self, country, manager):
        pages = [make_article(country, f"page-{number}") for number in range(3)]
        job = jobs.create(kind=Kind.SEND, country=country, user=manager, states=[row(page) for page in pages])
        assert not jobs.run_slice(job, seconds=0)
        assert jobs.progress(job)["done"] == 0 or jobs.progress(job)["waiting"] > 0
        response = client(manager).get(reverse("translation_job", args=[job.pk]))
        assert "Finished" in text(response)
        assert {row(page).state for page in pages} == {State.IN_PROGRESS}

    def test_unfinished_work_asks_the_browser_to_come_again(self, country, article, manager):
        job = jobs.create(kind=Kind.SEND, country=country, user=manager, states=[row(article)])
        other = person(country, Role.EDITOR)
        response = client(other).get(reverse("translation_job", args=[job.pk]))
        assert response["Refresh"]
        assert row(article).state == State.MISSING  # somebody else's look does no work

    def test_what_fails_says_why_and_can_be_tried_again(self, country, article, manager):
        job = jobs.create(kind=Kind.SEND, country=country, user=manager, states=[row(article)])
        article.unpublish()
        jobs.run_slice(job)
        item = TranslationJobItem.objects.get(job=job)
        assert item.status == TranslationJobItem.Status.FAILED
        article.save_revision().publish()
        client(manager).post(reverse("translation_job_retry", args=[job.pk]), follow=True)
        item.refresh_from_db()
        assert item.status == TranslationJobItem.Status.DONE

    @override_settings(
        WAGTAILLOCALIZE_MACHINE_TRANSLATOR={"CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"}
    )
    def test_a_machine_translates_where_one_is_set_up(self, country, article):
        boss = get_user_model().objects.create_superuser("boss", "b@example.org", "x")
        bulk(boss, country, "machine", [key(article)])
        bulk(boss, country, "publish", [key(article)])
        assert row(article).state == State.MACHINE

    def test_without_a_machine_it_is_not_offered(self, country, article, manager):
        page = client(manager).get("/cms/translations/?country=testland")
        assert "by machine" not in page.content.decode()

    def test_assigned_work_is_on_the_desk_of_that_person(self, country, article, manager):
        translator = person(country, Role.TRANSLATOR, "uk")
        bulk(manager, country, "assign", [key(article)], person=str(translator.pk), due="2026-12-24")
        given = row(article)
        assert (given.assignee, given.due_on) == (translator, dt.date(2026, 12, 24))
        section = next(iter(translations_on_the_desk(translator, [country])))
        assert (section.name, section.count, section.items[0].title) == ("translations-assigned", 1, "A guide")
        page = client(translator).get("/cms/translations/?assignee=me")
        assert "A guide" in text(page)

    @pytest.mark.parametrize("bad", [{"person": "999999"}, {"due": "2026-02-31"}, {"due": "soon"}])
    def test_nonsense_is_not_assigned(self, country, article, manager, bad):
        values = {"person": str(manager.pk), "due": "", **bad}
        bulk(manager, country, "assign", [key(article)], **values)
        assert row(article).assignee is None

    def test_nobody_gets_a_language_that_is_not_theirs(self, country, article, manager):
        translator = person(country, Role.TRANSLATOR, "ar")
        response = bulk(manager, country, "assign", [key(article)], person=str(translator.pk))
        assert "does not translate into these languages" in text(response)

    def test_nothing_chosen_is_said(self, country, article, manager):
        assert "Choose rows" in text(bulk(manager, country, "send"))
        assert "Choose what to do" in text(bulk(manager, country, "explode", [key(article)]))


def test_pages_are_not_lost_when_a_translation_is_begun_of_a_page_written_by_hand(country, article, manager):
    page = article.copy_for_translation(sites.locale("uk"), copy_parents=True)
    page.title = "Посібник"
    page.save_revision().publish()
    bulk(manager, country, "send", [key(article)])
    found = Translation.objects.get(source__object_id=article.translation_key)
    assert found.get_progress() == (3, 3)
    assert Page.objects.get(pk=page.pk).title == "Посібник"


class TestAPageWithAllBelowIt:
    @pytest.fixture(autouse=True)
    def untranslated(self, country, article):
        """wagtail-localize offers only languages that the page itself lacks."""
        topic = topic_page(country)
        for page in Page.objects.filter(translation_key=topic.translation_key).exclude(pk=topic.pk):
            page.delete()

    def send(self, user, page, *codes):
        url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
        data = {"locales": [sites.locale(code).pk for code in codes], "include_subtree": "on"}
        answer = client(user).post(url, data, follow=True)
        for job in TranslationJob.objects.all():
            while not jobs.run_slice(job):  # what a first look left over
                pass
        return answer

    def test_is_sent_as_work_with_its_progress(self, country, article, manager):
        other = make_article(country, "another")
        response = self.send(manager, topic_page(country), "uk", "ar")
        assert "send for translation" in text(response)
        assert TranslationJob.objects.get().user == manager
        assert {row(page, code).state for page in (article, other) for code in ("uk", "ar")} == {State.IN_PROGRESS}

    def test_goes_to_translators_in_their_language_only(self, country, article):
        translator = person(country, Role.TRANSLATOR, "uk")
        self.send(translator, topic_page(country), "uk", "ar")
        assert not TranslationJob.objects.exists()
        self.send(translator, topic_page(country), "uk")
        assert (row(article, "uk").state, row(article, "ar").state) == (State.IN_PROGRESS, State.MISSING)

    def test_is_done_before_what_stands_below(self, country, article, manager):
        later, first = row(article), row(topic_page(country))
        job = jobs.create(kind=Kind.SEND, country=country, user=manager, states=[later, first])
        assert [item.subject for item in job.items.order_by("pk")] == [first.subject, later.subject]
        jobs.run_slice(job)
        assert jobs.progress(job)["done"] == 2
