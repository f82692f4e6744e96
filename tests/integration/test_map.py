"""The places of services as GeoJSON, and the ground below them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from services_map import outlines
from tests.conftest import SiteClient
from tests.factories import make_country
from tests.factories.services import make_category, make_location, make_service, make_town

pytestmark = pytest.mark.django_db
SITE = "testland.localhost"
VIENNA, GRAZ = (48.208243, 16.373812), (47.070712, 15.439533)


def get(path: str, **headers):
    response = SiteClient(SITE).get(path, headers=headers)
    assert response.status_code == 200
    assert not response.cookies
    return response


def places(query: str = "", language: str = "en") -> dict[str, dict]:
    """Features by the name of their service."""
    found = get(f"/{language}/services/map.geojson{query}").json()
    assert found["type"] == "FeatureCollection"
    return {feature["properties"]["name"]: feature for feature in found["features"]}


@pytest.fixture
def country():
    country = make_country(code="AT", languages=("en", "uk", "ar"))
    vienna = make_town(country, "vienna", VIENNA)
    graz = make_town(country, "graz", GRAZ)
    clinic = make_category("clinic", icon="stethoscope")
    shelter = make_category("womens-shelter", confidential=True)
    make_service(
        country, "lawyer", name="Free lawyer", locations=(make_location(country, town=vienna),),
        texts={"uk": "Безкоштовний юрист"}, cost="free",
    )  # fmt: skip
    make_service(
        country, "clinic", name="Clinic", category=clinic, locations=(make_location(country, "area", town=graz),),
        cost="paid",
    )  # fmt: skip
    hidden = make_location(country, "hidden", town=graz, address="Ascunsa 12", latitude=47.123456, longitude=15.654321)
    make_service(country, "shelter", name="Shelter", category=shelter, locations=(hidden,))
    make_service(country, "line", name="Helpline")
    make_service(
        country, "van", name="Van", mobile=True,
        locations=(make_location(country, town=vienna), make_location(country, town=graz)),
    )  # fmt: skip
    return country


def test_exact_places_stand_at_their_point_and_areas_in_the_middle_of_the_town(country):
    found = places()
    assert set(found) == {"Free lawyer", "Clinic", "Van"}
    assert found["Free lawyer"]["geometry"] == {"type": "Point", "coordinates": [16.37381, 48.20824]}
    assert found["Free lawyer"]["properties"] == {
        "name": "Free lawyer", "language": "en", "path": "/en/services/lawyer/", "icon": "scale", "approximate": False,
    }  # fmt: skip
    assert found["Clinic"]["geometry"]["coordinates"] == [15.44, 47.071]
    assert found["Clinic"]["properties"]["approximate"] is True
    assert found["Clinic"]["properties"]["icon"] == "stethoscope"


def test_every_place_of_a_mobile_service_is_on_the_map(country):
    features = get("/en/services/map.geojson").json()["features"]
    assert sum(feature["properties"]["name"] == "Van" for feature in features) == 2


def test_hidden_places_are_nowhere(country):
    for path in ("map.geojson", "map.geojson?category=womens-shelter", "map/", "outline.json"):
        text = get(f"/en/services/{path}").content.decode()
        assert not any(mark in text for mark in ("47.1234", "15.6543", "Ascunsa"))
    assert places("?category=womens-shelter") == {}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?category=clinic", {"Clinic"}),
        ("?town=vienna", {"Free lawyer", "Van"}),
        ("?free=1&q=free lawyer", {"Free lawyer"}),
        ("?q=nothing-of-this", set()),
        ("?page=7&sort=name", {"Free lawyer", "Clinic", "Van"}),
    ],
)
def test_the_filters_of_the_list_narrow_the_map_too(country, query, expected):
    assert set(places(query)) == expected


def test_names_are_in_the_readers_language_and_fallbacks_say_theirs(country):
    found = places(language="uk")
    assert found["Безкоштовний юрист"]["properties"]["language"] == "uk"
    assert found["Безкоштовний юрист"]["properties"]["path"] == "/uk/services/lawyer/"
    assert found["Clinic"]["properties"]["language"] == "en"


def test_reading_the_places_again_costs_one_query_at_most(country):
    places("?q=a")
    with CaptureQueriesContext(connection) as queries:
        places("?q=a")
    assert len(queries) <= 1


def test_what_everyone_gets_may_be_kept_and_a_question_may_not(country):
    plain = get("/en/services/map.geojson", **{"Accept-Encoding": "br"})
    assert plain["Cache-Control"].startswith("public")
    assert plain["Content-Type"] == "application/geo+json"
    assert plain["Content-Encoding"] == "br"
    assert get("/en/services/map.geojson?free=1")["Cache-Control"] == "private, no-store"
    assert get("/en/services/map/?free=1")["Cache-Control"] == "private, no-store"


def test_the_ground_holds_the_outline_and_the_towns(country):
    response = get("/ar/services/outline.json")
    outline, *towns = response.json()["features"]
    assert outline["geometry"] == outlines.simplified("AT")
    assert {town["properties"]["name"] for town in towns} == {"Vienna", "Graz"}
    assert "max-age=86400" in response["Cache-Control"]
