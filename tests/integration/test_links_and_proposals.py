"""An organization answers through its link; an officer decides field by field."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from portal.core import clock
from services_map import links, proposals
from services_map.models import ConfirmLink, ContactPoint, FocalPerson, OfficerNote, Proposal, Service
from tests.factories import make_country
from tests.factories.services import make_location, make_officer, make_organization, make_service

NEEDLE = "Needle-7f3a"


@pytest.fixture
def country(db):
    return make_country()


@pytest.fixture
def officer(country):
    return make_officer(country)


@pytest.fixture
def service(country):
    return make_service(country, contacts=(("phone", "1"), ("email", "a@example.org")), capacity="open")


@pytest.fixture
def token(service, officer):
    return links.create(service.organization, user=officer)[1]


def fields(page, **changes):
    """What a browser sends: the form as it came, with changes (``hours="..."`` of the first listing)."""
    soup = BeautifulSoup(page.content, "html.parser")
    data = {item["name"]: item.get("value", "") for item in soup.select("main input:not([type=radio])")}
    data |= {item["name"]: item.text.strip("\n") for item in soup.select("main textarea")}
    data |= {item["name"]: item.select_one("option[selected]")["value"] for item in soup.select("main select")}
    prefix = soup.select_one("main input[type=radio]")["name"].split("-")[0]
    return data | {f"{prefix}-{name}": value for name, value in changes.items()}


def test_a_link_is_a_secret_that_is_kept_nowhere(country, officer, service, token):
    link = ConfirmLink.objects.get()
    assert token not in (link.token_hash, str(link))
    assert 13 < (link.expires_at - timezone.now()).total_seconds() / 86_400 <= 14
    text = links.message(link, token, "uk")
    assert f"http://testland.localhost:8000/uk/services/confirm/{token}/" in text.split("\n")
    assert "Demo organization" in text
    assert "/en/services/confirm/" in links.message(link, token, "fr")  # the site has no French
    with pytest.raises(ValidationError):
        links.create(service.organization, user=officer, days=400)
    with pytest.raises(PermissionDenied):
        links.create(service.organization, user=make_officer(make_country("otherland", "XO")))


def test_everything_is_right(site, service, token):
    make_service(service.country, "closed", organization=service.organization).checks.create(
        outcome="closed", checked_on=clock.today("Europe/Prague"), checked_by="Test team"
    )
    make_service(service.country, "other", organization=make_organization(service.country, "Another"))
    path, client = f"/uk/services/confirm/{token}/", site("testland")
    page = client.get(path)
    assert (page["Cache-Control"], page.cookies) == ("no-store", {})
    assert len(BeautifulSoup(page.content, "html.parser").select("main section")) == 1
    answer = client.post(path, fields(page, answer="right"))
    assert answer.status_code == 200
    newest = service.checks.latest("pk")
    assert (newest.outcome, newest.method, newest.user) == ("confirmed", "organization", None)
    assert not Proposal.objects.exists()
    again = client.post(path, fields(page, answer="right"))
    assert (again.status_code, client.get(path).status_code, service.checks.count()) == (410, 410, 2)


def test_corrections_wait_for_an_officer(site, officer, service, token):
    contact = service.contacts.get(kind="email")
    client, path = site("testland"), f"/en/services/confirm/{token}/"
    changes = {"hours": "Mon-Fri 8 to 12", f"contact:{contact.pk}": "new@example.org", "capacity": "full"}
    client.post(path, fields(client.get(path), **changes))
    assert service.checks.count() == 1
    found = {proposal.field: (proposal.old, proposal.new) for proposal in Proposal.objects.all()}
    assert found == {
        "hours": ("Mo-Fr 09:00-17:00", "Mon-Fri 8 to 12"),
        f"contact:{contact.pk}": ("a@example.org", "new@example.org"),
        "capacity": ("open", "full"),
    }
    assert Service.objects.get(pk=service.pk).hours == "Mo-Fr 09:00-17:00"
    proposals.accept(Proposal.objects.get(field=f"contact:{contact.pk}"), user=officer)
    assert ContactPoint.objects.get(pk=contact.pk).value == "new@example.org"
    proposals.accept(Proposal.objects.get(field="hours"), user=officer, value="Mo-Fr 08:00-12:00")
    changed = Service.objects.get(pk=service.pk)
    assert (changed.hours, changed.capacity, changed.latest_revision.user) == ("Mo-Fr 08:00-12:00", "open", officer)
    assert service.checks.count() == 1  # editing is not checking


@pytest.mark.parametrize("changes, words", [
    ({}, "at least one service"), ({"answer": "change"}, "correct below"), ({"answer": "right", "hours": "24/7"}, "Choose one of the two"),
    ({"hours": "x" * 401}, "at most 400 characters"), ({"name": " "}, "needs a name"),
])  # fmt: skip
def test_a_wrong_answer_keeps_what_was_typed_and_the_link(site, token, changes, words):
    client, path = site("testland"), f"/en/services/confirm/{token}/"
    typed = {"description": "Typed with care.", **changes} if changes.get("hours", "").startswith("x") else changes
    page = client.post(path, fields(client.get(path), **typed))
    assert words in page.content.decode()
    assert all(value in page.content.decode() for value in typed.values())
    assert (Proposal.objects.count(), client.get(path).status_code) == (0, 200)


def test_links_that_do_not_work_say_what_to_do(site, service, token):
    client = site("testland")
    assert client.get("/en/services/confirm/no-such-token/").status_code == 404
    assert site("moldova").get(f"/en/services/confirm/{token}/").status_code == 404
    ConfirmLink.objects.update(expires_at=timezone.now())
    page = client.post(f"/ar/services/confirm/{token}/", {})
    assert page.status_code == 410
    assert BeautifulSoup(page.content, "html.parser").html["lang"] == "ar"
    assert "Test team" in page.content.decode()


def test_the_form_shows_nothing_confidential(site, country, officer):
    place = make_location(country, "hidden", address=NEEDLE, note=NEEDLE)
    service = make_service(country, locations=(place,))
    OfficerNote.objects.create(service=service, text=NEEDLE)
    FocalPerson.objects.create(organization=service.organization, name=NEEDLE, phone=NEEDLE)
    token = links.create(service.organization, user=officer)[1]
    assert NEEDLE not in site("testland").get(f"/en/services/confirm/{token}/").content.decode()
    giving_away = proposals.propose(service, "description", f"Come to {NEEDLE} at nine.")
    with pytest.raises(ValidationError):
        proposals.accept(giving_away, user=officer)
