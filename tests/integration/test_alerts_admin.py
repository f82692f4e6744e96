"""Alerts in the admin: who drafts, who publishes, who translates; bad input; the desk."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.core import clock
from portal.countries import alerts_admin, roles, sites
from portal.countries.models import Alert, AlertText
from portal.countries.roles import Role
from tests.factories import make_article, make_country
from tests.factories.alerts import HOUR, make_alert, make_member

pytestmark = pytest.mark.django_db


def admin(user) -> Client:
    client = Client(HTTP_HOST="localhost:8000")
    client.force_login(user)
    return client


def form(country, **changes) -> dict:
    """A form as a browser sends it, with English words."""
    data = {
        "country": country.pk,
        "kind": "warning",
        "status": "draft",
        "starts_at": "2026-11-22 08:00",
        "ends_at": "2030-07-01 18:30",
        "dismissable": "on",
        "topic": "",
        "page": "",
        "url": "",
        "source_title": "The office",
        "source_url": "",
        "texts-TOTAL_FORMS": "1",
        "texts-INITIAL_FORMS": "0",
        "texts-MIN_NUM_FORMS": "1",
        "texts-MAX_NUM_FORMS": "1000",
        "texts-0-locale": sites.locale("en").pk,
        "texts-0-title": "Closed on Friday",
        "texts-0-text": "Call instead.",
        "texts-0-region": "",
        "texts-0-ORDER": "1",
        "texts-0-id": "",
        "texts-0-DELETE": "",
    }
    return {**data, **changes}


def edited(alert, **changes) -> dict:
    """The form of a stored alert with its first words."""
    text = alert.texts.first()
    return form(
        alert.country,
        **{"status": alert.status, "texts-INITIAL_FORMS": "1", "texts-0-id": text.pk, **changes},
    )


ADD = "countries_alert:add"


def edit_url(alert) -> str:
    return reverse("countries_alert:edit", args=[alert.pk])


class TestWriting:
    def test_an_editor_drafts_and_a_publisher_publishes(self, country):
        editor, publisher = admin(make_member(country, Role.EDITOR)), admin(make_member(country, Role.PUBLISHER))
        assert editor.post(reverse(ADD), form(country)).status_code == 302
        alert = Alert.objects.get(country=country)
        assert alert.status == "draft"
        assert publisher.post(edit_url(alert), edited(alert, status="published")).status_code == 302
        alert.refresh_from_db()
        assert alert.status == "published"

    def test_an_editor_cannot_publish_nor_change_what_is_published(self, country):
        editor = admin(make_member(country, Role.EDITOR))
        refused = editor.post(reverse(ADD), form(country, status="published"))
        assert refused.status_code == 200
        assert "Closed on Friday" in refused.text  # what was typed is there
        assert not Alert.objects.filter(country=country).exists()
        alert = make_alert(country)
        refused = editor.post(edit_url(alert), edited(alert, **{"texts-0-title": "Changed"}))
        assert "a publisher or manager can change it" in refused.text
        assert alert.texts.get().title == "The office is closed"

    def test_times_are_those_of_the_country(self, country):
        manager = make_member(country, Role.MANAGER)
        manager.wagtail_userprofile = None
        client = admin(get_user_model().objects.get(pk=manager.pk))
        client.post(reverse(ADD), form(country))
        alert = Alert.objects.get(country=country)
        assert alert.starts_at.isoformat() == "2026-11-22T07:00:00+00:00"  # Prague in winter
        assert alert.ends_at.isoformat() == "2030-07-01T16:30:00+00:00"  # and in summer
        assert 'value="2030-07-01 18:30"' in client.get(edit_url(alert)).text

    def test_history_and_preview(self, country):
        client = admin(make_member(country, Role.MANAGER))
        client.post(reverse(ADD), form(country))
        alert = Alert.objects.get(country=country)
        assert client.get(reverse("countries_alert:history", args=[alert.pk])).status_code == 200
        address = reverse("countries_alert:preview_on_edit", args=[alert.pk])
        assert client.post(address, edited(alert, **{"texts-0-title": "As it will look"})).json()["is_valid"]
        shown = client.get(f"{address}?mode=en")
        assert "As it will look" in shown.text
        assert "Until 1 July 2030, 18:30" in shown.text
        assert shown["Content-Security-Policy"].count("frame-ancestors 'self'") == 1


class TestBadInput:
    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"ends_at": "2026-11-22 07:59"}, "The end comes before the start."),
            ({"source_title": ""}, "This field is required."),
            ({"texts-0-locale": "uk"}, "the others are translated from it."),
            ({"texts-0-locale": "fr"}, "This country does not offer this language."),
            ({"texts-0-title": "x" * 101}, "At most 100 characters; these are 101."),
            ({"url": "https://example.org/", "page": "own"}, "Choose a page, or write an address: not both."),
            ({"page": "foreign"}, "This page belongs to another country."),
            ({"starts_at": "tomorrow"}, "Enter a valid date/time."),
        ],
        ids=str,
    )
    def test_a_clear_message_and_nothing_lost(self, country, changes, message):
        pages = {"own": make_article(country).pk, "foreign": make_article(make_country("otherland", "XO")).pk}
        for name, value in changes.items():
            if name == "texts-0-locale":
                changes = {**changes, name: sites.locale(value).pk}
            if name == "page":
                changes = {**changes, name: pages[value]}
        answer = admin(make_member(country, Role.PUBLISHER)).post(reverse(ADD), form(country, **changes))
        assert answer.status_code == 200
        assert message in answer.text
        assert "Call instead." in answer.text
        assert not Alert.objects.filter(country=country).exists()

    def test_a_language_twice(self, country):
        locale = sites.locale("en").pk
        second = {f"texts-1-{name}": "" for name in ("text", "region", "id", "DELETE")}
        second |= {"texts-1-locale": locale, "texts-1-title": "Again", "texts-1-ORDER": "2", "texts-TOTAL_FORMS": "2"}
        answer = admin(make_member(country, Role.PUBLISHER)).post(reverse(ADD), form(country, **second))
        assert answer.status_code == 200
        assert not Alert.objects.filter(country=country).exists()


class TestWalls:
    NAMES = ("edit", "delete", "history", "usage", "preview_on_edit")

    @pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER, Role.MANAGER, Role.TRANSLATOR, Role.OFFICER])
    def test_nothing_of_another_country(self, country, role):
        other = make_country("needleland", "XN")
        alert = make_alert(other, "Needle", words={"uk": "Needle too"})
        client = admin(make_member(country, role, "uk" if role == Role.TRANSLATOR else ""))
        for space, row in (("countries_alert", alert), ("countries_alert_text", alert.texts.first())):
            for name in self.NAMES:
                for method in (client.get, client.post):
                    if name == "preview_on_edit" and space == "countries_alert_text":
                        continue
                    answer = method(reverse(f"{space}:{name}", args=[row.pk]), follow=True)
                    assert "Needle" not in answer.text, (space, name)
            for address in (f"{space}:list", f"{space}_chooser:choose"):
                answer = client.get(reverse(address), {"q": "Needle"}, follow=True)
                assert "Needle" not in answer.text.replace('value="Needle"', ""), address
            assert "Needle" not in client.get(reverse(f"{space}_chooser:chosen", args=[row.pk]), follow=True).text
        assert not alerts_admin.sections(get_user_model().objects.get(username=f"{role}-of-testland"), [other])

    def test_a_country_of_others_is_no_choice(self, country):
        other = make_country("otherland", "XO")
        answer = admin(make_member(country, Role.MANAGER)).post(reverse(ADD), form(other))
        assert answer.status_code == 200
        assert not Alert.objects.filter(country=other).exists()

    def test_a_translator_words_the_own_language_only(self, country):
        alert = make_alert(country, words={"ar": "مغلق"})
        client = admin(make_member(country, Role.TRANSLATOR, "uk"))
        address = reverse("countries_alert_text:add")
        data = {"alert": alert.pk, "title": "Офіс зачинено", "text": "", "region": ""}
        assert client.post(address, {**data, "locale": sites.locale("ar").pk}).status_code == 200
        assert client.post(address, {**data, "locale": sites.locale("uk").pk}).status_code == 302
        assert AlertText.objects.get(alert=alert, locale=sites.locale("uk")).title == "Офіс зачинено"
        for code in ("ar", "en"):
            text = AlertText.objects.get(alert=alert, locale=sites.locale(code))
            answer = client.post(reverse("countries_alert_text:edit", args=[text.pk]), data, follow=True)
            assert "Офіс" not in AlertText.objects.get(pk=text.pk).title
            assert answer.redirect_chain or answer.status_code == 403
        assert client.post(edit_url(alert), edited(alert), follow=True).redirect_chain

    def test_an_officer_has_no_alerts(self, country):
        client = admin(make_member(country, Role.OFFICER))
        assert client.get(reverse("countries_alert:list")).status_code == 302


class TestDesk:
    def test_what_ends_soon_lacks_a_language_or_waits(self, country):
        make_alert(country, "Soon over", ends_at=clock.now() + HOUR, words={"uk": "a", "ar": "b"})
        make_alert(country, "Half worded", words={"uk": "a"})
        make_alert(country, "A draft", status=Alert.Status.DRAFT)
        make_alert(country, "Over", starts_at=clock.now() - 2 * HOUR, ends_at=clock.now() - HOUR)
        user = make_member(country, Role.PUBLISHER)
        found = {
            section.name: [item.title for item in section.items] for section in alerts_admin.sections(user, [country])
        }
        assert found == {
            "alerts-ending": ["Soon over"],
            "alerts-untranslated": ["Half worded"],
            "alerts-drafts": ["A draft"],
        }

    def test_its_queries_do_not_grow(self, country):
        user = make_member(country, Role.MANAGER)
        roles.is_programme_staff(user)
        counts = []
        for _ in range(2):
            for _ in range(12):
                make_alert(country)
            with CaptureQueriesContext(connection) as captured:
                assert alerts_admin.sections(user, [country])
            counts.append(len(captured))
        assert counts[0] == counts[1] <= 5

    def test_the_lists_queries_do_not_grow(self, country):
        client = admin(make_member(country, Role.MANAGER))
        for address in ("countries_alert:list", "countries_alert_text:list"):
            counts = []
            for _ in range(3):
                for _ in range(5):
                    make_alert(country, words={"uk": "Офіс"})
                with CaptureQueriesContext(connection) as captured:
                    assert client.get(reverse(address)).status_code == 200
                counts.append(len(captured))
            assert counts[1] == counts[2], (address, counts)
