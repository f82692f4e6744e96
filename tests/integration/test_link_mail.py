"""The portal sends a link to the organization itself, where it has a mail server and an address."""

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test.utils import override_settings
from django.urls import reverse

from services_map import links
from services_map.models import FocalPerson
from tests.factories import make_country
from tests.factories.services import make_officer, make_organization, make_service

pytestmark = pytest.mark.django_db
MAIL = override_settings(EMAIL_HOST="mail.example.org", EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
SEND = "services_map_link_mail"


@pytest.fixture
def organization():
    organization = make_service(make_country(), contacts=(("email", "info@example.org"),)).organization
    FocalPerson.objects.create(organization=organization, name="Olha", email="olha@example.org")
    FocalPerson.objects.create(organization=organization, name="Petro")
    return organization


@pytest.fixture
def admin(site, organization):
    client = site("")
    client.force_login(make_officer(organization.country))
    return client


def make_link(admin, organization, language="uk") -> dict[str, str]:
    """The form that sends a new link, as a browser would; empty where the portal cannot send."""
    data = {"organization": organization.pk, "days": 14, "language": language}
    page = BeautifulSoup(admin.post(reverse("services_map_link_new"), data).content, "html.parser")
    form = page.select_one(f"form[action='{reverse(SEND)}']")
    assert page.select_one("a[href^='mailto:']")
    if form is None:
        return {}
    sent = {field["name"]: field["value"] for field in form.select("input")}
    return {**sent, "to": [option["value"] for option in form.select("option")]}


@MAIL
def test_it_goes_out_once_pressed_in_the_language_chosen(admin, organization):
    data = make_link(admin, organization)
    assert data["to"] == ["olha@example.org", "info@example.org"]
    page = admin.post(reverse(SEND), {**data, "to": "info@example.org"})
    assert "Sent to info@example.org" in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    (message,) = mail.outbox
    assert message.to == ["info@example.org"]
    assert f"/uk/services/confirm/{data['token']}/" in message.body
    assert message.body == links.message(links.find(data["token"]), data["token"], "uk")
    assert message.subject == links.subject(links.find(data["token"]), "uk") != ""


def test_without_a_mail_server_the_other_ways_stay(admin, organization):
    assert make_link(admin, organization) == {}
    token = links.create(organization, user=make_officer(organization.country, "second"))[1]
    page = admin.post(reverse(SEND), {"token": token, "language": "uk", "to": "info@example.org"})
    assert "could not be sent" in page.content.decode()
    assert token in page.content.decode()


@override_settings(
    EMAIL_HOST="127.0.0.1", EMAIL_PORT=9, EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend"
)  # nobody listens there
def test_a_mail_server_that_fails_loses_nothing(admin, organization):
    data = make_link(admin, organization)
    page = admin.post(reverse(SEND), {**data, "to": "info@example.org"}).content.decode()
    assert "could not be sent" in page
    assert data["token"] in page


@MAIL
def test_it_goes_to_the_organizations_addresses_only_and_from_its_own_officers(admin, organization, site):
    data = make_link(admin, organization)
    assert "Choose one of" in admin.post(reverse(SEND), {**data, "to": "somebody@example.com"}).content.decode()
    stranger = site("")
    stranger.force_login(make_officer(make_country("otherland", "XO")))
    assert stranger.post(reverse(SEND), {**data, "to": "info@example.org"}).status_code in (302, 403)
    used = links.find(data["token"])
    links.use(used)
    assert (
        "cannot be sent" in admin.post(reverse(SEND), {**data, "to": "info@example.org"}, follow=True).content.decode()
    )
    assert mail.outbox == []


@MAIL
def test_an_organization_without_address_gets_none(admin, organization):
    assert make_link(admin, make_organization(organization.country, "No address")) == {}
