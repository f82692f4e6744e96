"""From a draft to publication: review, legal check where asked for, publication by the own country's people."""

import datetime as dt

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from wagtail import hooks
from wagtail.models import TaskState, Workflow

from articles import workflow
from articles.models import ApprovalTask, ArticlePage
from portal.countries.roles import Role
from tests.conftest import SiteClient
from tests.factories import make_article, make_country
from tests.factories.team import latest, make_member, page_form, sign_in

pytestmark = pytest.mark.django_db
SOURCES = [("source", {"title": "The law", "url": "", "dated": None})]
LATER = timezone.now() + dt.timedelta(days=1)


@pytest.fixture
def people(country):
    return {role: make_member(country, role) for role in Role}


@pytest.fixture
def article(country):
    return make_article(country, sources=SOURCES)


def edit(user, article, **fields):
    fields.setdefault("title", "A better guide")
    return sign_in(user).post(f"/cms/pages/{article.pk}/edit/", page_form(article, **fields), follow=True)


def edit_page(user, article):
    return sign_in(user).get(f"/cms/pages/{article.pk}/edit/")


def approve(user, article, action: str = "approve", comment: str = ""):
    state = current(article)
    client = sign_in(user)
    url = f"/cms/pages/workflow/action/{article.pk}/{action}/{state.pk}/"
    return client.post(url, {"comment": comment}, follow=True)


def current(article) -> TaskState | None:
    return ArticlePage.objects.get(pk=article.pk).current_workflow_task_state


def step(article) -> str:
    state = current(article)
    return state.task.specific.step if state else ""


def shown(article) -> str:
    return SiteClient("testland.localhost").get("/en/housing/a-guide/").text


def waiting(user, *countries, name: str = "articles-approval"):
    found = [section for hook in hooks.get_hooks("portal_desk") for section in hook(user, list(countries))]
    return next((section for section in found if section.name == name), None)


def sent_back(user, *countries) -> list[tuple[str, str]]:
    section = waiting(user, *countries, name="articles-sent-back")
    return [(item.title, item.note) for item in section.items] if section else []


class TestTheWholePath:
    def test_draft_review_publish(self, country, people, article):
        edit(people[Role.EDITOR], article, **{"action-submit": "1"})
        assert step(article) == "review"
        assert "A better guide" not in shown(article)
        approve(people[Role.REVIEWER], article, comment="Well written.")
        assert step(article) == "publish"  # nobody asked for lawyers
        assert "A better guide" not in shown(article)
        approve(people[Role.PUBLISHER], article)
        assert "A better guide" in shown(article)
        assert current(article) is None

    def test_a_flagged_article_goes_through_the_legal_check(self, country, people, article):
        edit(people[Role.EDITOR], article, needs_legal_check="on", **{"action-submit": "1"})
        approve(people[Role.REVIEWER], article)
        assert step(article) == "legal"
        approve(people[Role.REVIEWER], article)
        assert step(article) == "publish"

    def test_the_reviewer_sends_it_back_with_words_and_the_editor_sends_it_again(self, country, people, article):
        edit(people[Role.EDITOR], article, **{"action-submit": "1"})
        approve(people[Role.REVIEWER], article, "reject", "Which law?")
        state = ArticlePage.objects.get(pk=article.pk).current_workflow_state
        assert (state.status, state.current_task_state.comment) == ("needs_changes", "Which law?")
        told = [str(message) for message in edit_page(people[Role.EDITOR], article).context["messages"]]
        assert len(told) == 1
        assert "reviewer.testland asked for changes (review)." in told[0]
        assert "Which law?" in told[0]
        assert sent_back(people[Role.EDITOR], country) == [("A better guide", "Which law?")]
        assert sent_back(people[Role.REVIEWER], country) == []
        assert sent_back(people[Role.EDITOR], make_country("otherland", "XN")) == []
        edit(people[Role.EDITOR], article, title="The best guide", **{"action-submit": "1"})
        approve(people[Role.REVIEWER], article)
        assert sent_back(people[Role.EDITOR], country) == []
        approve(people[Role.MANAGER], article)
        assert "The best guide" in shown(article)
        assert list(edit_page(people[Role.EDITOR], article).context["messages"]) == []

    def test_what_was_sent_back_to_somebody_who_left_comes_to_the_others(self, country, people, article):
        edit(people[Role.EDITOR], article, **{"action-submit": "1"})
        approve(people[Role.REVIEWER], article, "reject", "Which law?")
        assert sent_back(people[Role.MANAGER], country) == []
        people[Role.EDITOR].is_active = False
        people[Role.EDITOR].save()
        assert sent_back(people[Role.MANAGER], country) == [("A better guide", "Which law?")]

    def test_it_cannot_be_edited_under_the_reviewers_eyes(self, country, people, article):
        edit(people[Role.EDITOR], article, **{"action-submit": "1"})
        edit(people[Role.EDITOR], article, title="Changed meanwhile")
        assert latest(article).title == "A better guide"

    def test_the_last_step_holds_to_the_checklist(self, country, people):
        article = make_article(country)  # without sources
        edit(people[Role.EDITOR], article, sources=[], **{"action-submit": "1"})
        approve(people[Role.REVIEWER], article)
        answer = approve(people[Role.PUBLISHER], article)
        assert step(article) == "publish"
        assert "A better guide" not in shown(article)
        assert answer.status_code == 200
        # The same from the editor's own menu.
        fields = {"action-workflow-action": "1", "workflow-action-name": "approve"}
        answer = edit(people[Role.PUBLISHER], article, sources=[], **fields)
        assert "Name at least one source" in answer.text
        assert "A better guide" not in shown(article)
        edit(people[Role.PUBLISHER], article, **fields)
        assert "A better guide" in shown(article)


