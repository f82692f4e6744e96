"""The pages of spreadsheets in the admin: sent, shown, applied on a second press; inside the walls of a country."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from services_map.models import Service
from tests.conftest import SiteClient
from tests.factories import make_country
from tests.factories.services import make_officer, make_service
from tests.factories.spreadsheets import NEW, make_ground, make_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def country():
    return make_ground()


@pytest.fixture
def client(country):
    return signed_in(make_officer(country))


def signed_in(user) -> SiteClient:
    client = SiteClient("localhost")
    client.force_login(user)
    return client


def csv_of(*rows) -> SimpleUploadedFile:
    table = make_sheet(*rows)
    lines = ["\t".join(f'"{text}"' for text in row) for row in (table.header, *table.rows)]
    return SimpleUploadedFile("mine.csv", "\n".join(lines).encode())


def send(client, country, *rows):
    return client.post(reverse("services_map_import"), {"country": country.pk, "file": csv_of(*rows)})


def hidden_inputs(response) -> dict[str, str]:
    form = BeautifulSoup(response.content, "html.parser").select_one("main form:has([name=token])")
    return {field["name"]: field["value"] for field in form.select("input")} if form else {}


def test_a_file_is_shown_first_and_applied_on_the_second_press(client, country):
    shown = send(client, country, NEW)
    assert shown.status_code == 200
    assert "Nothing has been changed yet" in shown.content.decode()
    assert not Service.objects.filter(country=country).exists()
    press = hidden_inputs(shown)
    done = client.post(reverse("services_map_import"), press, follow=True)
    assert "1 new, 0 changed" in done.content.decode()
    assert Service.objects.get(country=country).external_id == "A1"
    again = client.post(reverse("services_map_import"), press, follow=True)
    assert "send it again" in again.content.decode()


def test_errors_are_listed_and_cannot_be_applied(client, country):
    page = send(client, country, {**NEW, "opening hours": "13:00pm"}).content.decode()
    assert "Cell" in page
    assert "13:00pm" in page
    assert 'name="token"' not in page


def test_what_is_no_spreadsheet_is_answered_beside_the_field(client, country):
    file = SimpleUploadedFile("holiday.jpg", b"\xff\xd8\xff")
    response = client.post(reverse("services_map_import"), {"country": country.pk, "file": file})
    assert response.status_code == 422
    assert "no .xlsx and no .csv" in BeautifulSoup(response.content, "html.parser").text


def test_a_change_in_between_is_shown_again(client, country):
    service = make_service(country, "one", external_id="A1")
    press = hidden_inputs(send(client, country, {"id": "A1", "cost": "paid"}))
    Service.objects.filter(pk=service.pk).update(cost="partly-paid")
    shown = client.post(reverse("services_map_import"), press)
    assert "changed in the meantime" in shown.content.decode()
    assert "partly-paid" in shown.content.decode()
    client.post(reverse("services_map_import"), hidden_inputs(shown))
    assert Service.objects.get(pk=service.pk).cost == "paid"


def test_a_kept_file_is_sealed_and_belongs_to_its_sender(client, country):
    sealed = {**NEW, "place 1 visibility": "hidden", "place 1 address": "Xylofonova 4711"}
    shown = send(client, country, sealed)
    assert "Xylofonova" not in shown.content.decode()
    press = hidden_inputs(shown)
    kept = [value for key, value in caches["default"]._cache.items() if press["token"] in key]
    assert len(kept) == 1
    assert b"Xylofonova" not in kept[0]
    other = signed_in(make_officer(country, "another.officer"))
    assert "send it again" in other.post(reverse("services_map_import"), press, follow=True).content.decode()
    assert not Service.objects.filter(country=country).exists()


def test_another_country_is_behind_a_wall(client, country):
    other = make_country("otherland", "XU")
    for path in (
        reverse("services_map_template", kwargs={"country": other.slug}),
        reverse("services_map_export", kwargs={"country": other.slug, "form": "csv"}),
        reverse("services_map_export", kwargs={"country": other.slug, "form": "xlsx"}),
    ):
        assert client.get(path).status_code in (302, 403)
    assert "not one of the available choices" in send(client, other, NEW).content.decode()
    assert client.post(reverse("services_map_import"), {"token": "x", "country": other.slug}).status_code == 404
    assert SiteClient("localhost").get(reverse("services_map_import")).status_code == 302


def test_exports_and_template_are_files(client, country):
    make_service(country, "one", name="Bread")
    page = BeautifulSoup(client.get(reverse("services_map_import")).content, "html.parser")
    files = [link["href"] for link in page.select("main td a")]
    assert len(files) == 3
    for path in files:
        response = client.get(path)
        assert re.search(r'attachment; filename="services-testland-.*(xlsx|csv)"', response["Content-Disposition"])
        assert "no-store" in response["Cache-Control"]
    assert "Bread" in client.get(next(path for path in files if "csv" in path)).content.decode("utf-8-sig")
