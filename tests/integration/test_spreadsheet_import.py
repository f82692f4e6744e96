"""Importing: shown first, applied as a whole or not at all, and repeatable."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import ModelLogEntry

from portal.countries import sites
from services_map.models import FormerSlug, Organization, Service, ServiceCheck, ServiceText
from services_map.spreadsheets import applying
from services_map.spreadsheets.applying import NotApplicable, Outdated
from services_map.spreadsheets.outcomes import Outcome
from tests.factories import make_country
from tests.factories.services import make_officer, make_service
from tests.factories.spreadsheets import NEW, bring_in, make_ground, make_sheet, plan_of, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def country():
    return make_ground()


@pytest.fixture
def officer(country):
    return make_officer(country)


def test_a_new_row_becomes_a_service_with_all_its_parts(country, officer):
    assert bring_in(country, officer, NEW) == ["new"]
    service = Service.objects.get(external_id="A1")
    assert (service.slug, service.status, service.languages, service.hours) == (
        "legal-help", "draft", ["en", "uk"], "Mo 09:00-17:00",
    )  # fmt: skip
    assert service.organization.type == "un"
    assert service.starts_on == dt.date(2026, 2, 1)
    assert [(one.kind, one.value, one.languages) for one in service.contacts.all()] == [
        ("phone", "+373 22 000 001", ["uk"]), ("email", "a@example.org", []),
    ]  # fmt: skip
    assert service.exceptions.get().reason == "holiday"
    location = service.places.get().location
    assert (location.visibility, location.point, location.address) == ("exact", (50.09, 14.42), "Hlavní 1")
    words = {text.locale.language_code: text for text in service.texts.all()}
    assert words["uk"].made_from == words["en"].digest
    assert words["uk"].translation_key == words["en"].translation_key
    assert service.latest_revision.content["texts"][0]["name"] == "Legal help"
    assert ModelLogEntry.objects.filter(object_id=service.pk, action="wagtail.create", user=officer).count() == 1
    assert not service.checks.exists()  # importing is no check


def test_importing_again_changes_nothing(country, officer):
    bring_in(country, officer, NEW)
    assert plan_of(country, NEW).counts == {Outcome.UNCHANGED: 1}
    with pytest.raises(NotApplicable):
        bring_in(country, officer, NEW)


def test_a_change_is_shown_cell_by_cell_and_keeps_the_rest(country, officer):
    bring_in(country, officer, NEW)
    stays = make_service(country, "stays")
    change = {"id": "a1".upper(), "cost": "paid", "name (en)": "Legal advice", "address (slug)": "legal-advice"}
    shown = plan_of(country, change).rows[0].changes
    assert [(one.header, one.old, one.new) for one in shown] == [
        ("cost", "free", "paid"), ("name (en)", "Legal help", "Legal advice"), ("address (slug)", "legal-help", "legal-advice"),
    ]  # fmt: skip
    bring_in(country, officer, change)
    service = Service.objects.get(external_id="A1")
    assert (service.cost, service.slug, service.contacts.count(), service.places.count()) == (
        "paid",
        "legal-advice",
        2,
        1,
    )
    assert FormerSlug.objects.get(slug="legal-help").service == service
    ukrainian = ServiceText.objects.get(service=service, locale=sites.locale("uk"))
    assert ukrainian.made_from != service.texts.get(locale=sites.locale("en")).digest  # the translation is outdated now
    assert Service.objects.get(pk=stays.pk).updated_at == stays.updated_at


def test_nothing_is_half_applied(country, officer):
    rows = [NEW, {**NEW, "id": "A2", "opening hours": "13:00pm"}]
    with pytest.raises(NotApplicable):
        bring_in(country, officer, *rows)
    assert not Service.objects.filter(country=country).exists()
    assert not Organization.objects.filter(country=country).exists()


def test_what_changed_since_it_was_shown_is_shown_again(country, officer):
    bring_in(country, officer, NEW)
    change = {"id": "A1", "cost": "paid"}
    shown = plan_of(country, change).digest()
    Service.objects.filter(country=country).update(cost="partly-paid")
    with pytest.raises(Outdated) as outdated:
        applying.run(make_sheet(change), country, shown, user=officer)
    assert outdated.value.plan.rows[0].changes[0].old == "partly-paid"
    assert Service.objects.get(country=country).cost == "partly-paid"


def test_an_officer_of_another_country_changes_nothing(country):
    with pytest.raises(PermissionDenied):
        bring_in(country, make_officer(make_country("otherland", "XU")), NEW)


def test_a_check_is_recorded_only_where_a_day_says_so(country, officer):
    bring_in(country, officer, {**NEW, "checked on": "2026-10-01"})
    assert ServiceCheck.objects.filter(service__country=country).values_list("method", "checked_on", "outcome").get() == (
        "import", dt.date(2026, 10, 1), "confirmed",
    )  # fmt: skip
    assert plan_of(country, {"id": "A1", "checked on": "2026-10-01"}).counts == {Outcome.UNCHANGED: 1}
    assert "B2" in problems(country, {"id": "A1", "checked on": "2999-01-01"})[0]
