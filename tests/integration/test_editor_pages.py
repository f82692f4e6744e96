"""What an editor's pages bring along: calendars, titles, the checks of a preview, zones and days."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.formats import date_format
from wagtail.admin.localization import get_available_admin_time_zones

from portal.countries.roles import Role
from tests.factories.team import make_member, page_form, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(country):
    return sign_in(make_member(country, Role.EDITOR))


def test_a_check_is_recorded_with_a_calendar(editor, article):
    answer = editor.get(reverse("articles_record_check", args=[article.pk])).content.decode()
    assert "date-time-chooser" in answer


@pytest.mark.parametrize("name", ["articles_to_check", "articles_checklist"])
def test_lists_of_checks_have_a_title(editor, article, name):
    answer = editor.get(reverse(name, args=[article.pk] if name == "articles_checklist" else []))
    assert not BeautifulSoup(answer.content, "html.parser").title.text.strip().startswith("-")


def test_zones_are_those_that_browsers_know():
    zones = get_available_admin_time_zones()
    assert "Europe/Chisinau" in zones
    assert "localtime" not in zones


def test_days_are_written_as_on_pages():
    assert date_format(dt.date(2026, 11, 22)) == "22 November 2026"
    assert date_format(dt.datetime(2026, 11, 22, 11, 2, tzinfo=dt.UTC), "DATETIME_FORMAT") == "22 November 2026, 11:02"


def test_the_checks_of_a_preview_have_what_they_look_with(editor, article):
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[article.pk])
    editor.post(address, page_form(article))
    answer = editor.get(f"{address}?in_preview_panel=true")
    assert "wagtail-userbar" in answer.content.decode()
    assert "style-src 'self'" in answer["Content-Security-Policy"]
    assert "wagtail-userbar" not in editor.get(address).content.decode()
