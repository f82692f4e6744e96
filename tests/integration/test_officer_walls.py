"""Walls: what an officer of one country could send from another one. Every address is walked by test_access_matrix.py."""

import pytest
from django.urls import reverse

from services_map.models import (
    ConfidentialPlace,
    ConfirmLink,
    FocalPerson,
    Location,
    Proposal,
    Report,
    ServiceText,
    Town,
    VisibilityRequest,
)
from tests.factories import make_country
from tests.factories import services as make

pytestmark = pytest.mark.django_db
KEY = 987654  # of every row abroad, so that one address fits all
NEEDLE = "Needle"


@pytest.fixture
def abroad():
    """A country with one of everything, all called Needle."""
    country = make_country("needleland", "XN")
    town = Town.objects.create(pk=KEY, country=country, slug="needle-town", latitude=50.1, longitude=14.4)
    organization = make.make_organization(country, "Needle organization", pk=KEY)
    location = make.make_location(country, "area", town=town, address="Needle street 12345", name="Needle house")
    Location.objects.filter(pk=location.pk).update(id=KEY)
    ConfidentialPlace.objects.filter(location=location.pk).update(location=KEY)
    location = Location.objects.get(pk=KEY)
    service = make.make_service(
        country, "needle", name="Needle service", organization=organization, locations=(location,), pk=KEY
    )
    ServiceText.objects.filter(service=service).update(id=KEY)
    service.save_revision()
    officer = make.make_officer(country, "needle-officer")
    FocalPerson.objects.create(pk=KEY, organization=organization, name="Needle person")
    Report.objects.create(pk=KEY, service=service, reason="closed", comment="Needle", reported_on="2026-11-01")
    Proposal.objects.create(
        pk=KEY, service=service, field="name", old="Needle service", new="Needle", proposed_on="2026-11-01"
    )
    VisibilityRequest.objects.create(pk=KEY, location=location, wanted="exact", reason="Needle", requested_by=officer)
    ConfirmLink.objects.create(pk=KEY, organization=organization, token_hash="x" * 64, expires_at="2027-01-01T00:00Z")
    return service


@pytest.fixture
def officer(site):
    client = site("")
    client.force_login(make.make_officer(make_country()))
    return client


def test_forms_take_no_row_from_abroad(officer, abroad):
    data = {"country": abroad.country_id, "name": "New", "type": "ngo"}
    for name in ("services_map_organization:add", "services_map_organization_chooser:create"):
        assert officer.post(reverse(name), data).status_code == 200
    assert not abroad.country.organizations.filter(name="New").exists()
    data = {"organization": KEY, "name": "Somebody"}
    assert "organization" in officer.post(reverse("services_map_focal_person:add"), data).context["form"].errors
    data = {"country": abroad.country_id, "visibility": "area", "town": KEY}
    assert set(officer.post(reverse("services_map_location_add"), data).context["form"].errors) == {"country", "town"}


def test_reports_over_the_walls_and_the_shared_lists_are_for_programme_staff(officer, abroad):
    for url in (
        "/cms/reports/site-history/", "/cms/reports/site-history/results/", "/cms/reports/page-types-usage/",
        reverse("services_map_category:list"), reverse("services_map_town:list"), reverse("services_map_category:add"),
        f"/cms/bulk/services_map/service/delete/?id={KEY}",
    ):  # fmt: skip
        response = officer.get(url)
        assert response.status_code == 302 or NEEDLE not in response.content.decode(), url


def test_programme_staff_come_in_and_others_do_not(admin_user, site, abroad, django_user_model):
    staff, editor, nobody = site(""), site(""), site("")
    staff.force_login(admin_user)
    editor.force_login(django_user_model.objects.create_user("somebody"))
    desk = reverse("services_map_desk")
    assert NEEDLE in staff.get(desk).content.decode()
    assert staff.get(reverse("services_map_service:edit", args=[KEY])).status_code == 200
    assert staff.get("/cms/reports/site-history/").status_code == 200
    assert editor.get(desk).status_code in (302, 403)
    assert nobody.get(desk).status_code == 302
