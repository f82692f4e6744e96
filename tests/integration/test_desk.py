"""The desk: counts, the order of the queue, filters, and its cost."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.countries import sites
from services_map import desk
from services_map.desk import Filters, Level, Survey
from services_map.models import (
    Proposal,
    Report,
    Service,
    ServiceAtLocation,
    ServiceCheck,
    ServiceText,
    VisibilityRequest,
)
from tests.factories import make_country
from tests.factories import services as make

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def report(service: Service, times: int) -> None:
    for _ in range(times):
        Report.objects.create(service=service, reason="closed", reported_on=TODAY)


@pytest.fixture
def country():
    return make_country(languages=("en", "uk"))


@pytest.fixture
def mixed(country):
    """Listings of every kind; legal aid is checked every 90 days, shelters every 30."""
    legal = make.make_category("desk-legal", check_every_days=90)
    shelter = make.make_category("desk-shelter", parent="protection", check_every_days=30)
    long_late, late, due = {"checked_on": ago(110)}, {"checked_on": ago(95)}, {"checked_on": ago(85)}
    found = {
        "late": make.make_service(country, "late", category=legal, **late),
        "current": make.make_service(country, "current", category=legal, checked_on=ago(1), texts={"uk": "Так"}),
        "shelter": make.make_service(country, "shelter", category=shelter, checked_on=ago(32)),
        "due": make.make_service(country, "due", category=legal, **due),
        "waiting": make.make_service(country, "waiting", category=legal, checked_on=ago(2)),
        "reported": make.make_service(country, "reported", category=legal, checked_on=ago(3)),
        "long-late": make.make_service(country, "long-late", category=legal, **long_late),
        "withdrawn": make.make_service(country, "withdrawn", category=legal, checked_on=ago(300)),
        "draft": make.make_service(country, "draft", category=legal, checked_on=ago(300), status="draft"),
        "archived": make.make_service(country, "archived", category=legal, checked_on=ago(1), status="archived"),
    }
    report(found["reported"], desk.MANY_REPORTS)
    report(found["current"], 1)
    Report.objects.filter(service=found["current"]).update(handled_on=TODAY)
    Proposal.objects.create(service=found["waiting"], field="name", old="a", new="b", proposed_on=TODAY)
    closed = make.make_service(country, "closed", category=legal, checked_on=ago(9))
    ServiceCheck.objects.create(service=closed, outcome="closed", checked_on=ago(1), checked_by="team")
    return found


def slugs(listings) -> list[str]:
    return [listing.slug for listing in listings]


def test_the_most_urgent_stands_first(country, mixed):
    queue = Survey([country], TODAY).queue(Filters())
    assert slugs(queue) == [
        "reported", "shelter", "withdrawn", "long-late", "late", "due", "waiting", "current", "draft", "closed",
    ]  # fmt: skip
    levels = [listing.level for listing in queue]
    assert levels == sorted(levels)
    assert levels[1] == Level.SENSITIVE_OVERDUE
    assert queue[4].late == 5


def test_counts(country, mixed):
    place = make.make_location(country, "hidden")
    ServiceAtLocation.objects.create(service=mixed["shelter"], location=place)
    asked_by = make.make_officer(country)
    VisibilityRequest.objects.create(location=place, wanted="area", reason="Because", requested_by=asked_by)
    assert Survey([country], TODAY).counts() == {
        "current": 3, "due": 1, "overdue": 3, "withdrawn": 2, "reported": 1, "hidden": 1, "untranslated": 8,
        "draft": 1, "proposals": 1, "requests": 1,
    }  # fmt: skip


def test_what_a_tile_counts_is_what_it_leads_to(country, mixed):
    survey = Survey([country], TODAY)
    counts = survey.counts()
    for kind in desk.COUNTED:
        assert len(survey.queue(Filters(state=kind))) == counts[kind], kind
    assert slugs(survey.queue(Filters(state="archived"))) == ["archived"]


def test_filters(country, mixed):
    officer = make.make_officer(country)
    place = make.make_location(country)
    Service.objects.filter(slug="due", country=country).update(officer=officer, external_id="Row-7")
    ServiceAtLocation.objects.create(service=mixed["late"], location=place)
    ServiceText.objects.create(service=mixed["late"], locale=sites.locale("uk"), name="Юридична ДОПОМОГА")
    survey = Survey([country], TODAY)
    assert slugs(survey.queue(Filters(officer=officer.pk))) == ["due"]
    assert slugs(survey.queue(Filters(text="юридична допомога"))) == ["late"]
    assert slugs(survey.queue(Filters(text="row-7"))) == ["due"]
    assert len(survey.queue(Filters(text="demo ORGANIZATION"))) == 10
    assert slugs(survey.queue(Filters(town=place.town_id))) == ["late"]
    assert slugs(survey.queue(Filters(category=mixed["shelter"].category.parent_id))) == ["shelter"]


def test_the_same_queries_for_few_and_many(country, site):
    """At 100 and 2,000 services alike: two pages of the desk, opened by an officer."""
    client, numbers = site(""), []
    client.force_login(make.make_officer(country))
    source = make.make_service(country, "first", locations=(make.make_location(country),))
    url = reverse("services_map_desk")
    client.get(url)
    for total in (100, 2000):
        have = Service.objects.filter(country=country).count()
        rows = [
            Service(
                country=country, organization=source.organization, category=source.category, slug=f"s-{number}",
                status="listed",
            )
            for number in range(have, total)
        ]  # fmt: skip
        made = Service.objects.bulk_create(rows)
        ServiceText.objects.bulk_create(
            [ServiceText(service=row, locale=country.source_language, name=row.slug) for row in made]
        )
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url, {"q": "s-", "p": 2, "state": "overdue"})
        assert response.context["paginator"].count == total - 1
        assert len(response.context["lines"]) == 50 or total == 100
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 45
