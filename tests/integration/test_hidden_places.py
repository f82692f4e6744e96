"""The needle: what may not be known of a place is in nothing that the public or another team can reach."""

import json
import logging

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from wagtail.models import ModelLogEntry, Revision

from services_map import directory, places, sealing
from services_map.models import ConfidentialPlace, ConfidentialRead, Location, Service, ServiceAtLocation
from services_map.vocabulary import Visibility
from tests.conftest import SiteClient
from tests.factories import make_country
from tests.factories.services import make_category, make_location, make_officer, make_service, make_town

pytestmark = pytest.mark.django_db
NEEDLE = "Xylofonova 4711"
POINT = (49.876543, 15.123457)
MARKS = (NEEDLE, "49.8765", "15.1234", "49.88", "Needle house", "needle note")


def hidden(country, visibility="hidden", **fields) -> Location:
    town = make_town(country) if visibility != "hidden" else None
    place = places.Place(
        visibility, town, name="Needle house" if visibility == "hidden" else "", address=NEEDLE, latitude=POINT[0],
        longitude=POINT[1], note="needle note", **fields,
    )  # fmt: skip
    return places.create(country, place)


@pytest.fixture
def shelter():
    country = make_country()
    category = make_category("womens-shelter", confidential=True)
    return make_service(country, "shelter", name="A shelter", category=category, locations=(hidden(country),))


def public_paths() -> list[str]:
    paths = [
        f"/{code}/{rest}"
        for code in ("en", "uk", "ar")
        for rest in ("", "services/", "services/?near=49.88,15.12", "services/?q=xylofonova", "services/shelter/", "services/map/",
                     "services/map.geojson", "services/shelter/report/", "services/nothing/", "feed.atom", "housing/",
                     "search/?q=xylofonova", "search/suggest/?q=xylofonova")
    ]  # fmt: skip
    hsds = [
        "",
        "services",
        "services?full=true",
        "organizations",
        "service_at_locations",
        "taxonomies",
        "taxonomy_terms",
        "openapi.json",
    ]
    return [
        *paths,
        "/sitemap.xml",
        "/robots.txt",
        *(f"/api/hsds/{name}" for name in hsds),
        "/api/hsds/datapackage.zip",
        "/api/v1/countries",
    ]


@pytest.mark.parametrize("visibility", ["hidden", "area"])
def test_no_public_address_and_no_log_gives_it_away(shelter, visibility, caplog):
    caplog.set_level(logging.DEBUG)
    if visibility == "area":
        ServiceAtLocation.objects.filter(service=shelter).delete()
        ServiceAtLocation.objects.create(service=shelter, location=hidden(shelter.country, "area"))
    client = SiteClient("testland.localhost")
    for path in public_paths():
        response = client.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if path.endswith(".zip") and response.status_code == 200:
            import io
            import zipfile

            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                body = b"".join(archive.read(name) for name in archive.namelist())
        text = body.decode("utf-8", "replace").replace("services/?near=49.88", "").replace("xylofonova", "")
        # The reader's own words come back in the form; the place's never do.
        for mark in MARKS:
            if "near=" in path and mark == "49.88":
                continue
            assert mark.lower() not in text.lower(), (path, mark)
    places.true_place(shelter.places.first().location, make_officer(shelter.country))
    assert caplog.records
    for mark in MARKS[:3]:
        assert mark not in caplog.text


def test_no_table_but_the_sealed_one_holds_it(shelter):
    shelter.save_revision()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = str(cursor.fetchall())
            for mark in MARKS[:3]:
                assert mark not in rows, table
    assert "Xylofonova" not in json.dumps(list(Revision.objects.values_list("content", flat=True)))
    assert not ModelLogEntry.objects.filter(label__icontains="needle").exists()


def test_a_dump_holds_it_sealed_only(shelter, capsys):
    call_command("dumpdata", "services_map", "wagtailcore")
    assert NEEDLE not in capsys.readouterr().out


