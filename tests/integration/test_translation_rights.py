"""Work on many translations keeps to what the editor keeps to: the checklist, locks, and the rights of whoever asked, as they are now."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail_localize.models import Translation, TranslationSource

from articles.board import jobs
from articles.models import ArticlePage, TranslationJob, TranslationState
from portal.countries import roles, sites
from portal.countries.models import Country, Stage
from portal.countries.roles import Role
from tests.factories import make_article, make_programme_staff
from tests.factories.translations import bulk, client, key, person, row, text
from tests.integration.test_translation import fill, submit, translated

State = TranslationState.State
Kind = TranslationJob.Kind
pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(country):
    return person(country, Role.PUBLISHER)


def ready(article, code: str = "uk") -> Translation:
    """The article's translation with every text translated, not published yet."""
    fill(found := submit(article, code), code)
    return found


class TestTheChecklist:
    @pytest.fixture
    def bare(self, country):
        """An article that was published before the checklist asked for a source."""
        return make_article(country, "bare", title="A bare guide", sources=[])

    def test_holds_one_page_and_lets_the_others_pass(self, country, publisher, bare):
        whole = make_article(country)
        for article in (bare, whole):
            ready(article)
        answer = text(bulk(publisher, country, "publish", [key(bare), key(whole)]))
        assert "A bare guide" in answer
        assert "Name at least one source" in answer
        assert (translated(bare, "uk").live, translated(whole, "uk").live) == (False, True)
        assert (row(bare).state, row(whole).state) == (State.IN_PROGRESS, State.CURRENT)

    def test_holds_the_same_page_in_its_editor_and_says_why(self, publisher, bare):
        ready(bare)
        url = reverse("wagtailadmin_pages:edit", args=[translated(bare, "uk").pk])
        answer = text(client(publisher).post(url, {"action": "publish"}, follow=True))
        assert "Name at least one source" in answer
        assert not translated(bare, "uk").live

    def test_holds_what_is_synchronised_and_published_at_once(self, publisher, bare):
        ready(bare)
        source = TranslationSource.objects.get(object_id=bare.translation_key)
        url = reverse("wagtail_localize:update_translations", args=[source.pk])
        client(publisher).post(url, {"publish_translations": "on"})
        assert not translated(bare, "uk").live

    def test_lets_a_translation_pass_while_a_change_of_its_source_waits_for_words(self, country, publisher):
        article = make_article(country)
        ready(article)
        page = ArticlePage.objects.get(pk=article.pk)
        page.change_written = ("important", "")
        page.save_revision()
        bulk(publisher, country, "publish", [key(article)])
        assert translated(article, "uk").live


def test_a_locked_page_is_left_alone(country, publisher):
    article = make_article(country)
    ready(article)
    page = translated(article, "uk")
    page.locked, page.locked_by = True, person(country, Role.MANAGER)
    page.save()
    assert "You may not do this here" in text(bulk(publisher, country, "publish", [key(article)]))
    assert not translated(article, "uk").live


class TestRightsLostOnTheWay:
    @pytest.fixture
    def job(self, country, publisher):
        pages = [make_article(country, f"page-{number}") for number in range(3)]
        for page in pages:
            ready(page)
        found = jobs.create(kind=Kind.PUBLISH, country=country, user=publisher, states=[row(page) for page in pages])
        jobs.run_slice(found, seconds=0)
        assert jobs.progress(found)["done"] == 1
        return found

    def leave(user):
        user.groups.clear()

    def deactivate(user):
        user.is_active = False
        user.save()

    def demote(user):
        user.groups.set([roles.group(Country.objects.get(slug="testland"), Role.EDITOR)])

    def archive(user):
        Country.objects.filter(slug="testland").update(stage=Stage.ARCHIVED, stage_since="2026-11-01")

    @pytest.mark.parametrize("lose", [leave, deactivate, demote, archive])
    def test_stops_the_work_with_a_message(self, country, publisher, job, lose):
        lose(publisher)
        assert jobs.run_slice(job)
        assert (jobs.progress(job)["done"], jobs.progress(job)["waiting"]) == (1, 2)
        seen = client(person(country, Role.MANAGER)).get(reverse("translation_job", args=[job.pk]))
        assert "Stopped" in text(seen)
        assert "Refresh" not in seen

    def test_goes_on_when_the_right_comes_back(self, country, publisher, job):
        publisher.groups.clear()
        jobs.run_slice(job)
        publisher.groups.add(Group.objects.get(name="publisher.testland"))
        answer = client(publisher).post(reverse("translation_job_retry", args=[job.pk]), follow=True)
        assert "Finished" in text(answer)
        assert jobs.progress(job)["done"] == 3

    def test_a_language_that_was_taken_away_is_left_out(self, country):
        article = make_article(country, "other")
        translator = person(country, Role.TRANSLATOR, "uk")
        translator.groups.add(roles.group(country, Role.TRANSLATOR, "ar"))
        cells = [row(article, "uk"), row(article, "ar")]
        job = jobs.create(kind=Kind.SEND, country=country, user=translator, states=cells)
        translator.groups.remove(roles.group(country, Role.TRANSLATOR, "ar"))
        jobs.run_slice(job)
        assert (row(article, "uk").state, row(article, "ar").state) == (State.IN_PROGRESS, State.MISSING)
        assert sites.locale("ar").pk == job.items.get(status="failed").locale_id


class TestArchived:
    @pytest.fixture
    def article(self, country):
        found = make_article(country)
        Country.objects.filter(pk=country.pk).update(stage=Stage.ARCHIVED, stage_since="2026-11-01")
        return found

    def test_nobody_of_the_team_gives_work(self, country, article):
        manager = person(country, Role.MANAGER)
        told = text(bulk(manager, country, "assign", [key(article)], person=str(manager.pk)))
        assert "is archived. Nothing was changed" in told
        assert row(article).assignee is None

    def test_programme_staff_still_do(self, country, article):
        manager = person(country, Role.MANAGER)
        bulk(make_programme_staff(), country, "assign", [key(article)], person=str(manager.pk))
        assert row(article).assignee == manager
