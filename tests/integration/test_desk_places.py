"""Places in the officer's hands: sealed ones are opened on request, and two persons agree before more is shown."""

import pytest
from django.urls import reverse

from services_map import places
from services_map.models import ConfidentialRead, Location, VisibilityRequest
from tests.factories import services as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(country):
    return make.make_officer(country)


@pytest.fixture
def admin(site, officer):
    client = site("")
    client.force_login(officer)
    return client


def test_a_sealed_place_is_opened_on_request_and_shown_by_two(admin, site, country, officer):
    shelter = make.make_category("womens-shelter", confidential=True)
    place = make.make_location(country, "hidden", address="Krátká 12345", latitude=50.08, longitude=14.42)
    make.make_service(country, category=shelter, locations=(place,))
    url = reverse("services_map_location", args=[place.pk])
    assert "Krátká" not in admin.get(url).content.decode()
    opened = admin.post(reverse("services_map_location_true", args=[place.pk]))
    assert "Krátká 12345" in opened.content.decode()
    assert ConfidentialRead.objects.get(location=place).user == officer
    written = {"address": "Krátká 12345", "latitude": 50.08, "longitude": 14.42, "note": "Ring twice", "opened": 1}
    response = admin.post(url, {**written, "visibility": "area", "town": make.make_town(country).pk})
    place.refresh_from_db()
    assert place.visibility == "hidden"
    assert places.true_place(place, officer).note == "Ring twice"
    admin.post(response["Location"], {"reason": "They have moved to a public house."})
    decide = reverse("services_map_request_decide", args=[VisibilityRequest.objects.get(location=place).pk])
    admin.post(decide, {"decision": "accept"})
    assert Location.objects.get(pk=place.pk).visibility == "hidden"
    second = site("")
    second.force_login(make.make_officer(country, "second"))
    second.post(decide, {"decision": "accept"})
    assert Location.objects.get(pk=place.pk).visibility == "area"


def test_what_is_wrong_with_a_place_is_said_and_nothing_is_lost(admin, country):
    town = make.make_town(country)
    data = {"country": country.pk, "visibility": "exact", "town": town.pk, "address": "Hlavní 1"}
    for point, words in (
        ({"latitude": "0", "longitude": "0"}, "ocean"),
        ({"latitude": "91", "longitude": "14"}, "no such place on earth"),
        ({"latitude": "50.08"}, "neither"),
        ({}, "needs its point"),
        ({"latitude": "fifty", "longitude": "14"}, "Enter a number"),
    ):
        response = admin.post(reverse("services_map_location_add"), {**data, **point})
        assert words in str(response.context["form"].errors), point
        assert "Hlavní 1" in response.content.decode()
    assert not Location.objects.filter(country=country).exists()


def test_a_new_place_is_hidden_unless_the_officer_says_otherwise(admin, country):
    form = admin.get(reverse("services_map_location_add")).context["form"]
    assert form["visibility"].value() == "hidden"
    data = {"country": country.pk, "visibility": "hidden", "address": "Krátká 12345"}
    assert admin.post(reverse("services_map_location_add"), data).status_code == 302
    place = Location.objects.get(country=country)
    assert (place.visibility, place.address) == ("hidden", "")
    assert "Krátká" not in admin.get(reverse("services_map_locations")).content.decode()


def test_hiding_takes_one_press_and_names_the_words_that_give_it_away(admin, country):
    place = make.make_location(country, address="Krátká 12345")
    service = make.make_service(country, locations=(place,))
    service.texts.update(directions="Krátká 12345, second floor")
    url = reverse("services_map_location", args=[place.pk])
    data = {"visibility": "hidden", "address": "Krátká 12345", "opened": 1}
    page = admin.post(url, data, follow=True).content.decode()
    assert "give this place away" in page
    assert Location.objects.get(pk=place.pk).visibility == "hidden"
