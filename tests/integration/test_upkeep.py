"""What officers do with whole listings."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import ModelLogEntry

from portal.countries import sites
from services_map import upkeep
from services_map.models import FormerSlug, HoursException, OfficerNote, Report, Service, ServiceText
from tests.factories import make_country
from tests.factories.services import make_category, make_location, make_officer, make_service

FIRST, LAST = dt.date(2027, 2, 8), dt.date(2027, 3, 9)


@pytest.fixture
def country(db):
    return make_country()


@pytest.fixture
def officer(country):
    return make_officer(country)


def actions(service):
    return list(ModelLogEntry.objects.for_instance(service).values_list("action", flat=True))


def test_a_duplicate_is_a_draft_of_its_own(country, officer):
    other = make_category("clinic")
    service = make_service(country, external_id="A1", texts={"uk": "Послуга"}, locations=(make_location(country),))
    service.other_categories.add(other)
    service.save()
    ServiceText.objects.filter(service=service, locale=sites.locale("uk")).update(made_from="an older original")
    copy = upkeep.duplicate(service, user=officer)
    assert (copy.status, copy.slug, copy.external_id) == ("draft", "a-service-copy", "")
    assert not copy.checks.exists()
    assert list(copy.other_categories.all()) == [other]
    for mine, theirs in ((copy.texts, service.texts), (copy.places, service.places), (copy.contacts, service.contacts)):
        assert mine.count() == theirs.count() > 0
        assert not set(mine.values_list("pk", flat=True)) & set(theirs.values_list("pk", flat=True))
    assert copy.public_id != service.public_id
    # What is outdated stays so.
    assert copy.texts.get(locale=sites.locale("uk")).made_from == "an older original"
    assert copy.texts.values("translation_key").distinct().count() == 1
    assert copy.latest_revision.user == officer
    assert actions(copy) == ["services_map.duplicate"]
    assert upkeep.duplicate(service, user=officer).slug == "a-service-copy-2"


def test_a_merge_moves_what_the_other_lacks_and_leads_on(country, officer):
    shared, theirs = make_location(country), make_location(country, address="Vedlejší 2")
    keep = make_service(country, "keep", locations=(shared,), contacts=(("phone", "1"),))
    drop = make_service(
        country, "drop", external_id="B2", texts={"uk": "Те саме"}, locations=(shared, theirs),
        contacts=(("phone", "1"), ("email", "b@example.org")), checked_on=dt.date(2026, 1, 1),
    )  # fmt: skip
    Report.objects.create(service=drop, reason="hours", reported_on=dt.date(2026, 1, 2))
    OfficerNote.objects.create(service=drop, text="Note", user=officer)
    FormerSlug.objects.create(country=country, service=drop, slug="older")
    drop.checks.create(outcome="closed", checked_on=dt.date(2026, 2, 2), checked_by="Test team")
    upkeep.merge(keep, drop, user=officer)
    keep, drop = Service.objects.get(pk=keep.pk), Service.objects.get(pk=drop.pk)
    assert (keep.status, keep.external_id) == ("listed", "B2")
    assert (drop.status, drop.slug, drop.external_id) == ("archived", "drop-merged", "")
    assert [place.location for place in keep.places.all()] == [shared, theirs]
    assert [contact.value for contact in keep.contacts.all()] == ["1", "b@example.org"]
    assert {text.locale.language_code: text.name for text in keep.texts.all()} == {"en": "A service", "uk": "Те саме"}
    assert keep.texts.values("translation_key").distinct().count() == 1
    assert (keep.checks.count(), keep.reports.count(), keep.officer_notes.count()) == (2, 1, 1)
    assert [check.outcome for check in drop.checks.all()] == ["closed"]
    assert set(FormerSlug.objects.filter(service=keep).values_list("slug", flat=True)) == {"drop", "older"}
    assert (actions(keep), actions(drop)) == (["services_map.merge"], ["services_map.archive"])


def test_a_merge_hides_the_places_of_a_confidential_listing(country, officer):
    shelter = make_category("womens-shelter", confidential=True)
    keep = make_service(country, "keep", category=shelter)
    drop = make_service(country, "drop", locations=(make_location(country),))
    with pytest.raises(ValidationError):
        upkeep.merge(drop, keep, user=officer)  # its places would lose their protection
    upkeep.merge(keep, drop, user=officer)
    assert [place.location.visibility for place in keep.places.select_related("location")] == ["hidden"]


def test_a_merge_of_what_does_not_belong_together(country, officer):
    service = make_service(country)
    elsewhere = make_service(make_country("otherland", "XO"))
    for other in (service, elsewhere):
        with pytest.raises(ValidationError):
            upkeep.merge(service, other, user=officer)


def test_archive_and_restore(country, officer):
    service = make_service(country)
    upkeep.archive(service, user=officer)
    assert Service.objects.get(pk=service.pk).status == "archived"
    upkeep.restore(service, user=officer)
    assert Service.objects.get(pk=service.pk).status == "draft"
    assert actions(service) == ["services_map.restore", "services_map.archive"]
    assert service.revisions.count() == 2
    with pytest.raises(ValidationError):
        upkeep.restore(service, user=officer)


def test_a_portfolio_goes_to_an_officer_of_the_country_only(country, officer):
    services = [make_service(country, f"s-{number}", officer=officer) for number in range(3)]
    stranger = make_officer(make_country("otherland", "XO"))
    with pytest.raises(ValidationError):
        upkeep.hand_over(services, stranger, user=officer)
    with pytest.raises(PermissionDenied):
        upkeep.hand_over(services, stranger, user=stranger)
    assert set(Service.objects.filter(country=country).values_list("officer", flat=True)) == {officer.pk}
    colleague = make_officer(country, "colleague")
    assert upkeep.hand_over(Service.objects.filter(country=country), colleague, user=officer) == 3
    assert upkeep.hand_over(Service.objects.filter(country=country), colleague, user=officer) == 0
    assert set(Service.objects.filter(country=country).values_list("officer", flat=True)) == {colleague.pk}


def test_hours_of_ramadan_for_many_and_back(country, officer):
    services = [make_service(country, f"s-{number}") for number in range(3)]
    batch = upkeep.apply_hours(services[:2], FIRST, LAST, "10:00-15:00", "ramadan", user=officer)
    other = upkeep.apply_hours(services, FIRST, LAST, "off", "closure", user=officer)
    assert HoursException.objects.filter(batch=batch).values_list("service", "reason").count() == 2
    assert services[0].revisions.count() == 2
    assert upkeep.undo_hours(batch, user=officer) == 2
    assert HoursException.objects.get(service=services[0]).batch == other
    assert actions(services[0])[0] == "services_map.hours_undone"
    with pytest.raises(ValidationError):
        upkeep.undo_hours(batch, user=officer)


@pytest.mark.parametrize(
    "last, hours, reason", [(FIRST, "off", "party"), (FIRST.replace(day=1), "off", "season"), (LAST, "", "season")]
)
def test_hours_that_cannot_be_change_nothing(country, officer, last, hours, reason):
    with pytest.raises(ValidationError):
        upkeep.apply_hours([make_service(country)], FIRST, last, hours, reason, user=officer)
    assert not HoursException.objects.filter(service__country=country).exists()