def test_the_database_itself_refuses_a_point_beside_hidden(shelter):
    with pytest.raises(IntegrityError), transaction.atomic():
        Location.objects.filter(visibility="hidden").update(latitude=1.5, longitude=2.5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Location.objects.filter(visibility="hidden").update(address=NEEDLE)


def test_officers_of_the_country_read_it_and_the_reading_is_recorded(shelter):
    location = Location.objects.get(visibility="hidden", country__code="XT")
    officer = make_officer(shelter.country)
    place = places.true_place(location, officer)
    assert (place.address, place.latitude, place.longitude) == (NEEDLE, *POINT)
    assert ConfidentialRead.objects.get().user == officer
    other = make_officer(make_country("otherland", "XU"))
    with pytest.raises(PermissionDenied):
        places.true_place(location, other)
    assert ConfidentialRead.objects.count() == 1


def test_a_lost_key_is_an_error_never_an_empty_place(shelter, settings):
    settings.CONFIDENTIAL_KEYS = ["another key"]
    with pytest.raises(sealing.CannotOpen):
        places.true_place(Location.objects.get(visibility="hidden", country__code="XT"), make_officer(shelter.country))


def test_keys_can_be_changed(shelter, settings):
    settings.CONFIDENTIAL_KEYS = ["a new key", *settings.CONFIDENTIAL_KEYS]
    assert (
        places.true_place(
            Location.objects.get(visibility="hidden", country__code="XT"), make_officer(shelter.country)
        ).address
        == NEEDLE
    )


class TestLoosening:
    def test_takes_a_second_person(self, shelter):
        location = Location.objects.get(visibility="hidden", country__code="XT")
        first, second = make_officer(shelter.country, "first"), make_officer(shelter.country, "second")
        town = make_town(shelter.country)
        with pytest.raises(places.NeedsSecondPerson):
            places.change(location, places.Place("area", town))
        request = places.ask_to_show(location, "area", "The organization publishes it now.", first, town)
        with pytest.raises(ValidationError):
            places.decide(request, approved=True, user=first)
        places.decide(request, approved=True, user=second)
        location.refresh_from_db()
        assert location.visibility == Visibility.AREA
        assert (location.latitude, location.address) == (None, "")
        assert ConfidentialPlace.objects.filter(location=location).exists()
        with pytest.raises(ValidationError):
            places.decide(request, approved=False, user=second)

    def test_an_exact_place_is_hidden_when_its_service_becomes_confidential(self, shelter):
        location = make_location(shelter.country)
        service = make_service(shelter.country, "office", category=make_category("legal-aid"), locations=(location,))
        service.category = shelter.category
        service.save()
        assert places.hide_for_categories(service) == [location]
        location.refresh_from_db()
        assert (location.visibility, location.address, location.latitude, location.town) == ("hidden", "", None, None)

    def test_even_a_row_that_slipped_through_is_not_shown(self, shelter, site):
        location = make_location(shelter.country, address="Slipped 9")
        ServiceAtLocation.objects.create(service=shelter, location=location)
        assert "Slipped 9" not in SiteClient("testland.localhost").get("/en/services/shelter/").text
        from portal.countries import frame

        entry = directory.of(frame.at_host("testland.localhost")).by_slug["shelter"]
        assert all(place.visibility == "hidden" and place.point is None for place in entry.places)


def test_words_that_name_the_sealed_address_are_recognised(shelter):
    assert places.mentions_true_place(shelter, f"Come to {NEEDLE.upper()}, second floor")
    assert places.mentions_true_place(shelter, "The yellow house in Xylofonova street")
    assert not places.mentions_true_place(shelter, "Call first")


def test_content_types_know_no_confidential_permissions(shelter):
    found = ContentType.objects.get_for_model(ConfidentialPlace)
    assert not found.permission_set.exists()
    assert Service.objects.count() >= 1
