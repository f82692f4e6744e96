"""The register of facts: forms, history, checks, use, the desk, and the walls around them."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks

from portal.countries import fact_register, fact_text, sites
from portal.countries.models import Fact, FactCheck, FactText
from portal.countries.roles import Role
from tests.conftest import SiteClient
from tests.factories import make_article, make_country, make_fact
from tests.factories.facts import desk, edit_url, opened, overview
from tests.factories.people import member

DAY = dt.timedelta(days=1)


def today() -> dt.date:
    return timezone.localdate()


def in_state(name: str) -> set[str]:
    return {fact.key for fact in fact_register.in_state(Fact.objects.filter(country__slug="testland"), name, today())}


@pytest.fixture
def country(db):
    return make_country()


@pytest.fixture
def editor(country) -> Client:
    return member(country, Role.EDITOR)


@pytest.fixture
def fact(country) -> Fact:
    return make_fact(country, "last-day", label="The last day")


class TestForm:
    def new(self, editor, **values) -> dict:
        data = opened(editor, reverse("portal_fact:add"))
        data |= {"key": "fee", "type": "money", "number_value": "30", "currency": "EUR", "source_title": "The law"}
        words = {"texts-0-locale": sites.locale("en").pk, "texts-0-label": "The fee"}
        return {**data, **words, "checked": "on", **values}

    def test_an_editor_enters_a_fact_of_the_own_country(self, country, editor):
        response = editor.post(reverse("portal_fact:add"), self.new(editor))
        assert response.status_code == 302, response.context["form"].errors
        fact = Fact.objects.get(country=country, key="fee")
        assert fact.checked_on == today()
        check = fact.checks.get()
        assert (check.user, check.value, check.source_title) == (editor.user, "30\xa0EUR", "The law")

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"source_title": ""}, "source_title"),
            ({"valid_from": "2027-02-01", "valid_until": "2027-01-01"}, "valid_until"),
            ({"number_value": ""}, "number_value"),
            ({"checked": ""}, "checked"),
            ({"key": "last-day"}, "key"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(self, editor, fact, values, field):
        response = editor.post(reverse("portal_fact:add"), self.new(editor, remark="A long remark", **values))
        assert response.status_code == 200
        form = response.context["form"]
        assert field in form.errors or "__all__" in form.errors
        assert "A long remark" in response.text
        assert "The fee" in response.text
        assert not Fact.objects.filter(key="fee", country=fact.country).exists()

    @pytest.mark.parametrize("code", ["uk", "ro"])
    def test_words_are_in_languages_of_the_country_the_source_among_them(self, editor, code):
        response = editor.post(
            reverse("portal_fact:add"), self.new(editor, **{"texts-0-locale": sites.locale(code).pk})
        )
        assert response.status_code == 200
        assert "source language" in response.text

    def test_the_owner_is_one_of_the_team(self, country, editor):
        stranger = member(make_country("otherland", "XO"), Role.EDITOR).user
        response = editor.post(reverse("portal_fact:add"), self.new(editor, owner=stranger.pk))
        assert "owner" in response.context["form"].errors
        own = member(country, Role.REVIEWER).user
        assert editor.post(reverse("portal_fact:add"), self.new(editor, owner=own.pk)).status_code == 302
        assert Fact.objects.get(key="fee", country=country).owner == own

    def test_the_database_refuses_the_same(self, fact):
        for values in (
            {"source_title": ""},
            {"valid_from": today(), "valid_until": today() - DAY},
            {"check_every_days": 7},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Fact.objects.filter(pk=fact.pk).update(**values)


class TestHistory:
    def change(self, client, fact, **values):
        response = client.post(edit_url(fact), {**opened(client, edit_url(fact)), **values}, follow=True)
        assert response.status_code == 200
        return response

    def test_what_it_was_who_changed_it_and_when(self, editor, fact):
        checked_on = fact.checked_on
        page = self.change(editor, fact, date_value="2028-01-02").text
        fact.refresh_from_db()
        assert (fact.date_value, fact.checked_on) == (dt.date(2028, 1, 2), checked_on)  # editing is not checking
        states = fact_register.history(fact, "en")
        assert [(state.value, state.who) for state in states] == [
            ("2 January 2028", editor.user),
            ("4 March 2027", None),
        ]
        assert "4 March 2027" in page
        history = editor.get(reverse("portal_fact:history", args=[fact.pk]))
        assert history.status_code == 200
        old, new = fact.revisions.order_by("pk").values_list("pk", flat=True)
        compared = editor.get(reverse("portal_fact:revisions_compare", args=[fact.pk, old, new]))
        assert "2028" in compared.text

    def test_an_earlier_state_comes_back_with_the_words_of_today(self, editor, fact):
        self.change(editor, fact, date_value="2028-01-02")
        FactText.objects.create(fact=fact, locale=sites.locale("uk"), label="Останній день")
        first = fact.revisions.order_by("pk").first()
        url = reverse("portal_fact:revisions_revert", args=[fact.pk, first.pk])
        data = {**opened(editor, url), "revision": first.pk}
        assert editor.post(edit_url(fact), data).status_code == 302
        fact.refresh_from_db()
        assert fact.date_value == dt.date(2027, 3, 4)
        assert set(FactText.objects.filter(fact=fact).values_list("label", flat=True)) == {
            "The last day",
            "Останній день",
        }

    def test_other_rooms_may_offer_something_after_a_change(self, editor, fact):
        seen = []

        def offer(request, fact, before, after):
            seen.append((before, after))
            return [("/log/", "Tell readers")]

        with hooks.register_temporarily("portal_fact_changed", offer):
            assert "Tell readers" in self.change(editor, fact, date_value="2028-01-02").text
            self.change(editor, fact, remark="No other value")
        assert seen == [("4 March 2027", "2 January 2028")]


class TestChecks:
    def test_one_press(self, editor, fact):
        page = editor.post(reverse("portal_fact_check", args=[fact.pk]), follow=True)
        fact.refresh_from_db()
        assert fact.checked_on == today()
        assert fact.checks.get().user == editor.user
        assert "counts for all languages" in page.text

    def test_an_earlier_day_never_makes_it_older_and_a_later_one_is_refused(self, editor, fact):
        url = reverse("portal_fact_check", args=[fact.pk])
        editor.post(url, {"on": "2026-01-01"})
        editor.post(url, {"on": (today() + 2 * DAY).isoformat()})
        editor.post(url, {"on": "someday"})
        fact.refresh_from_db()
        assert fact.checked_on == dt.date(2026, 11, 1)
        assert [check.checked_on for check in fact.checks.all()] == [dt.date(2026, 1, 1)]

    def test_a_check_is_never_changed(self, editor, fact):
        editor.post(reverse("portal_fact_check", args=[fact.pk]))
        check = FactCheck.objects.get(fact=fact)
        check.note = "Something else"
        with pytest.raises(ValidationError):
            check.save()

    def test_states(self, country):
        make_fact(country, "gone", valid_until=today() - DAY)
        make_fact(country, "last", valid_until=today())
        make_fact(country, "soon", valid_until=today() + 30 * DAY)
        make_fact(country, "later", valid_until=today() + 31 * DAY)
        for key, days, every in (("late", 91, 90), ("just", 90, 90), ("monthly", 31, 30), ("yearly", 300, 365)):
            made = make_fact(country, key, check_every_days=every)
            Fact.objects.filter(pk=made.pk).update(checked_on=today() - days * DAY)
        Fact.objects.filter(country=country, key__in=["gone", "last", "soon", "later"]).update(checked_on=today())
        assert in_state("run-out") == {"gone"}
        assert in_state("ending") == {"last", "soon"}
        assert in_state("due") == {"late", "monthly"}
        assert in_state("in-order") == {"later", "just", "yearly"}
        for fact in Fact.objects.filter(country=country):
            assert fact.key in in_state(fact_register.state(fact, today()))


class TestUse:
    def test_blocks_and_sentences_in_all_languages(self, country, editor, fact):
        text = f"<p>Before {fact_text.stored(fact.pk, fact.key)}.</p>"
        in_block = make_article(country, "one", title="One", body=[("facts", [fact.pk])])
        make_article(country, "two", title="Two", body=[("text", text)])
        in_block.copy_for_translation(sites.locale("uk"), copy_parents=True)
        uses = fact_register.uses(fact)
        assert [(use.title, [page.locale.language_code for page in use.pages]) for use in uses] == [
            ("One", ["en", "uk"]),
            ("Two", ["en"]),
        ]
        page = editor.get(overview(fact)).text
        assert reverse("wagtailadmin_pages:edit", args=[in_block.pk]) in page
        assert fact_register.with_uses(Fact.objects.filter(pk=fact.pk)).get().used == 3


class TestList:
    def test_filters_and_search(self, country, editor, fact):
        make_fact(country, "gone", label="Old fee", valid_until=today() - DAY)
        make_fact(make_country("otherland", "XO"), "foreign-day", label="Foreign day")
        url = reverse("portal_fact:list")

        def shown(query: str) -> set[str]:
            response = editor.get(f"{url}?{query}")
            return {item.key for item in response.context["object_list"]}

        assert shown("") == {"last-day", "gone"}
        assert shown("state=run-out") == {"gone"}
        assert shown("q=fee") == {"gone"}
        assert shown("type=phone") == set()
        assert editor.get(f"{url}?state=nothing").status_code == 200
        found = editor.get(reverse("portal_fact_chooser:choose_results"), {"q": "Old"}).text
        assert "gone" in found
        assert "last-day" not in found

    def test_queries_do_not_grow(self, country, editor):
        counts = {}
        urls = {
            "list": reverse("portal_fact:list"),
            "words": reverse("portal_fact_text:list"),
            "chooser": reverse("portal_fact_chooser:choose"),
        }
        body = []
        for size in (3, 40):
            for number in range(Fact.objects.filter(country=country).count(), size):
                made = make_fact(country, f"fact-{number}", label=f"Fact {number}", owner=editor.user)
                body.append(("facts", [made.pk]))
            make_article(country, f"of-{size}", body=body)
            for name, url in urls.items():
                editor.get(url)
                with CaptureQueriesContext(connection) as captured:
                    assert editor.get(url).status_code == 200
                counts.setdefault(name, []).append(len(captured))
            user = get_user_model().objects.get(pk=editor.user.pk)
            with CaptureQueriesContext(connection) as captured:
                desk(user, [country])
            counts.setdefault("desk", []).append(len(captured))
        print(counts)
        assert all(small == large for small, large in counts.values()), counts


def test_an_edit_in_the_admin_is_public_at_once(country, editor, fact):
    make_article(
        country, body=[("text", f"<p>Before {fact_text.stored(fact.pk, fact.key)}.</p>"), ("facts", [fact.pk])]
    )
    reader = SiteClient("testland.localhost")
    assert reader.get("/en/housing/a-guide/").text.count("4 March 2027") == 2
    editor.post(edit_url(fact), {**opened(editor, edit_url(fact)), "date_value": "2028-01-02"})
    for code in ("en", "uk", "ar"):
        assert reader.get(f"/{code}/housing/a-guide/").text.count('datetime="2028-01-02"') == 2
