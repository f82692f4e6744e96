"""What nobody has checked counts from the day it was put on the list: an old draft has its time, an edit renews nothing."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core import clock
from portal.countries.models import Country
from portal.demo import synthetic_services
from services_map import standing, upkeep
from services_map.freshness import State
from services_map.models import Service
from tests.factories import services as make
from tests.factories.spreadsheets import NEW, bring_in, make_ground

pytestmark = pytest.mark.django_db
TODAY = clock.today("Europe/Prague")
LONG_AGO = TODAY - dt.timedelta(days=400)


@pytest.fixture
def officer(country):
    return make.make_officer(country)


def unchecked(country, slug="old", status="draft", **fields) -> Service:
    """A service of long ago that nobody has checked."""
    service = make.make_service(country, slug, status=status, **fields)
    service.checks.all().delete()
    Service.objects.filter(pk=service.pk).update(created_at=timezone.now() - dt.timedelta(days=400))
    return Service.objects.get(pk=service.pk)


def state(service: Service) -> State:
    return standing.of(Service.objects.filter(pk=service.pk), TODAY)[service.pk][0].state


def day(service: Service) -> dt.date | None:
    return Service.objects.get(pk=service.pk).listed_on


def test_an_old_draft_that_is_listed_today_is_not_withdrawn_at_once(country):
    service = unchecked(country)
    assert service.listed_on is None
    service.status = "listed"
    service.save(update_fields=["status"])
    assert (day(service), state(service)) == (TODAY, State.OVERDUE)


def test_relisted_counts_anew_and_an_edit_does_not(country, officer):
    service = unchecked(country, status="listed")
    Service.objects.filter(pk=service.pk).update(listed_on=LONG_AGO)
    service = Service.objects.get(pk=service.pk)
    service.capacity = "full"
    service.save()
    assert (day(service), state(service)) == (LONG_AGO, State.WITHDRAWN)
    upkeep.archive(service, user=officer)
    assert day(service) is None
    upkeep.restore(service, user=officer)
    assert day(service) is None
    service.status = "listed"
    service.save()
    assert (day(service), state(service)) == (TODAY, State.OVERDUE)


def test_neither_a_revision_nor_an_edit_of_what_was_listed_before_days_were_kept_renews(country):
    service = unchecked(country, status="listed")
    Service.objects.filter(pk=service.pk).update(listed_on=None)
    earlier = Service.objects.get(pk=service.pk).save_revision()
    assert state(service) == State.WITHDRAWN
    Service.objects.get(pk=service.pk).save()
    assert day(service) == Service.objects.get(pk=service.pk).created_at.date()
    Service.objects.filter(pk=service.pk).update(listed_on=TODAY)
    earlier.as_object().save()
    assert day(service) == TODAY


def test_a_duplicate_is_not_listed_and_what_is_merged_keeps_its_day(country, officer):
    keep, drop = unchecked(country, "keep", "listed"), unchecked(country, "drop", "listed")
    Service.objects.filter(pk=keep.pk).update(listed_on=LONG_AGO)
    keep = Service.objects.get(pk=keep.pk)
    assert upkeep.duplicate(keep, user=officer).listed_on is None
    upkeep.merge(keep, drop, user=officer)
    assert (day(keep), day(drop)) == (LONG_AGO, None)


def test_spreadsheets_date_what_they_list():
    country = make_ground()
    officer = make.make_officer(country)

    def apply(**changes: str) -> dt.date | None:
        bring_in(country, officer, {**NEW, **changes})
        return Service.objects.get(country=country).listed_on

    assert apply(status="draft") is None
    assert apply(status="listed") == TODAY
    Service.objects.filter(country=country).update(listed_on=LONG_AGO)
    assert apply(status="listed", **{"opening hours": "24/7"}) == LONG_AGO
    assert apply(status="archived") is None


def test_the_load_test_dates_what_they_list():
    country = Country.objects.get(slug="slovakia")
    synthetic_services.Services(country).fill_up(3)
    rows = Service.objects.filter(country=country).listed()
    assert rows.filter(slug__startswith=synthetic_services.PREFIX).exists()
    assert not rows.filter(slug__startswith=synthetic_services.PREFIX, listed_on=None).exists()
