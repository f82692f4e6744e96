"""Readers report mistakes without saying who they are."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.core import clock
from services_map import reports
from services_map.models import Report
from tests.factories import make_country
from tests.factories.services import make_service

PATH = "/ar/services/a-service/report/"


@pytest.fixture
def service(db):
    return make_service(make_country())


@pytest.fixture
def later(monkeypatch):
    """Moves the clock on by seconds."""
    real, moved = timezone.now, [0.0]
    monkeypatch.setattr(timezone, "now", lambda: real() + dt.timedelta(seconds=moved[0]))
    return lambda seconds: moved.__setitem__(0, moved[0] + seconds)


def opened(client, path=PATH, **values):
    """What a browser sends: the form as it came, filled in."""
    soup = BeautifulSoup(client.get(path).content, "html.parser")
    data = {item["name"]: item.get("value", "") for item in soup.select("main input:not([type=radio])")}
    return {**data, "comment": "", **values}


def test_a_report_keeps_the_reason_the_comment_and_the_day(site, service, later):
    client = site("testland")
    data = opened(client, reason="hours", comment=" Closed on Mondays. ")
    later(3)
    answer = client.post(PATH, data, follow=True)
    soup = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 200
    assert soup.select_one('main a.button[href="/ar/services/a-service/"]') is not None
    report = Report.objects.get()
    assert (report.reason, report.comment, report.reported_on) == (
        "hours", "Closed on Mondays.", clock.today("Europe/Prague"),
    )  # fmt: skip
    kept = {field.name for field in Report._meta.fields}
    assert kept == {"id", "service", "reason", "comment", "reported_on", "handled_on", "handled_by"}


def test_the_page_is_private_in_the_readers_language_and_writes_nothing(site, service):
    client = site("testland")
    client.get("/ar/")
    with CaptureQueriesContext(connection) as queries:
        page = client.get(PATH)
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    soup = BeautifulSoup(page.content, "html.parser")
    assert (page["Cache-Control"], soup.html["dir"]) == ("no-store", "rtl")
    assert soup.select_one('meta[name=robots][content="noindex"]') is not None
    assert list(page.cookies) == [settings.CSRF_COOKIE_NAME]
    assert not client.get(f"{PATH}?sent").cookies


def test_without_the_token_of_the_form_nothing_is_taken(service):
    client = Client(HTTP_HOST="testland.localhost:8000", enforce_csrf_checks=True)
    assert client.post(PATH, {"reason": "hours"}).status_code == 403


@pytest.mark.parametrize(
    "values, wait, words",
    [
        ({"reason": ""}, 3, "choose what is wrong"),
        ({"reason": "boring"}, 3, "choose what is wrong"),
        ({"reason": "hours", "comment": "x" * 501}, 3, "at most 500"),
        ({"reason": "hours"}, 1, "very quick"),
        ({"reason": "hours"}, 90_000, "open for very long"),
        ({"reason": "hours", "opened": "forged"}, 3, "open for very long"),
        ({"reason": "hours", "comment": "\x00"}, 3, "Null characters"),
    ],
)
def test_a_wrong_form_says_why_and_keeps_what_was_typed(site, service, later, values, wait, words):
    client, path = site("testland"), "/en/services/a-service/report/"
    data = opened(client, path, **{"comment": "Typed with care.", **values})
    later(wait)
    page = client.post(path, data)
    assert words in page.content.decode()
    soup = BeautifulSoup(page.content, "html.parser")
    if "\x00" not in data["comment"]:
        assert soup.textarea.text.strip("\n") == data["comment"]
    assert not Report.objects.exists()
    assert soup.select("[role=alert]")


def test_programs_are_thanked_and_forgotten(site, service, later):
    client = site("testland")
    data = opened(client, reason="other", website="https://spam.example")
    later(3)
    assert client.post(PATH, data, follow=True).status_code == 200
    assert not Report.objects.exists()


@pytest.mark.parametrize("path", ["/en/services/nothing/report/", "/en/services/hidden/report/"])
def test_only_what_readers_see_can_be_reported(site, service, path):
    make_service(service.country, "hidden", status="draft")
    assert site("testland").get(path).status_code == 404
    assert site().get(path).status_code == 404


def test_one_network_cannot_flood(site, service, later):
    client = site("testland")
    for _ in range(3):
        data = opened(client, reason="hours")
        later(3)
        answer = client.post(PATH, data)
    assert (answer.status_code, Report.objects.count()) == (200, 2)
    assert reports.submit(service, "hours", "", "another-sender")
    assert reports.open_counts(service.country) == {service.pk: 3}
    with pytest.raises(ValidationError):
        reports.submit(service, "boring", "", "a-third-sender")
