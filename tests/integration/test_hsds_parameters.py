"""Filters of the API in the standard of the field: as specified, combined with "and", and what is wrong is named."""

import uuid

import pytest

from services_map.models import Organization
from tests import hsds
from tests.factories.hsds import make_full_directory


@pytest.fixture
def get(site, db):
    country = make_full_directory()

    def get(path, **parameters):
        response = site(country.slug).get(f"/api/hsds{path}", parameters)
        assert response.status_code == 200, response.content
        return response.json()

    return get


def names(page):
    return {item["name"] for item in page["contents"]}


def test_filters_of_services(get):
    terms = {term["code"]: term for term in get("/taxonomy_terms", per_page=200)["contents"]}

    def term(code):
        return terms[code]["id"]

    office = str(Organization.objects.get(name="Demo office").public_id)
    everything, clinic, shelter = {"Everything"}, {"In the town"}, {"Shelter"}
    cases = [
        ({"search": "every"}, everything), ({"search": "no such words"}, set()),
        ({"taxonomy_term_id": term("clinic")}, clinic), ({"taxonomy_term_id": term("health")}, clinic),
        ({"taxonomy_term_id": term("population:roma")}, everything), ({"taxonomy_term_id": term("visibility:hidden")}, shelter),
        ({"taxonomy_term_id": term("text-language:uk")}, {"Лише українською"}), ({"taxonomy_term_id": str(uuid.uuid4())}, set()),
        ({"taxonomy_id": terms["population:roma"]["taxonomy_id"]}, everything | shelter),
        ({"taxonomy_id": terms["population:roma"]["taxonomy_id"], "taxonomy_term_id": term("capacity:full")}, everything),
        ({"taxonomy_term_id": term("capacity:open"), "search": "everything"}, set()),
        ({"organization_id": office}, everything), ({"organization_id": str(uuid.uuid4())}, set()),
        ({"modified_after": "2200-01-01T00:00:00Z"}, set()),
    ]  # fmt: skip
    for parameters, expected in cases:
        page = get("/services", **parameters)
        assert (names(page), page["empty"]) == (expected, not expected), parameters
    assert get("/services", modified_after="2020-01-01")["total_items"] == 7
    assert get("/services", modified_after=get("/services", minimal="true")["contents"][0]["modified_date"])["contents"]


def test_filters_of_places_by_postcode(get):
    def count(**parameters):
        return get("/service_at_locations", **parameters)["total_items"]

    assert count() == 4
    assert count(search="everything") == 1
    assert count(postcode="11000") == 1  # spaces and case do not matter
    assert count(postcode="110 00", proximity=500) == 2
    assert count(postcode="110 00", proximity=400_000) == 4
    assert count(postcode="99999") == count(postcode="99999", proximity=500) == 0


def test_organizations_and_their_services(get):
    assert names(get("/organizations", search="office")) == {"Demo office"}
    (office,) = get("/organizations", search="office", full_service="true")["contents"]
    assert office["services"][0]["phones"]
    assert "organization" not in office["services"][0]
    assert office["locations"][0]["name"] == "House"
    brief = {"id": office["services"][0]["id"], "name": "Everything", "status": "active"}
    assert get(f"/organizations/{office['id']}")["services"] == [brief]
    terms = get("/taxonomy_terms", per_page=200)["contents"]
    state = next(term["id"] for term in terms if term["code"] == "organization-type:state")
    assert names(get("/organizations", taxonomy_term_id=state)) == {"Demo office"}


def test_terms_of_taxonomies(get):
    (parent,) = get("/taxonomy_terms", search="health", top_only="true")["contents"]
    below = get("/taxonomy_terms", parent_id=parent["id"])
    assert "Doctors and clinics" in names(below)
    assert {item["taxonomy_id"] for item in below["contents"]} == {parent["taxonomy_id"]}
    (taxonomy,) = get("/taxonomies", search="for whom")["contents"]
    assert "Roma" in names(get("/taxonomy_terms", taxonomy_id=taxonomy["id"]))


@pytest.mark.parametrize(
    "path, parameters, named, status",
    [
        ("/services", {"page": 0}, "page", 400), ("/services", {"page": "x"}, "page", 400), ("/services", {"page": 99}, "page", 404),
        ("/services", {"per_page": 1000}, "per_page", 400), ("/services", {"language": "xx"}, "language", 400),
        ("/services", {"language": "bg"}, "language", 400), ("/services/1", {}, "id", 400),
        ("/services", {"organization_id": "1"}, "organization_id", 400), ("/services", {"format": "xml"}, "format", 400),
        ("/services", {"modified_after": "soon"}, "modified_after", 400), ("/services", {"full": "perhaps"}, "full", 400),
        ("/services", {"search": "x" * 81}, "search", 400), ("/service_at_locations", {"proximity": 5}, "proximity", 400),
        ("/service_at_locations", {"postcode": "-"}, "postcode", 400), ("/datapackage.zip", {"language": "xx"}, "language", 400),
        ("/service_at_locations", {"postcode": "1", "proximity": "nan"}, "proximity", 400),
    ],
)  # fmt: skip
def test_a_bad_parameter_is_named(site, path, parameters, named, status):
    response = site("moldova").get(f"/api/hsds{path}", parameters)
    assert response.status_code == status
    (fault,) = response.json()["detail"]
    assert fault["parameter"] == named
    assert fault["message"]
    assert "public" not in response.get("Cache-Control", "")


def test_the_document_names_every_path_and_parameter_of_the_standard(site):
    document = site("moldova").get("/api/hsds/openapi.json").json()
    for path, known in hsds.paths().items():
        own = {item["name"] for item in document["paths"][f"/api/hsds{path}"]["get"]["parameters"]}
        assert {item["name"] for item in known} <= own


def test_headers_and_the_other_method_of_the_standard(site):
    response = site("moldova").get("/api/hsds/services?language=UK")
    assert (response["Content-Language"], response["Cache-Control"].split(",")[0]) == ("uk", "public")
    assert not response.cookies
    posted = site("moldova").post("/api/hsds/taxonomies?per_page=2")
    assert posted.json()["size"] == 2
    assert "public" not in posted.get("Cache-Control", "")
    for path in ("/api/hsds/", "/api/hsds/services/1"):
        assert site("moldova").post(path).status_code == 405
