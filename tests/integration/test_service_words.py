"""Words of listings: what gives a hidden place away is refused, and translations know what they were made from."""

import pytest
from django.urls import reverse

from services_map.models import Location, ServiceText
from tests.factories import services as make
from tests.factories.forms import edit_url, listing, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(site, country):
    client = site("")
    client.force_login(make.make_officer(country))
    return client


def test_places_of_a_confidential_category_are_hidden(admin, country):
    place = make.make_location(country, address="Krátká 12345")
    service = listing(country, locations=(place,))
    shelter = make.make_category("womens-shelter", confidential=True)
    data = {**opened(admin, service), "category": shelter.pk}
    response = admin.post(edit_url(service), {**data, "texts-0-directions": "Go to Krátká 12345."})
    assert response.status_code == 200
    assert "give away" in str(response.context["form"].formsets["texts"].forms[0].errors["directions"])
    place.refresh_from_db()
    assert place.visibility == "exact"
    response = admin.post(edit_url(service), data, follow=True)
    assert "hidden now" in response.content.decode()
    assert Location.objects.get(pk=place.pk).visibility == "hidden"


def test_words_of_a_translation_give_nothing_away_either(admin, country):
    place = make.make_location(country, "hidden", address="Krátká 12345", latitude=50.08, longitude=14.42)
    service = listing(country, locations=(place,))
    url = reverse("services_map_translate", args=[service.pk, "uk"])
    response = admin.post(url, {"name": "Послуга", "directions": "krátká  12345"})
    assert "give away" in str(response.context["form"].errors["directions"])
    assert not ServiceText.objects.filter(service=service, locale__language_code="uk").exists()


def test_a_translation_knows_the_words_it_was_made_from(admin, country):
    service = listing(country)
    url = reverse("services_map_translate", args=[service.pk, "uk"])
    admin.post(url, {"name": "Послуга"})
    source = ServiceText.objects.get(service=service, locale__language_code="en")
    text = ServiceText.objects.get(service=service, locale__language_code="uk")
    assert text.made_from == source.digest
    source.name = "Changed"
    source.save()
    assert "outdated" in admin.get(reverse("services_map_translations", args=[service.pk])).content.decode()
    admin.post(url, {"name": "Послуга"})
    text.refresh_from_db()
    assert text.made_from == source.digest
