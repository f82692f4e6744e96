"""The API in the standard of the field (HSDS 3.1): every answer is valid, nothing hidden is in it, its cost does not grow."""

import json
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.countries.models import Country
from services_map.hsds import datapackage
from services_map.models import Service, ServiceAtLocation
from tests import hsds
from tests.factories import hsds as full
from tests.factories import make_country
from tests.factories.services import make_location, make_service

NESTED = ("services", "organizations", "service_at_locations")
LISTS = (*NESTED, "taxonomies", "taxonomy_terms")


@pytest.fixture
def country(db) -> Country:
    return full.make_full_directory()


@pytest.fixture
def get(site, country):
    def get(path, status=200, slug=country.slug, **parameters):
        response = site(slug).get(f"/api/hsds{path}", parameters)
        assert response.status_code == status, response.content
        return response.json()

    return get


def pages(get, name, **parameters):
    """All items of a list, page by page, each page valid."""
    found, number, last = [], 1, False
    while not last:
        page = get(f"/{name}", page=number, **parameters)
        assert hsds.answer_errors(page, f"/{name}") == []
        found, last = found + page["contents"], page["last_page"]
        assert (page["page_number"], page["size"], page["first_page"]) == (number, len(page["contents"]), number == 1)
        number += 1
    assert (page["total_items"], page["total_pages"], page["empty"]) == (len(found), number - 1, not found)
    return found


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.once), "uk"])
def test_every_page_and_every_object_is_valid(get, country, language):
    offering = Country.objects.filter(languages__locale__language_code=language, services__status="listed")
    for slug in offering.distinct().values_list("slug", flat=True):

        def read(path, slug=slug, **parameters):
            return get(path, slug=slug, language=language, **parameters)

        assert hsds.answer_errors(read("/"), "/") == []
        for name in LISTS:
            for item in pages(read, name, per_page=3 if slug == country.slug else 100):
                one = read(f"/{name}/{item['id']}")
                assert hsds.answer_errors(one, f"/{name}/{{id}}") == []
                assert one["id"] == item["id"]
        for name in NESTED:
            for item in pages(read, name, full="true"):
                assert hsds.errors(item, name.removesuffix("s")) == []
        assert {"id", "modified_date"} <= set(pages(read, "services", minimal="true")[0])


def test_what_a_service_says(get):
    (service,) = get("/services", search="все", full="true", language="uk")["contents"]
    assert (service["name"], service["organization"]["name"]) == ("Все", "Demo office")
    assert (service["minimum_age"], service["maximum_age"], service["email"]) == (18, 60, "help@example.org")
    assert [phone["number"] for phone in service["phones"]] == ["+420222333444", "112"]
    assert (service["phones"][0]["languages"][0]["code"], service["capacities"][0]["available"]) == ("uk", 0)
    assert [item["document"] for item in service["required_documents"]] == ["Passport", "Medical papers"]
    (place,) = service["service_at_locations"]
    assert (place["location"]["addresses"][0]["address_1"], place["description"]) == ("Hlavní 1", "Straight on.")
    assert [item["code"] for item in service["languages"]] == ["en", "uk", "sr", "rom"]
    assert len({item["valid_from"] for item in service["schedules"] if "valid_from" in item}) == 2
    values = {(item["link_type"], item["value"]) for item in service["attributes"]}
    assert {("population", "roma"), ("text-language", "uk"), ("freshness", "current")} <= values
    english = get(f"/services/{service['id']}", language="en")
    assert [item["id"] for item in english["schedules"]] == [item["id"] for item in service["schedules"]]


def test_states_of_services(get):
    found = {item["name"]: item for item in get("/services")["contents"]}
    assert set(found) == {"Everything", "In the town", "Shelter", "Bus", "Closed", "Overdue", "Лише українською"}
    assert (found["Closed"]["status"], found["Bus"]["status"]) == ("temporarily closed", "active")
    assert "Temporarily closed" in found["Closed"]["alert"]
    assert "call first" in found["Overdue"]["alert"]
    assert not any("assurer_email" in item for item in found.values())
    get(f"/services/{Service.objects.get(slug='a-draft').public_id}", status=404)


def test_an_identifier_spelled_otherwise_is_kept_by_nobody(site, country):
    client = site(country.slug)
    own = client.get("/api/hsds/services").json()["contents"][0]["id"]
    assert client.get(f"/api/hsds/services/{own}")["Cache-Control"].startswith("public")
    for other in (own.upper(), own.replace("-", ""), f"urn:uuid:{own}"):
        answer = client.get(f"/api/hsds/services/{other}")
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


def test_nothing_of_a_hidden_place_is_anywhere(site, country, get):
    hidden = ServiceAtLocation.objects.get(service__slug="shelter")
    keys = [str(hidden.public_id), str(hidden.location.public_id)]
    needles = [full.NEEDLE, str(full.NEEDLE_LATITUDE), str(full.NEEDLE_LONGITUDE), *keys]
    get(f"/service_at_locations/{hidden.public_id}", status=404)
    for name in LISTS:
        response = site(country.slug).get(f"/api/hsds/{name}?format=ndjson&full=true&full_service=true")
        lines = response.getvalue().decode().splitlines()
        assert len(lines) == get(f"/{name}")["total_items"]
        objects = [json.dumps(get(f"/{name}/{json.loads(line)['id']}"), ensure_ascii=False) for line in lines]
        text = "\n".join([*lines, *objects])
        assert [needle for needle in needles if needle in text] == []
    (area,) = get("/service_at_locations", search="town", full="true")["contents"]
    location = area["location"]
    assert (location["latitude"], location["addresses"][0]["address_1"], location["name"]) == (49.1951, "", "Brno")
    assert "town's own" in location["description"]
    assert location["attributes"][0]["value"] == "area"


def test_the_front_door_and_what_there_is_not(get):
    assert len(get("/", slug="")["countries"]) == 8
    assert "own host" in get("/services", status=404, slug="")["detail"]
    for name in LISTS:
        assert "detail" in get(f"/{name}/{uuid.uuid4()}", status=404)


def test_queries_do_not_grow(site, db):
    country = make_country()
    forms = ("", "full=true", "full_service=true")
    paths = [f"/api/hsds/{name}?per_page=200&{form}" for name in NESTED for form in forms]
    paths += ["/api/hsds/services?minimal=true&modified_after=2020-01-01", "/api/hsds/datapackage.zip"]

    def counts():
        found = []
        for path in paths:
            site(country.slug).get(path)  # the directory is read into memory
            datapackage._packages.clear()
            with CaptureQueriesContext(connection) as queries:
                assert site(country.slug).get(path).status_code == 200
            found.append(len(queries))
        return found

    few: list[int] = []
    for number in range(200):
        make_service(country, f"service-{number}", locations=(make_location(country),))
        if number == 9:
            few = counts()
    assert counts() == few
    assert max(few) <= 5
