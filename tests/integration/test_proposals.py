"""Corrections of organizations: one field at a time, once, by an officer of the country."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import ModelLogEntry

from services_map import proposals
from services_map.models import ContactPoint, Service
from tests.factories import make_country
from tests.factories.services import make_officer, make_service


@pytest.fixture
def country(db):
    return make_country()


@pytest.fixture
def officer(country):
    return make_officer(country)


@pytest.fixture
def service(country):
    return make_service(country, contacts=(("phone", "1"), ("email", "a@example.org")), texts={"uk": "Послуга"})


def test_words_change_in_the_source_language_only_and_translations_become_outdated(officer, service):
    translated = service.texts.get(locale__language_code="uk")
    proposals.accept(proposals.propose(service, "name", "New name"), user=officer)
    source = service.texts.get(locale__language_code="en")
    assert (source.name, source.description) == ("New name", "What A service does.")
    translated.refresh_from_db()
    assert translated.name == "Послуга"
    assert translated.made_from != source.digest
    entry = ModelLogEntry.objects.for_instance(service).get()
    assert (entry.action, entry.user, entry.data["field"]) == ("services_map.accept", officer, "name")


@pytest.mark.parametrize("field, value", [("hours", "x" * 401), ("capacity", "huge"), ("name", " ")])
def test_a_value_that_cannot_be_changes_nothing_and_stays_undecided(officer, service, field, value):
    new = {"hours": "Mo 10:00-12:00", "capacity": "full", "name": "New name"}[field]
    proposal = proposals.propose(service, field, new)
    before = service.latest_revision_id
    with pytest.raises(ValidationError):
        proposals.accept(proposal, user=officer, value=value)
    proposal.refresh_from_db()
    unchanged = Service.objects.get(pk=service.pk)
    assert (proposal.accepted, unchanged.latest_revision_id) == (None, before)
    assert (unchanged.hours, unchanged.capacity, str(unchanged)) == ("Mo-Fr 09:00-17:00", "open", "A service")


def test_a_contact_that_works_no_more_is_taken_away(officer, service):
    contact = service.contacts.get(kind="email")
    first, second = (proposals.propose(service, f"contact:{contact.pk}", new) for new in ("", "b@example.org"))
    proposals.accept(first, user=officer)
    assert not ContactPoint.objects.filter(pk=contact.pk).exists()
    with pytest.raises(proposals.Outdated) as problem:
        proposals.accept(second, user=officer, force=True)
    assert problem.value.current is None
    foreign = make_service(service.country, "other").contacts.get()
    with pytest.raises(ValidationError):
        proposals.propose(service, f"contact:{foreign.pk}", "1")


def test_a_proposal_is_decided_once_and_by_the_countrys_officers(officer, service):
    proposal = proposals.propose(service, "cost", "paid")
    with pytest.raises(PermissionDenied):
        proposals.accept(proposal, user=make_officer(make_country("otherland", "XO")))
    proposals.refuse(proposal, user=officer)
    for decide in (proposals.accept, proposals.refuse):
        with pytest.raises(ValidationError):
            decide(proposal, user=officer)
    assert Service.objects.get(pk=service.pk).cost == "free"
    assert (proposal.accepted, proposal.decided_by) == (False, officer)


def test_what_changed_meanwhile_is_not_overwritten(officer, service):
    proposal = proposals.propose(service, "capacity", "full")
    Service.objects.filter(pk=service.pk).update(capacity="limited")
    with pytest.raises(proposals.Outdated) as problem:
        proposals.accept(proposal, user=officer)
    assert problem.value.current == "limited"
    proposals.accept(proposal, user=officer, force=True)
    changed = Service.objects.get(pk=service.pk)
    assert (changed.capacity, changed.capacity_as_of) == ("full", proposal.proposed_on)


def test_closed_for_good_is_a_check_once_an_officer_agrees(officer, service):
    proposal = proposals.propose(service, "closed", "closed")
    assert service.checks.count() == 1
    proposals.accept(proposal, user=officer)
    assert (service.checks.latest("pk").outcome, service.checks.latest("pk").user) == ("closed", officer)
    with pytest.raises(ValidationError):
        proposals.propose(service, "priority", "True")
