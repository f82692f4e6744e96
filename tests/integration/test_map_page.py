"""The page of the map, and what officers get for picking a point."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.test import override_settings

from services_map import map_views
from tests.conftest import SiteClient
from tests.factories import make_country
from tests.factories.services import make_location, make_officer, make_service, make_town

pytestmark = pytest.mark.django_db
SITE = "testland.localhost"


def get(path: str):
    response = SiteClient(SITE).get(path)
    assert response.status_code == 200
    assert not response.cookies
    return response


@pytest.fixture
def country():
    country = make_country(code="AT", languages=("en", "uk", "ar"))
    vienna = make_town(country, "vienna", (48.208243, 16.373812))
    place = make_location(country, town=vienna)
    make_service(country, "lawyer", name="Free lawyer", locations=(place,), texts={"uk": "Безкоштовний юрист"})
    make_service(country, "paid", name="Paid lawyer", locations=(place,), cost="paid")
    return country


def test_the_page_is_a_list_and_hands_its_filters_to_the_map(country):
    soup = BeautifulSoup(get("/uk/services/map/?free=1&q=юрист&near=48.21,16.37&page=1").content, "html.parser")
    assert [item["href"] for item in soup.select(".services a")] == ["/uk/services/lawyer/"]
    box = soup.select_one(".map")
    assert box["data-places"] == "/uk/services/map.geojson?free=1&q=%D1%8E%D1%80%D0%B8%D1%81%D1%82"
    assert [f["properties"]["name"] for f in get(box["data-places"]).json()["features"]] == ["Безкоштовний юрист"]
    assert box["data-near"] == "48.21,16.37"
    assert soup.select_one("form.find")["action"] == "/uk/services/map/"
    assert soup.select_one("use[href='#i-scale']")


def test_a_finer_point_than_a_kilometre_goes_no_further(country):
    response = SiteClient(SITE).get("/en/services/map/?near=48.208243,16.373812&free=1")
    assert response.status_code == 302
    assert response["Location"] == "?near=48.21%2C16.37&free=1"


def test_tiles_are_asked_for_only_where_the_setting_names_them_and_from_nobody_else(country):
    policy = get("/en/services/map/?free=1")["Content-Security-Policy"]
    assert "img-src 'self';" in policy + ";"
    with override_settings(MAP_TILES="https://tiles.example.org/{z}/{x}/{y}.png", MAP_ATTRIBUTION="Tile makers"):
        response = get("/en/services/map/?free=1")
        other = get("/en/services/?free=1")["Content-Security-Policy"]
    assert "img-src 'self' https://tiles.example.org" in response["Content-Security-Policy"]
    assert "tiles.example.org" not in other
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.select_one(".map")["data-tiles"] == "https://tiles.example.org/{z}/{x}/{y}.png"
    assert "Tile makers" in soup.text


def test_the_front_door_has_no_map(db):
    for path in ("map/", "map.geojson", "outline.json"):
        assert SiteClient("localhost").get(f"/en/services/{path}").status_code == 404


def test_officers_get_the_ground_of_their_own_country_only(country, rf):
    request = rf.get("/cms/services/outline/AT.json")
    request.user = make_officer(country)
    response = map_views.outline(request, "AT")
    assert response.status_code == 200
    assert response["Cache-Control"].startswith("private")
    assert b'"MultiPolygon"' in response.content
    assert b"Vienna" in response.content
    with pytest.raises(PermissionDenied):
        map_views.outline(request, "XX")