class TestWalls:
    def test_nobody_approves_for_another_country_or_another_step(self, country, people, article):
        other = make_country("elsewhere", "XE")
        strangers = [make_member(other, role) for role in (Role.REVIEWER, Role.PUBLISHER, Role.MANAGER)]
        edit(people[Role.EDITOR], article, **{"action-submit": "1"})
        for user in (*strangers, people[Role.EDITOR], people[Role.PUBLISHER], people[Role.OFFICER]):
            approve(user, article)
            assert step(article) == "review", user
        approve(people[Role.REVIEWER], article)
        for user in (*strangers, people[Role.EDITOR], people[Role.REVIEWER]):
            approve(user, article)
            assert step(article) == "publish", user
        assert "A better guide" not in shown(article)

    def test_a_step_of_the_own_country_opens_no_page_of_another(self, country, people, article):
        """Wagtail's view takes the page and the step from the address, and does not ask whether they belong together."""
        other = make_country("elsewhere", "XE")
        secret = make_article(other, "secret", title="Of another team", sources=SOURCES)
        edit(people[Role.EDITOR], article, **{"action-submit": "1"})
        edit(make_member(other, Role.EDITOR), secret, title="Of another team", **{"action-submit": "1"})
        client = sign_in(people[Role.REVIEWER])
        url = f"/cms/pages/workflow/action/{secret.pk}/approve/{current(article).pk}/"
        assert "Of another team" not in client.get(url, follow=True).text
        client.post(url, {"comment": ""}, follow=True)
        assert (step(secret), step(article)) == ("review", "review")

    def test_an_editor_cannot_publish_past_the_workflow(self, country, people, article):
        edit(people[Role.EDITOR], article, **{"action-publish": "1"})
        assert "A better guide" not in shown(article)

    def test_each_sees_what_waits_for_them_on_the_desk(self, country, people, article):
        other = make_country("elsewhere", "XE")
        edit(people[Role.EDITOR], article, **{"action-submit": "1"})
        reviewer = waiting(people[Role.REVIEWER], country)
        assert (reviewer.count, reviewer.items[0].title) == (1, "A better guide")
        assert waiting(people[Role.PUBLISHER], country).count == 0
        assert waiting(people[Role.OFFICER], country) is None
        stranger = make_member(other, Role.REVIEWER)
        assert waiting(stranger, country, other).count == 0
        approve(people[Role.REVIEWER], article)
        assert waiting(people[Role.PUBLISHER], country).count == 1

    def test_mail_goes_to_the_countrys_people_only(self, country, people, article, admin_user):
        other = make_country("elsewhere", "XE")
        make_member(other, Role.REVIEWER)
        mail.outbox.clear()
        edit(people[Role.EDITOR], article, **{"action-submit": "1"})
        addresses = {address for message in mail.outbox for address in message.to}
        assert addresses == {people[Role.REVIEWER].email, people[Role.MANAGER].email}


