"""Editing listings: one page, nothing lost, nothing given away."""

import pytest
from django.urls import reverse

from portal.countries import sites
from services_map import places
from services_map.models import Organization, Service, ServiceCheck, ServiceText
from tests.factories import make_country
from tests.factories import services as make
from tests.factories.forms import add_row, edit_url, listing, opened, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(site, country):
    client = site("")
    client.force_login(make.make_officer(country))
    return client


def save(admin, service: Service, data: dict) -> None:
    response = admin.post(edit_url(service), data)
    form = response.context["form"] if response.status_code == 200 else None
    assert form is None, (form.errors, {name: rows.errors for name, rows in form.formsets.items()})
    assert response.status_code == 302


def new_listing(admin, country, **changes) -> dict:
    data = sent(admin.get(reverse("services_map_service:add")).context["form"])
    words = {"texts-TOTAL_FORMS": 1, "texts-0-name": "Юридична допомога"}
    organization, category = make.make_organization(country), make.make_category()
    return {**data, **words, "organization": organization.pk, "category": category.pk, **changes}


def test_a_new_listing_gets_an_address_in_latin_letters(admin, country):
    for expected in ("yuridichna-dopomoga", "yuridichna-dopomoga-2"):
        response = admin.post(reverse("services_map_service:add"), new_listing(admin, country))
        assert response.status_code == 302
        service = Service.objects.get(country=country, slug=expected)
    assert service.status == "draft"
    assert service.source_text.locale == country.source_language
    assert service.officer.username == f"officer.{country.slug}"
    assert not ServiceCheck.objects.filter(service=service).exists()


def test_only_the_source_words_are_in_the_form_and_the_others_stay(admin, country):
    service = listing(country, texts={"uk": "Послуга", "ar": "خدمة"})
    data = opened(admin, service)
    assert [data[key] for key in data if key.startswith("texts-") and key.endswith("-name")] == ["A service"]
    data["texts-0-name"] = "Another name"
    save(admin, service, data)
    assert set(ServiceText.objects.filter(service=service).values_list("name", flat=True)) == {
        "Another name",
        "Послуга",
        "خدمة",
    }


def test_saving_keeps_history_and_records_no_check(admin, country):
    service = listing(country)
    checks = ServiceCheck.objects.filter(service=service).count()
    for name in ("First", "Second"):
        service.refresh_from_db()
        save(admin, service, {**opened(admin, service), "texts-0-name": name})
    service.refresh_from_db()
    first, second = service.revisions.order_by("pk")
    compare = reverse("services_map_service:revisions_compare", args=[service.pk, first.pk, second.pk])
    page = admin.get(compare).content.decode()
    assert "First" in page
    assert "Second" in page
    assert ServiceCheck.objects.filter(service=service).count() == checks


def test_an_earlier_state_comes_back_without_touching_translations(admin, country):
    service = listing(country)
    save(admin, service, {**opened(admin, service), "texts-0-name": "First"})
    save(admin, service, {**opened(admin, Service.objects.get(pk=service.pk)), "texts-0-name": "Second"})
    ServiceText.objects.create(service=service, locale=sites.locale("uk"), name="Друга")
    service.refresh_from_db()
    url = reverse("services_map_service:revisions_revert", args=[service.pk, service.revisions.earliest("pk").pk])
    response = admin.get(url)
    data = sent(response.context["form"])
    assert data["texts-0-name"] == "First"
    data["loaded_revision_id"] = service.latest_revision_id
    data["loaded_revision_created_at"] = response.context["loaded_revision_created_at"]
    assert admin.post(url, data).status_code == 302
    assert set(service.texts.values_list("name", flat=True)) == {"First", "Друга"}


def test_what_somebody_else_saved_is_not_overwritten_unseen(admin, country, site):
    service = listing(country)
    data = opened(admin, service)
    other = site("")
    other.force_login(make.make_officer(country, "second"))
    other.post(edit_url(service), {**opened(other, service), "texts-0-name": "Theirs"})
    response = admin.post(edit_url(service), {**data, "texts-0-name": "Mine"})
    page = response.content.decode()
    assert "second changed this listing" in page
    assert 'name="loaded_revision_id"' in page
    assert "Mine" in page
    assert ServiceText.objects.get(service=service).name == "Theirs"


def test_hours_are_written_by_weekday(admin, country):
    service = listing(country, hours="")
    week = {f"hours-{number}": "9:00-12:00, 14.00-17.00" if number < 5 else "" for number in range(7)}
    data = {**opened(admin, service), "hours-kind": "week", **week}
    bad = admin.post(edit_url(service), {**data, "hours-2": "13:00pm"})
    assert "Wednesday" in str(bad.context["form"].errors["hours"])
    assert "13:00pm" in bad.content.decode()
    save(admin, service, data)
    service.refresh_from_db()
    assert service.hours == "Mo-Fr 09:00-12:00,14:00-17:00"


def test_a_phone_with_letters_and_a_place_abroad_are_refused(admin, country):
    elsewhere = make_country("elsewhere", "XE")
    foreign = make.make_location(elsewhere)
    service = listing(country)
    data = add_row(opened(admin, service), "contacts", kind="phone", value="call me")
    data = add_row(data, "places", location=foreign.pk)
    data["organization"] = Organization.objects.create(country=elsewhere, name="Theirs").pk
    form = admin.post(edit_url(service), data).context["form"]
    assert "value" in form.formsets["contacts"].forms[-1].errors
    assert "location" in form.formsets["places"].forms[-1].errors
    assert "organization" in form.errors
    assert not places.Service.objects.get(pk=service.pk).places.exists()
