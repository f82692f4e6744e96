"""What officers do from the desk."""

import datetime as dt

import pytest
from django.urls import reverse

from services_map import links
from services_map.models import (
    ConfirmLink,
    HoursException,
    Proposal,
    Report,
    Service,
    ServiceCheck,
)
from tests.factories import services as make

pytestmark = pytest.mark.django_db
LONG_AGO = dt.date(2026, 1, 5)


@pytest.fixture
def officer(country):
    return make.make_officer(country)


@pytest.fixture
def admin(site, officer):
    client = site("")
    client.force_login(officer)
    return client


@pytest.fixture
def service(country):
    return make.make_service(country, checked_on=LONG_AGO)


def newest(service: Service) -> ServiceCheck:
    return ServiceCheck.objects.filter(service=service).latest("pk")


def test_one_press_confirms(admin, service, officer):
    report = Report.objects.create(service=service, reason="closed", reported_on=LONG_AGO)
    desk = reverse("services_map_desk")
    response = admin.post(reverse("services_map_confirm", args=[service.pk]), {"next": f"{desk}?state=withdrawn"})
    assert response["Location"] == f"{desk}?state=withdrawn"
    check = newest(service)
    assert (check.outcome, check.method, check.user) == ("confirmed", "phone", officer)
    assert check.checked_on > LONG_AGO
    report.refresh_from_db()
    assert report.handled_by == officer
    assert (
        "https://evil"
        not in admin.post(
            reverse("services_map_confirm", args=[service.pk]), {"next": "https://evil.example/"}
        ).headers["Location"]
    )


@pytest.mark.parametrize(
    "outcome, data, field",
    [
        ("temporarily-closed", {}, "until"),
        ("temporarily-closed", {"until": "2026-01-01"}, "until"),
        ("confirmed", {"on": "2099-01-01"}, "on"),
        ("closed", {"method": "import"}, "method"),
    ],
)
def test_what_cannot_be_recorded_is_said_at_its_field(admin, service, outcome, data, field):
    url = reverse("services_map_check", args=[service.pk, outcome])
    response = admin.post(url, {"method": "visit", "on": "2026-11-02", "note": "Kept words", **data})
    assert list(response.context["form"].errors) == [field]
    assert "Kept words" in response.content.decode()
    assert newest(service).checked_on == LONG_AGO


def test_could_not_reach_renews_nothing(admin, service):
    url = reverse("services_map_check", args=[service.pk, "unreachable"])
    admin.post(url, {"method": "phone", "on": "2026-11-02", "note": ""})
    assert newest(service).outcome == "unreachable"
    response = admin.get(reverse("services_map_service_overview", args=[service.pk]))
    assert response.context["row"].checked == "5 January 2026"
    assert any("could not be reached" in remark for remark in response.context["row"].remarks)


def test_bulk_hours_and_taking_them_back(admin, country, service):
    second = make.make_service(country, "second")
    data = {"service": [service.pk, second.pk], "first": "2027-02-08", "last": "2027-03-09", "reason": "ramadan"}
    url = reverse("services_map_apply_hours")
    assert "hours" in admin.post(url, {**data, "hours": "13:00pm"}).context["form"].errors
    admin.post(url, {**data, "hours": "10:00-14:00"})
    batch = HoursException.objects.filter(service__country=country).values_list("batch", flat=True)
    assert len(batch) == 2
    admin.post(reverse("services_map_undo_hours", args=[batch[0]]))
    assert not HoursException.objects.filter(service__country=country).exists()


def test_hand_over_all_that_the_filters_leave(admin, country, service):
    make.make_service(country, "second", name="Second")
    other = make.make_officer(country, "other")
    url = reverse("services_map_hand_over")
    chosen = admin.get(url, {"all": "1", "q": "second"}).context["services"]
    assert [str(one) for one in chosen] == ["Second"]
    admin.post(url, {"service": [one.pk for one in chosen], "to": other.pk})
    assert list(Service.objects.filter(officer=other).values_list("slug", flat=True)) == ["second"]
    assert admin.get(url, follow=True).redirect_chain


def test_a_link_is_shown_once(admin, country, service):
    data = {"organization": service.organization_id, "days": 14, "language": "uk"}
    page = admin.post(reverse("services_map_link_new"), data)
    token = page.context["text"].split("/confirm/")[1].split("/")[0]
    assert links.find(token).organization == service.organization
    assert page["Cache-Control"].count("no-store") == 1
    assert token not in admin.get(reverse("services_map_links")).content.decode()
    assert ConfirmLink.objects.filter(organization=service.organization).count() == 1


def test_corrections_are_accepted_field_by_field(admin, service):
    name, cost = (
        Proposal.objects.create(service=service, field=field, old=old, new=new, proposed_on=LONG_AGO)
        for field, old, new in (("name", "A service", "Better"), ("cost", "free", "paid"))
    )
    admin.post(reverse("services_map_proposal_decide", args=[name.pk]), {"decision": "accept", "value": "Best"})
    admin.post(reverse("services_map_proposal_decide", args=[cost.pk]), {"decision": "refuse"})
    service.refresh_from_db()
    assert (str(service), service.cost) == ("Best", "free")


def test_a_duplicate_is_found_by_its_name_and_merged(admin, country, service):
    other = make.make_service(country, "same-place", name="Та сама", organization=make.make_organization(country, "X"))
    url = reverse("services_map_merge", args=[service.pk])
    assert "same-place" not in admin.get(url).content.decode()
    assert "same-place" in admin.get(url, {"q": "та САМА"}).content.decode()
    assert admin.post(url, {"drop": other.pk}).status_code == 302
    other.refresh_from_db()
    assert other.status == "archived"
