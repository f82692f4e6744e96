"""Places in sheets: found again, shared, and hidden where they must be."""

import pytest

from services_map import places, sealing
from services_map.models import ConfidentialPlace, Location, Service
from tests.factories.services import make_location, make_officer, make_service, make_town
from tests.factories.spreadsheets import NEW, bring_in, make_ground, plan_of, problems

pytestmark = pytest.mark.django_db
SHELTER = {
    "id": "S1", "name (en)": "Shelter", "organization": "Law, Ltd", "main category": "womens-shelter",
    "place 1 visibility": "", "place 1 town": "prague", "place 1 address": "Xylofonova 4711",
    "place 1 latitude": "50.0812", "place 1 longitude": "14.4312",
}  # fmt: skip


@pytest.fixture
def country():
    return make_ground()


@pytest.fixture
def officer(country):
    return make_officer(country)


def test_a_new_shelter_is_hidden_and_sealed(country, officer):
    assert bring_in(country, officer, SHELTER) == ["new"]
    location = Service.objects.get(external_id="S1").places.get().location
    assert (location.visibility, location.address, location.point) == ("hidden", "", None)
    true = sealing.unseal(ConfidentialPlace.objects.get(location=location).sealed)
    assert (true.address, true.latitude) == ("Xylofonova 4711", 50.0812)
    assert not plan_of(country, SHELTER).can_apply  # the same again
    bring_in(country, officer, {**SHELTER, "place 1 address": "", "name (en)": "House"})
    assert sealing.unseal(ConfidentialPlace.objects.get(location=location).sealed) == true
    moved = {**SHELTER, "place 1 address": "Xylofonova 4712"}
    change = [one for one in plan_of(country, moved).rows[0].changes if one.header == "place 1 address"]
    assert [(one.old, one.new) for one in change] == [("", "•••")]
    bring_in(country, officer, moved)
    assert sealing.unseal(ConfidentialPlace.objects.get(location=location).sealed).address == "Xylofonova 4712"


def test_showing_more_of_a_protected_place_takes_two_persons(country, officer):
    assert "another one agrees" in problems(country, {**SHELTER, "place 1 visibility": "exact"})[0]
    bring_in(country, officer, SHELTER)
    for wanted in ("area", "exact"):
        (message,) = problems(country, {**SHELTER, "place 1 visibility": wanted})
        assert "cell E2 (place 1 visibility)" in message
    make_service(country, "open", external_id="O", locations=(make_location(country),))
    assert (
        "another one agrees"
        in problems(country, {"id": "O", "main category": "womens-shelter", "place 1 visibility": "exact"})[0]
    )


def test_a_confidential_category_hides_the_places_of_a_sheet_without_places(country, officer):
    service = make_service(country, "open", external_id="O", locations=(make_location(country),))
    bring_in(country, officer, {"id": "O", "main category": "womens-shelter"})
    assert service.places.get().location.visibility == "hidden"


def test_hiding_seals_what_was_shown(country, officer):
    service = make_service(country, "open", external_id="O", locations=(make_location(country, address="Dlouhá 12"),))
    bring_in(country, officer, {"id": "O", "place 1 visibility": "hidden"})
    location = service.places.get().location
    assert (location.visibility, location.address, location.town) == ("hidden", "", None)
    true = sealing.unseal(ConfidentialPlace.objects.get(location=location).sealed)
    assert (true.address, true.latitude) == ("Dlouhá 12", make_town(country).latitude)


def test_words_may_not_give_a_hidden_place_away(country, officer):
    words = {"how to get there (en)": "Ring in  xylofonova street."}
    assert "give away" in problems(country, {**SHELTER, **words})[0]
    bring_in(country, officer, SHELTER)
    assert "give away" in problems(country, {"id": "S1", **words})[0]
    assert places.mentions_true_place(Service.objects.get(external_id="S1"), words["how to get there (en)"])


def test_services_at_one_address_share_a_location_until_one_moves(country, officer):
    bring_in(country, officer, NEW, {**NEW, "id": "A2"})
    assert Location.objects.filter(country=country).count() == 1
    bring_in(country, officer, {"id": "A2", "place 1 town": "prague", "place 1 address": "Jiná 2", "place 1 latitude": "50.08",
                          "place 1 longitude": "14.4"})  # fmt: skip
    assert Service.objects.get(external_id="A1").places.get().location.address == "Hlavní 1"
    assert Service.objects.get(external_id="A2").places.get().location.address == "Jiná 2"


def test_places_are_found_again_whatever_their_order(country, officer):
    def place(number, address, longitude):
        start = f"place {number} "
        values = {"town": "prague", "address": address, "latitude": "50.09", "longitude": longitude}
        return {start + name: text for name, text in values.items()}

    row = {"id": "A1", "name (en)": "Legal help", "organization": "Law, Ltd", "main category": "legal-aid"}
    bring_in(country, officer, {**row, **place(1, "První 1", "14.41"), **place(2, "Druhá 2", "14.42")})
    service = Service.objects.get(external_id="A1")
    first, second = (one.pk for one in service.places.all())
    bring_in(
        country,
        officer,
        {**row, **place(1, "Druhá 2", "14.42"), **place(2, "První 1", "14.41"), **place(3, "Třetí 3", "14.43")},
    )
    assert [one.pk for one in service.places.all()][:2] == [second, first]
    assert Location.objects.filter(country=country).count() == 3
    assert not plan_of(
        country, {**row, **place(1, "Druhá 2", "14.42")}
    ).can_apply  # columns of one place say nothing of the others
    assert service.places.count() == 3
    empty = dict.fromkeys((*place(2, "", ""), *place(3, "", "")), "")
    bring_in(country, officer, {**row, **place(1, "Druhá 2", "14.42"), **empty})
    assert [one.pk for one in service.places.all()] == [second]
