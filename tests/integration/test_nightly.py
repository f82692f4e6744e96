"""The nightly command: what becomes due, who is told, what readers see."""

import datetime as dt
import io

import pytest
from django.core import mail
from django.core.management import call_command
from django.test.utils import override_settings
from django.utils import timezone

from portal.core import clock, stamps
from services_map import stamp
from services_map.models import OfficerNote, Proposal, Report
from tests.factories import make_country
from tests.factories.services import make_location, make_officer, make_service

TODAY = clock.today("Europe/Prague")  # the test country's
MAIL = override_settings(EMAIL_HOST="mail.example.org", EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
NEEDLE = "Needle-7f3a"


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


@pytest.fixture
def country(db):
    return make_country()


@pytest.fixture
def officer(country):
    user = make_officer(country)
    user.email = "officer@example.org"
    user.save()
    return user


@pytest.fixture
def tomorrow(monkeypatch):
    """Moves the clock on by days."""
    real, moved = timezone.now, [0]
    monkeypatch.setattr(timezone, "now", lambda: real() + dt.timedelta(days=moved[0]))
    return lambda days=1: moved.__setitem__(0, moved[0] + days)


def run() -> tuple[str, str]:
    out, errors = io.StringIO(), io.StringIO()
    call_command("directory_nightly", stdout=out, stderr=errors)
    return out.getvalue(), errors.getvalue()


def make_one_of_each(country, **fields):
    for slug, days in (("fresh", 1), ("due", 80), ("overdue", 100), ("withdrawn", 136), ("long-gone", 300)):
        make_service(country, slug, name=f"The {slug} one", checked_on=ago(days), **fields)


def test_it_counts_states_per_country_and_works_without_mail(country, officer):
    make_one_of_each(country)
    out, errors = run()
    assert "testland: 5 listed (1 current, 1 due, 1 overdue, 2 withdrawn)" in out
    assert "officer.testland: 1 due, 1 overdue, 1 withdrawn, 0 reported, 0 with corrections in testland" in out
    assert (errors, mail.outbox) == ("", [])


@MAIL
def test_an_officer_gets_one_digest_a_day_of_the_own_listings(country, officer, tomorrow):
    colleague = make_officer(country, "colleague")
    colleague.email = "colleague@example.org"
    colleague.save()
    make_one_of_each(country, officer=officer)
    shared = make_service(country, "shared", name="Nobody's own")
    Report.objects.create(service=shared, reason="hours", comment=NEEDLE, reported_on=TODAY)
    Proposal.objects.create(service=shared, field="name", new=NEEDLE, proposed_on=TODAY)
    run()
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert set(letters) == {"officer@example.org", "colleague@example.org"}
    mine, theirs = letters["officer@example.org"], letters["colleague@example.org"]
    for name in ("The due one", "The overdue one", "The withdrawn one", "Nobody's own: 1 report", "1 correction"):
        assert name in mine
    assert "The fresh one" not in mine
    assert "The long-gone one" not in mine
    assert "The due one" not in theirs
    assert "Nobody's own: 1 report" in theirs
    run()
    assert len(mail.outbox) == 2
    tomorrow()
    run()
    assert len(mail.outbox) == 4
    assert "The withdrawn one" not in mail.outbox[-2].body + mail.outbox[-1].body


@MAIL
def test_listings_of_an_officer_who_left_go_to_the_others(country, officer):
    left = make_officer(country, "left")
    make_one_of_each(country, officer=left)
    left.is_active = False
    left.save()
    run()
    assert [letter.to for letter in mail.outbox] == [["officer@example.org"]]
    assert "The due one" in mail.outbox[0].body


@MAIL
def test_a_digest_holds_nothing_confidential(country, officer):
    place = make_location(country, "hidden", address=NEEDLE, note=NEEDLE)
    service = make_service(country, checked_on=ago(100), locations=(place,), source_title=NEEDLE)
    OfficerNote.objects.create(service=service, text=NEEDLE)
    Report.objects.create(service=service, reason="other", comment=NEEDLE, reported_on=TODAY)
    Proposal.objects.create(service=service, field="description", old=NEEDLE, new=NEEDLE, proposed_on=TODAY)
    out, errors = run()
    assert "A service" in mail.outbox[0].body
    assert NEEDLE not in mail.outbox[0].subject + mail.outbox[0].body + out + errors


@override_settings(
    EMAIL_HOST="127.0.0.1", EMAIL_PORT=9, EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend"
)  # nobody listens there
def test_mail_that_fails_is_reported_and_tried_again(country, officer):
    make_one_of_each(country)
    out, errors = run()
    assert "officer.testland: not sent (ConnectionRefusedError)" in errors
    assert "testland: 5 listed" in out
    with MAIL:
        run()
    assert len(mail.outbox) == 1


def test_pages_are_refreshed_only_where_the_day_changed_something(country, officer, tomorrow):
    quiet = make_country("otherland", "XO")
    make_service(quiet, checked_on=TODAY)
    make_service(country, checked_on=ago(90))
    run()
    scopes = [stamp.scope(slug) for slug in ("testland", "otherland")]
    before = [stamps.current(scope) for scope in scopes]
    run()
    tomorrow()  # one becomes overdue
    run()
    after = [stamps.current(scope) for scope in scopes]
    assert before[0] != after[0]
    assert before[1] == after[1]
