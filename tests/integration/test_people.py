"""People of a country: the manager's page."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from portal.accounts import invitations, people
from portal.countries import roles
from portal.countries.models import Country
from portal.countries.roles import Role
from tests.conftest import SiteClient
from tests.factories.pages import page_text
from tests.integration.test_sign_in import PASSWORD

NEW = {"name": "Ana Popescu", "email": "ana.popescu@example.org", "roles": ["editor"]}


@pytest.fixture
def moldova(db):
    return Country.objects.get(slug="moldova")


@pytest.fixture
def serbia(db):
    return Country.objects.get(slug="serbia")


def make(name, *groups, **fields):
    user = get_user_model().objects.create_user(
        name, f"{name}@example.org", PASSWORD, first_name=name.title(), **fields
    )
    user.groups.add(*groups)
    return user


@pytest.fixture
def manager(moldova):
    return make("manager", roles.group(moldova, Role.MANAGER))


@pytest.fixture
def programme(db):
    return make("programme", Group.objects.get_or_create(name=roles.PROGRAMME)[0], is_superuser=False)


@pytest.fixture
def client(manager):
    client = SiteClient("localhost")
    client.force_login(manager)
    return client


def invite(client, **data) -> str:
    """Invite somebody; the link."""
    response = client.post("/cms/people/moldova/invite/", {**NEW, **data})
    assert response.status_code == 200, page_text(response)
    return re.search(r'value="http://localhost:\d+([^"]+)"', page_text(response))[1]


def test_from_invitation_to_work(client, moldova, settings):
    link = invite(client, roles=["editor", "translator"], languages=["uk"])
    listed = page_text(client.get("/cms/people/moldova/"))
    assert "Ana Popescu" in listed
    assert "Invited" in listed
    guest = SiteClient("localhost")
    assert "ana.popescu@example.org" in page_text(guest.get(link))
    words = "seven words that nobody guesses"
    assert guest.post(link, {"password": words, "again": words}).url == "/cms/login/"
    settings.SECOND_FACTOR_REQUIRED = True
    signed_in = guest.post("/cms/login/", {"username": "ana.popescu@example.org", "password": words}, follow=True)
    assert signed_in.redirect_chain[-1][0] == "/cms/sign-in/"
    settings.SECOND_FACTOR_REQUIRED = False
    account = get_user_model().objects.get(username="ana.popescu")
    assert roles.may(account, moldova, Role.EDITOR)
    assert guest.get("/cms/").status_code == 200
    assert set(account.groups.values_list("name", flat=True)) == {"editor.moldova", "translator.moldova.uk"}


def test_a_link_works_once(client):
    link = invite(client)
    guest = SiteClient("localhost")
    data = {"password": "seven words that nobody guesses", "again": "seven words that nobody guesses"}
    assert guest.post(link, data).status_code == 302
    for again in (guest.get(link), guest.post(link, data)):
        assert again.status_code == 410
        assert "no longer works" in page_text(again)


def test_a_newer_link_voids_the_earlier(client):
    first = invite(client)
    account = get_user_model().objects.get(username="ana.popescu")
    response = client.post(f"/cms/people/moldova/{account.pk}/invite/")
    second = re.search(r'value="http://localhost:\d+([^"]+)"', page_text(response))[1]
    guest = SiteClient("localhost")
    assert guest.get(first).status_code == 410
    assert guest.get(second).status_code == 200


def test_a_link_runs_out(client, monkeypatch):
    link = invite(client)
    later = time.time() + invitations.LIFE.total_seconds() + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert SiteClient("localhost").get(link).status_code == 410


@pytest.mark.parametrize("spoil", [lambda link: link[:-3] + "xx/", lambda link: "/cms/login/invitation/WzEsICJ4Il0/"])
def test_a_forged_link_opens_nothing(client, spoil):
    assert SiteClient("localhost").get(spoil(invite(client))).status_code == 410


def test_weak_and_different_passwords_are_told_and_the_link_stays(client):
    link = invite(client)
    guest = SiteClient("localhost")
    assert guest.post(link, {"password": "short", "again": "short"}).status_code == 422
    differ = guest.post(link, {"password": "seven words that nobody guesses", "again": "other words"})
    assert "The two passwords differ" in page_text(differ)
    assert guest.get(link).status_code == 200


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"name": " "}, "This field is required"),
        ({"name": "123"}, "Please write the person&#x27;s name"),
        ({"email": "nonsense"}, "Enter a valid email address"),
        ({"roles": []}, "Please tick at least one role"),
        ({"roles": ["superuser"]}, "superuser is not one of"),
        ({"roles": ["translator"]}, "Please tick the languages"),
        ({"roles": ["translator"], "languages": ["xx"]}, "xx is not one of"),
        ({"email": "manager@example.org"}, "in the list already"),
    ],
)
def test_bad_input_is_explained_and_kept(client, data, problem):
    accounts = get_user_model().objects.count()
    response = client.post("/cms/people/moldova/invite/", {**NEW, **data})
    assert response.status_code == 422
    assert problem in page_text(response)
    assert (data.get("email") or NEW["email"]) in page_text(response)
    assert get_user_model().objects.count() == accounts


def test_an_address_of_another_team_stays_with_it(client, serbia, moldova):
    other = make("dragan", roles.group(serbia, Role.EDITOR))
    response = client.post("/cms/people/moldova/invite/", {**NEW, "email": "DRAGAN@example.org"})
    assert "has an account already" in page_text(response)
    assert "Dragan" not in page_text(response).replace("DRAGAN@example.org", "")
    assert not other.groups.filter(name__endswith="moldova").exists()


def test_programme_staff_add_a_country_to_an_account_of_another(programme, serbia, moldova):
    other = make("dragan", roles.group(serbia, Role.EDITOR))
    people.invite(country=moldova, name="X", email="dragan@example.org", wanted=[Role.REVIEWER], by=programme)
    assert set(other.groups.values_list("name", flat=True)) == {"editor.serbia", "reviewer.moldova"}
    other.refresh_from_db()
    assert other.first_name == "Dragan"
    assert other.check_password(PASSWORD)


def test_of_a_person_in_two_countries_only_the_own_roles_are_shown_and_changed(client, moldova, serbia):
    both = make("both", roles.group(moldova, Role.EDITOR), roles.group(serbia, Role.PUBLISHER))
    listed = page_text(client.get("/cms/people/moldova/"))
    row = re.search(r"<strong>Both</strong>.*?</tr>", listed, re.S)[0]
    assert "Editor" in row
    assert "Publisher" not in row
    client.post(f"/cms/people/moldova/{both.pk}/", {"roles": ["reviewer"]})
    assert set(both.groups.values_list("name", flat=True)) == {"reviewer.moldova", "publisher.serbia"}
    client.post(f"/cms/people/moldova/{both.pk}/remove/")
    both.refresh_from_db()
    assert both.is_active
    assert set(both.groups.values_list("name", flat=True)) == {"publisher.serbia"}


def test_every_address_refuses_the_people_of_another_country(client, serbia, moldova):
    theirs = make("theirs", roles.group(serbia, Role.EDITOR))
    for tail in ("", "invite/", f"{theirs.pk}/", f"{theirs.pk}/remove/", f"{theirs.pk}/reset/", f"{theirs.pk}/invite/"):
        for method in (client.get, client.post):
            response = method(f"/cms/people/serbia/{tail}")
            assert response.status_code in (302, 403), tail
            assert "Theirs" not in page_text(response)
    for tail in ("", "remove/", "reset/", "invite/"):
        assert client.post(f"/cms/people/moldova/{theirs.pk}/{tail}").status_code == 404, tail
    theirs.refresh_from_db()
    assert theirs.is_active
    assert "Theirs" not in page_text(client.get("/cms/people/moldova/"))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGER])
def test_only_managers_come_in(moldova, role):
    language = "uk" if role == Role.TRANSLATOR else ""
    client = SiteClient("localhost")
    client.force_login(make("somebody", roles.group(moldova, role, language)))
    for path in ("/cms/people/", "/cms/people/moldova/", "/cms/people/moldova/invite/"):
        assert client.get(path).status_code in (302, 403), path
    assert 'href="/cms/people/"' not in page_text(client.get("/cms/"))


def test_the_link_of_one_country_does_not_open_what_another_adds(programme, manager, serbia, moldova):
    account = people.invite(country=serbia, name="Eva", email="eva@example.org", wanted=[Role.EDITOR], by=manager)
    earlier = invitations.link(account).rstrip("/").rsplit("/", 1)[-1]
    account = people.invite(country=moldova, name="X", email="eva@example.org", wanted=[Role.MANAGER], by=programme)
    with pytest.raises(invitations.Void):
        invitations.find(earlier)
    assert invitations.find(invitations.link(account).rstrip("/").rsplit("/", 1)[-1]) == account


def test_programme_staff_and_superusers_are_out_of_reach(client, moldova, programme):
    root = make("root", roles.group(moldova, Role.EDITOR), is_superuser=True)
    programme.groups.add(roles.group(moldova, Role.EDITOR))
    for user in (root, programme):
        before = set(user.groups.values_list("name", flat=True))
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
        client.post(f"/cms/people/moldova/{user.pk}/", {"roles": ["reviewer"]})
        client.post(f"/cms/people/moldova/{user.pk}/remove/")
        client.post("/cms/login/again/", {"password": PASSWORD})
        client.post(f"/cms/people/moldova/{user.pk}/reset/")
        assert set(user.groups.values_list("name", flat=True)) == before
        assert Authenticator.objects.filter(user=user).exists()
        response = client.post("/cms/people/moldova/invite/", {**NEW, "email": user.email})
        assert response.status_code == 422


def test_the_last_manager_stays(client, manager, moldova, programme):
    client.post(f"/cms/people/moldova/{manager.pk}/remove/")
    response = client.post(f"/cms/people/moldova/{manager.pk}/", {"roles": ["editor"]})
    assert "last manager" in page_text(response)
    assert roles.members(moldova, Role.MANAGER).filter(pk=manager.pk).exists()
    people.invite(country=moldova, name="Second", email="second@example.org", wanted=[Role.MANAGER], by=manager)
    with pytest.raises(ValidationError):  # an invitation is no manager yet
        people.remove(country=moldova, account=manager, by=manager)
    make("third", roles.group(moldova, Role.MANAGER))
    assert people.remove(country=moldova, account=manager, by=manager)


def test_who_leaves_the_only_country_is_signed_out_and_the_account_is_closed(client, moldova):
    leaver = make("leaver", roles.group(moldova, Role.EDITOR))
    theirs = SiteClient("localhost")
    theirs.post("/cms/login/", {"username": "leaver", "password": PASSWORD})
    assert theirs.get("/cms/").status_code == 200
    assert "What the person has written stays" in page_text(client.get(f"/cms/people/moldova/{leaver.pk}/remove/"))
    client.post(f"/cms/people/moldova/{leaver.pk}/remove/")
    leaver.refresh_from_db()
    assert not leaver.is_active
    assert theirs.get("/cms/").status_code == 302
    again = invite(client, email="leaver@example.org", name="Leaver Again")
    leaver.refresh_from_db()
    assert not leaver.has_usable_password()
    assert SiteClient("localhost").get(again).status_code == 200


def test_removing_somebody_invited_voids_the_link(client):
    link = invite(client)
    account = get_user_model().objects.get(username="ana.popescu")
    client.post(f"/cms/people/moldova/{account.pk}/remove/")
    assert SiteClient("localhost").get(link).status_code == 410


def test_a_lost_factor_is_reset_after_the_managers_own_password(manager, moldova, serbia):
    lost = make("lost", roles.group(moldova, Role.EDITOR))
    both = make("both", roles.group(moldova, Role.EDITOR), roles.group(serbia, Role.EDITOR))
    for user in (lost, both):
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
    client = SiteClient("localhost")
    client.post("/cms/login/", {"username": "manager", "password": PASSWORD})
    path = f"/cms/people/moldova/{lost.pk}/reset/"
    assert client.post(path).url.startswith("/cms/login/again/")
    assert Authenticator.objects.filter(user=lost).exists()
    client.post("/cms/login/again/", {"password": PASSWORD})
    assert client.get(path).status_code == 200
    assert client.post(path).url == "/cms/people/moldova/"
    assert not Authenticator.objects.filter(user=lost).exists()
    assert client.post(f"/cms/people/moldova/{both.pk}/reset/").status_code in (302, 403)
    assert Authenticator.objects.filter(user=both).exists()


def test_everything_is_in_the_log_without_addresses(client, manager, moldova):
    link = invite(client)
    account = get_user_model().objects.get(username="ana.popescu")
    client.post(f"/cms/people/moldova/{account.pk}/", {"roles": ["publisher"]})
    words = "seven words that nobody guesses"
    SiteClient("localhost").post(link, {"password": words, "again": words})
    client.post(f"/cms/people/moldova/{account.pk}/remove/")
    entries = ModelLogEntry.objects.filter(action__startswith="accounts.", object_id=str(account.pk)).order_by("pk")
    assert [(entry.action, entry.user_id) for entry in entries] == [
        ("accounts.invite", manager.pk),
        ("accounts.roles", manager.pk),
        ("accounts.accept", account.pk),
        ("accounts.remove", manager.pk),
    ]
    assert "@" not in str(list(entries.values_list("label", "data")))
    assert entries[1].data["after"] == ["publisher.moldova"]


def test_an_invitation_is_mailed_where_there_is_a_mail_server(client, settings, mailoutbox):
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"email_host": "mail.example.org"})
    link = invite(client)
    [message] = mailoutbox
    assert message.to == [NEW["email"]]
    assert link in message.body


def test_the_list_costs_the_same_whatever_its_size(client, moldova):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/cms/people/moldova/").status_code == 200
        return len(captured)

    queries()
    few = queries()
    for number in range(25):
        make(f"person{number}", roles.group(moldova, Role.EDITOR), roles.group(moldova, Role.TRANSLATOR, "uk"))
    assert queries() == few