class TestBuilding:
    def test_it_can_be_run_again_and_puts_right_what_was_changed(self, country):
        def rows():
            return list(ApprovalTask.objects.filter(country=country).order_by("pk").values_list("step", "name"))

        before = rows()
        assert [name for name, _ in before] == ["review", "legal", "publish"]
        task = ApprovalTask.objects.get(country=country, step="review")
        task.groups.clear()
        total = Workflow.objects.count()
        call_command("apply_workflows")
        call_command("apply_workflows")
        assert rows() == before
        assert {group.name for group in task.groups.all()} == {"reviewer.testland", "manager.testland"}
        assert Workflow.objects.filter(name=str(country)).count() == 1
        assert Workflow.objects.count() >= total

    def test_each_country_has_its_own(self, country):
        other = make_country("elsewhere", "XE")
        found = {workflow.build(item).pk for item in (country, other)}
        assert len(found) == 2
        assert make_article(country).get_workflow().pk != make_article(other).get_workflow().pk


class TestTime:
    def test_a_scheduled_article_appears_at_its_hour_and_goes_at_its_end(self, country, people, article):
        article.unpublish()
        publisher = people[Role.PUBLISHER]
        stamp = timezone.localtime(LATER).strftime("%Y-%m-%d %H:%M")
        edit(publisher, article, go_live_at=stamp, **{"action-publish": "1"})
        client = SiteClient("testland.localhost")
        assert client.get("/en/housing/a-guide/").status_code == 404
        revision = ArticlePage.objects.get(pk=article.pk).scheduled_revision
        assert revision is not None
        revision.approved_go_live_at = timezone.now() - dt.timedelta(minutes=1)
        revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
        revision.save()
        call_command("publish_scheduled")
        assert "A better guide" in client.get("/en/housing/a-guide/").text
        assert "A better guide" in client.get("/en/housing/").text
        ArticlePage.objects.filter(pk=article.pk).update(expire_at=timezone.now() - dt.timedelta(minutes=1))
        call_command("publish_scheduled")
        assert client.get("/en/housing/a-guide/").status_code == 404
        assert "A better guide" not in client.get("/en/housing/").text

    def test_what_lacks_something_is_not_scheduled(self, country, people, article):
        stamp = timezone.localtime(LATER).strftime("%Y-%m-%d %H:%M")
        answer = edit(people[Role.PUBLISHER], article, go_live_at=stamp, sources=[], **{"action-publish": "1"})
        assert "Name at least one source" in answer.text
        assert ArticlePage.objects.get(pk=article.pk).scheduled_revision is None


class TestHistory:
    def test_compare_and_restore(self, country, people, article):
        edit(people[Role.PUBLISHER], article, **{"action-publish": "1"})
        first, second = article.revisions.order_by("pk")
        client = sign_in(people[Role.PUBLISHER])
        url = f"/cms/pages/{article.pk}/revisions/compare/{first.pk}...{second.pk}/"
        compared = client.get(url)
        assert "better" in compared.text
        assert client.get(f"/cms/pages/{article.pk}/revisions/{first.pk}/revert/").status_code == 200
        edit(people[Role.PUBLISHER], article, title="A guide", revision=first.pk, **{"action-publish": "1"})
        assert "A better guide" not in shown(article)

    def test_a_lock_holds(self, country, people, article):
        sign_in(people[Role.PUBLISHER]).post(f"/cms/pages/{article.pk}/lock/")
        edit(people[Role.EDITOR], article)
        assert latest(article).title == "A guide"
        sign_in(people[Role.EDITOR]).post(f"/cms/pages/{article.pk}/unlock/")
        assert ArticlePage.objects.get(pk=article.pk).locked
        sign_in(people[Role.PUBLISHER]).post(f"/cms/pages/{article.pk}/unlock/")
        edit(people[Role.EDITOR], article)
        assert latest(article).title == "A better guide"

    def test_another_country_can_do_nothing_of_this(self, country, people, article):
        stranger = sign_in(make_member(make_country("elsewhere", "XE"), Role.MANAGER))
        edit(people[Role.EDITOR], article)
        first, second = article.revisions.order_by("pk")
        for path in (f"revisions/compare/{first.pk}...{second.pk}/", f"revisions/{first.pk}/revert/", "history/"):
            assert "A better guide" not in stranger.get(f"/cms/pages/{article.pk}/{path}", follow=True).text
        stranger.post(f"/cms/pages/{article.pk}/lock/")
        assert not ArticlePage.objects.get(pk=article.pk).locked
