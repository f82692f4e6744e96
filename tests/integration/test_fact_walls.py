"""Who sees and changes facts, and what waits for whom."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.countries import sites
from portal.countries.models import Fact, FactText
from portal.countries.roles import Role
from tests.factories import make_article, make_country, make_fact
from tests.factories.facts import desk, edit_url, opened, overview
from tests.factories.people import member

DAY = dt.timedelta(days=1)


def today() -> dt.date:
    return timezone.localdate()


@pytest.fixture
def country(db):
    return make_country()


@pytest.fixture
def editor(country) -> Client:
    return member(country, Role.EDITOR)


@pytest.fixture
def fact(country) -> Fact:
    return make_fact(country, "last-day", label="The last day")


class TestDesk:
    def test_each_keeper_finds_what_waits_in_the_own_country(self, country, editor, fact):
        other = make_country("otherland", "XO")
        for where in (country, other):
            make_fact(where, "gone", label="Gone", valid_until=today() - DAY)
            make_fact(where, "soon", label="Soon", valid_until=today() + DAY)
        Fact.objects.filter(pk=fact.pk).update(checked_on=today() - 200 * DAY)
        sections = desk(editor.user, [country, other])
        assert {name: section.count for name, section in sections.items()} == {
            "facts-run-out": 1,
            "facts-ending": 1,
            "facts-due": 1,
        }
        assert sections["facts-due"].items[0].url == overview(fact)
        assert not any(
            section.count for section in desk(member(country, Role.TRANSLATOR, "uk").user, [country]).values()
        )


class TestDeleting:
    @pytest.mark.parametrize("role", [Role.PUBLISHER, Role.MANAGER])
    def test_a_fact_that_nothing_shows_is_deleted(self, country, fact, role):
        client = member(country, role)
        url = reverse("portal_fact:delete", args=[fact.pk])
        assert url in client.get(overview(fact)).text
        client.post(url)
        assert not Fact.objects.filter(pk=fact.pk).exists()

    def test_one_that_readers_see_stays_and_it_is_said_where(self, country, fact):
        make_article(
            country,
            title="Uses it",
            body=[("text", f'<p>By <a linktype="fact" id="{fact.pk}">{{fact:last-day}}</a>.</p>')],
        )
        manager = member(country, Role.MANAGER)
        bulk = f"/cms/bulk/countries/fact/delete/?next=/cms/&id={fact.pk}"
        for url in (reverse("portal_fact:delete", args=[fact.pk]), bulk):
            answer = manager.post(url, follow=True)
            assert answer.redirect_chain[0][0] == overview(fact)
            assert "Not deleted" in answer.text
            assert "Uses it" in answer.text
        assert Fact.objects.filter(pk=fact.pk).exists()

    def test_an_emergency_number_stays(self, country):
        number = make_fact(country, "help", type="phone", phone_value="112", emergency_order=1)
        member(country, Role.MANAGER).post(reverse("portal_fact:delete", args=[number.pk]))
        assert Fact.objects.filter(pk=number.pk).exists()

    def test_an_editor_deletes_nothing(self, editor, fact):
        assert editor.post(reverse("portal_fact:delete", args=[fact.pk])).status_code in (302, 403)
        assert Fact.objects.filter(pk=fact.pk).exists()


class TestWalls:
    def test_another_country_reaches_nothing(self, country, editor, fact):
        editor.post(edit_url(fact), {**opened(editor, edit_url(fact)), "remark": "x"})
        stranger = member(make_country("otherland", "XO"), Role.MANAGER)
        revision = fact.revisions.first()
        words = fact.texts.get()
        urls = [
            edit_url(fact),
            overview(fact),
            reverse("portal_fact_check", args=[fact.pk]),
            reverse("portal_fact:history", args=[fact.pk]),
            reverse("portal_fact:usage", args=[fact.pk]),
            reverse("portal_fact:revisions_revert", args=[fact.pk, revision.pk]),
            reverse("portal_fact:revisions_compare", args=[fact.pk, "earliest", "latest"]),
            reverse("portal_fact_chooser:chosen", args=[fact.pk]),
            reverse("portal_fact_text:edit", args=[words.pk]),
        ]
        for url in urls:
            for response in (stranger.get(url), stranger.post(url)):
                assert response.status_code in (302, 403, 404, 405), url
                assert "The last day" not in response.text
        for url in (
            reverse("portal_fact:list"),
            reverse("portal_fact_text:list"),
            reverse("portal_fact_chooser:choose"),
        ):
            assert "last-day" not in stranger.get(url).text
        fact.refresh_from_db()
        assert not fact.checks.exists()

    @pytest.mark.parametrize("role", [Role.TRANSLATOR, Role.REVIEWER, Role.OFFICER])
    def test_readers_of_the_own_country_see_and_choose_only(self, country, fact, role):
        reader = member(country, role, "uk" if role is Role.TRANSLATOR else "")
        assert reader.get(overview(fact)).status_code == 200
        assert "last-day" in reader.get(reverse("portal_fact:list")).text
        chosen = reader.get(reverse("portal_fact_chooser:chosen", args=[fact.pk]))
        assert chosen.json()["result"]["mark"] == "{fact:last-day}"
        assert reader.get(edit_url(fact)).status_code in (302, 403)
        assert reader.post(reverse("portal_fact_check", args=[fact.pk])).status_code in (302, 403)
        assert not fact.checks.exists()

    def test_translators_word_facts_in_their_languages_only(self, country, fact):
        ukrainian = FactText.objects.create(fact=fact, locale=sites.locale("uk"), label="День")
        translator = member(country, Role.TRANSLATOR, "uk")
        for text, code in ((ukrainian, 302), (fact.texts.get(locale=sites.locale("en")), 200)):
            url = reverse("portal_fact_text:edit", args=[text.pk])
            data = {**opened(translator, url), "label": "Інше"}
            assert translator.post(url, data).status_code == code
        assert set(FactText.objects.filter(fact=fact).values_list("label", flat=True)) == {"The last day", "Інше"}
