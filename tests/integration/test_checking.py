"""Recording checks: what renews, what does not, and what is refused."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import ModelLogEntry

from portal.core import clock
from services_map import checking, standing
from services_map.freshness import State, Withdrawal
from services_map.models import Report, Service, ServiceCheck
from tests.factories import make_country
from tests.factories.services import make_officer, make_service

TODAY = clock.today("Europe/Prague")  # the test country's


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


@pytest.fixture
def country(db):
    return make_country()


@pytest.fixture
def service(country):
    return make_service(country, checked_on=ago(100))


def fresh(service):
    return standing.of(Service.objects.filter(pk=service.pk), TODAY)[service.pk][0]


def test_a_check_renews_and_says_who_when_and_how(country, service):
    officer = make_officer(country)
    assert fresh(service).state == State.OVERDUE
    check = checking.record(service, "confirmed", user=officer, method="visit", note=" Asked for Ana. ")
    assert (check.checked_on, check.checked_by, check.method, check.user) == (TODAY, "Test team", "visit", officer)
    assert check.note == "Asked for Ana."
    assert fresh(service).state == State.CURRENT
    entry = ModelLogEntry.objects.for_instance(service).get()
    assert (entry.action, entry.user) == ("services_map.check", officer)
    assert "Ana" not in str(entry.data)


def test_editing_does_not_renew(service):
    service.hours = "Mo 10:00-12:00"
    service.save()
    text = service.texts.get()
    text.description = "Other words."
    text.save()
    service.save_revision()
    assert fresh(service).checked_on == ago(100)


def test_could_not_reach_does_not_renew(service):
    checking.record(service, "unreachable")
    found = fresh(service)
    assert (found.state, found.checked_on, found.unreachable_on) == (State.OVERDUE, ago(100), TODAY)


def test_closed_and_temporarily_closed(service):
    checking.record(service, "temporarily-closed", until=TODAY + dt.timedelta(days=5))
    assert fresh(service).closed_until == TODAY + dt.timedelta(days=5)
    checking.record(service, "closed")
    assert fresh(service).withdrawal == Withdrawal.CLOSED


def test_a_check_written_down_later_does_not_hide_a_newer_one(service):
    checking.record(service, "confirmed")
    checking.record(service, "confirmed", on=ago(80), method="import")
    assert fresh(service).checked_on == TODAY


@pytest.mark.parametrize(
    "outcome, values, field",
    [
        ("confirmed", {"on": TODAY + dt.timedelta(days=1)}, "on"),
        ("temporarily-closed", {}, "until"),
        ("temporarily-closed", {"until": ago(1)}, "until"),
        ("confirmed", {"until": TODAY}, "until"),
        ("seen", {}, "outcome"),
        ("confirmed", {"method": "telepathy"}, "method"),
    ],
)
def test_what_cannot_be_is_refused(service, outcome, values, field):
    with pytest.raises(ValidationError) as problem:
        checking.record(service, outcome, **values)
    assert list(problem.value.message_dict) == [field]
    assert ServiceCheck.objects.filter(service=service).count() == 1
    assert not ModelLogEntry.objects.for_instance(service).exists()


def test_a_record_is_never_changed(service):
    check = checking.record(service, "confirmed")
    check.note = "Other words"
    with pytest.raises(ValidationError):
        check.save()


def test_only_the_countrys_officers_check(service):
    other = make_officer(make_country("otherland", "XO"))
    with pytest.raises(PermissionDenied):
        checking.record(service, "confirmed", user=other)
    assert fresh(service).checked_on == ago(100)


def make_report(service, on):
    return Report.objects.create(service=service, reason="hours", reported_on=on)


@pytest.mark.parametrize(
    "outcome, handled", [("confirmed", True), ("closed", True), ("unreachable", False), ("temporarily-closed", False)]
)
def test_which_checks_answer_reports(country, service, outcome, handled):
    officer, report = make_officer(country), make_report(service, ago(3))
    until = TODAY if outcome == "temporarily-closed" else None
    checking.record(service, outcome, user=officer, until=until)
    report.refresh_from_db()
    assert (report.handled_on, report.handled_by) == ((TODAY, officer) if handled else (None, None))


def test_a_check_answers_no_report_that_came_after_it(country, service):
    later = make_report(service, ago(3))
    checking.record(service, "confirmed", user=make_officer(country), on=ago(4))
    later.refresh_from_db()
    assert later.handled_on is None


def test_an_organization_does_not_answer_reports_about_itself(country, service):
    report = make_report(service, ago(3))
    checking.record(service, "confirmed", method="organization")
    report.refresh_from_db()
    assert (report.handled_on, fresh(service).checked_on) == (None, TODAY)
