"""Sign-in with a second factor."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.urls import reverse

from portal.countries import roles
from portal.countries.models import Country
from portal.countries.roles import Role
from tests.conftest import SiteClient

PASSWORD = "four quiet green words"


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def person(db):
    user = get_user_model().objects.create_user("ana", "ana@example.org", PASSWORD, first_name="Ana")
    user.groups.add(roles.group(Country.objects.get(slug="moldova"), Role.EDITOR))
    return user


@pytest.fixture
def client(db):
    return SiteClient("localhost")


def sign_in(client, name="ana", password=PASSWORD):
    return client.post("/cms/login/", {"username": name, "password": password})


def code(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def enrol(client) -> tuple[str, list[str]]:
    """Set up one-time codes; the key and the recovery codes."""
    page = client.get("/cms/sign-in/code/add/").content.decode()
    secret = re.search(r'<code class="sign-in__key"[^>]*>(\w+)</code>', page)[1]
    response = client.post("/cms/sign-in/code/add/", {"code": code(secret)}, follow=True)
    return secret, re.findall(r"<li><code>(\d+)</code>", response.content.decode())


def at_home(client) -> bool:
    return client.get("/cms/").status_code == 200


def test_a_person_enrols_and_signs_in_with_password_and_code(client, person, required, monkeypatch):
    response = client.post("/cms/login/", {"username": "ANA@example.org", "password": PASSWORD}, follow=True)
    assert response.redirect_chain[-1][0] == "/cms/sign-in/"
    secret, recovery = enrol(client)
    assert len(recovery) == 10
    assert at_home(client)
    assert "shown only" in client.get("/cms/sign-in/recovery-codes/").content.decode()
    client.post("/cms/logout/")

    now = time.time() + 60
    monkeypatch.setattr(time, "time", lambda at=now: at)
    assert sign_in(client).url == "/cms/login/code/"
    assert not at_home(client)
    assert "This code is wrong" in client.post("/cms/login/code/", {"code": "000000"}).content.decode()
    right = code(secret)
    assert client.post("/cms/login/code/", {"code": right}).url == "/cms/"
    assert at_home(client)

    other = SiteClient("localhost")
    sign_in(other)
    assert "used already" in other.post("/cms/login/code/", {"code": right}).content.decode()
    assert not at_home(other)
    assert other.post("/cms/login/code/", {"code": recovery[0]}).url == "/cms/"
    third = SiteClient("localhost")
    sign_in(third)
    assert third.post("/cms/login/code/", {"code": recovery[0]}).status_code == 200
    assert not at_home(third)


def test_the_code_that_switched_codes_on_does_not_sign_in_too(client, person, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0)
    sign_in(client)
    secret, _recovery = enrol(client)
    client.post("/cms/logout/")
    sign_in(client)
    assert "used already" in client.post("/cms/login/code/", {"code": code(secret)}).content.decode()


def test_an_account_without_any_role_is_told_so(client, person):
    person.groups.clear()
    response = client.post("/cms/login/", {"username": "ana", "password": PASSWORD}, follow=True)
    assert "this account may not open that page" in response.content.decode()


def test_the_keys_of_codes_are_sealed_in_the_database(client, person):
    sign_in(client)
    secret, _recovery = enrol(client)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_without_a_second_factor_only_enrolment_and_signing_out_answer(client, person, required):
    client.force_login(person)
    for path in (
        "/cms/",
        "/cms/pages/",
        "/cms/account/",
        "/cms/services/",
        "/cms/reports/locked/",
        "/cms/api/main/pages/",
    ):
        response = client.get(path)
        assert (response.status_code, response.headers.get("Location")) == (302, "/cms/sign-in/"), path
    assert client.get("/cms/sign-in/").status_code == 200
    assert client.post("/cms/logout/").status_code == 302


def test_whoever_signed_in_long_ago_gives_the_password_before_changing_factors(client, person, monkeypatch):
    sign_in(client)
    later = time.time() + settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.get("/cms/sign-in/code/add/").url.startswith("/cms/login/again/")
    wrong = client.post("/cms/login/again/?next=/cms/sign-in/code/add/", {"password": "not this one"})
    assert "The password is wrong" in wrong.content.decode()
    right = client.post("/cms/login/again/", {"password": PASSWORD, "next": "/cms/sign-in/code/add/"})
    assert right.url == "/cms/sign-in/code/add/"
    assert client.get(right.url).status_code == 200


def test_with_a_factor_even_a_fresh_sign_in_is_asked_again(client, person):
    sign_in(client)
    _secret, recovery = enrol(client)
    client.post("/cms/logout/")
    sign_in(client)
    client.post("/cms/login/code/", {"code": recovery[0]})
    for path in ("/cms/sign-in/code/remove/", "/cms/sign-in/passkeys/add/", "/cms/sign-in/recovery-codes/new/"):
        assert client.get(path).url.startswith("/cms/login/again/"), path
    client.post("/cms/login/again/", {"password": PASSWORD})
    assert client.get("/cms/sign-in/code/remove/").status_code == 200
    client.post("/cms/sign-in/code/remove/")
    assert not Authenticator.objects.filter(user=person).exists()


def test_a_closed_account_is_out_at_once_and_stays_out(client, person):
    sign_in(client)
    assert at_home(client)
    person.refresh_from_db()
    person.is_active = False
    person.save()
    assert not at_home(client)
    person.is_active = True
    person.save()
    assert not at_home(client)


def test_a_new_password_ends_the_other_sessions(client, person):
    other = SiteClient("localhost")
    sign_in(client)
    sign_in(other)
    new = "five other quiet green words"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/cms/sign-in/password/", data).url == "/cms/sign-in/"
    assert at_home(client)
    assert not at_home(other)


def test_short_and_common_passwords_are_refused(client, person):
    sign_in(client)
    for new in ("short", "passwordpassword"[:8], "ana@example.org"):
        data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        assert client.post("/cms/sign-in/password/", data).status_code == 200
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("steps", "inside"),
    [([29], True), ([31], False), ([29] * 20, True), ([29] * 25, False)],
    ids=["29 minutes idle", "31 minutes idle", "busy for 10 hours", "busy for 12 hours"],
)
def test_a_session_ends_when_idle_and_after_twelve_hours(client, person, monkeypatch, steps, inside):
    sign_in(client)
    now = time.time()
    for minutes in steps:
        now += minutes * 60
        monkeypatch.setattr(time, "time", lambda at=now: at)
        seen = at_home(client)
    assert seen is inside


def test_an_open_editor_alone_keeps_nobody_signed_in(client, person, monkeypatch):
    sign_in(client)
    start = time.time()
    for minutes in (20, 40):
        monkeypatch.setattr(time, "time", lambda at=start + minutes * 60: at)
        client.post(reverse("wagtailadmin_editing_sessions:ping", args=["articles", "articlepage", 1, 1]))
    assert not at_home(client)


def test_guessing_is_slowed_down_by_account(client, person):
    for _guess in range(5):
        assert "is wrong" in sign_in(client, password="guess").content.decode()
    assert "Too many attempts" in sign_in(client).content.decode()
    assert not at_home(client)


def test_guessing_of_codes_is_slowed_down(client, person):
    sign_in(client)
    _secret, recovery = enrol(client)
    client.post("/cms/logout/")
    sign_in(client)
    for guess in range(5):
        client.post("/cms/login/code/", {"code": f"99999{guess}"})
    assert "Too many attempts" in client.post("/cms/login/code/", {"code": recovery[1]}).content.decode()


def test_an_unknown_and_a_known_name_get_the_same_answer(client, person):
    def answer(name: str) -> str:
        page = sign_in(client, name, "wrong").content.decode()
        return re.sub(r'value="[^"]*"', "", page)

    assert answer("ana") == answer("nobody")


@pytest.mark.parametrize("path", ["/cms/signup/", "/cms/login/signup/", "/cms/password_reset/", "/accounts/login/"])
def test_there_is_no_way_around(client, path):
    """No sign-up, and without a mail server no reset by mail; Wagtail's own reset is closed too."""
    response = client.get(path, follow=True)
    assert response.status_code == 404 or response.redirect_chain[-1][0].startswith("/cms/login/?")
    assert "password1" not in response.content.decode()


def test_sign_in_answers_at_the_front_door_only(site):
    assert site("").get("/cms/login/").status_code == 200
    assert site("moldova").get("/cms/login/").status_code == 404


def test_after_sign_in_nobody_is_led_to_another_host(client, person):
    response = client.post(
        "/cms/login/", {"username": "ana", "password": PASSWORD, "next": "https://evil.example.org/"}
    )
    assert response.url == "/cms/"


def test_public_pages_touch_no_session(client, person, site, django_assert_num_queries):
    reader = site("moldova")
    reader.force_login(person)
    before = list(Session.objects.values_list("session_data", "expire_date"))
    response = reader.get("/en/")
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert list(Session.objects.values_list("session_data", "expire_date")) == before


@pytest.mark.parametrize("path", ["/cms/login/", "/cms/sign-in/", "/cms/sign-in/code/add/", "/cms/sign-in/password/"])
def test_pages_of_sign_in_are_strict_and_kept_by_nobody(client, person, path):
    if path != "/cms/login/":
        sign_in(client)
    response = client.get(path)
    assert response.status_code == 200
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert "no-store" in response.headers["Cache-Control"]


def test_sign_in_speaks_the_browsers_language(client):
    response = client.get("/cms/login/", headers={"accept-language": "uk"})
    assert '<html lang="uk"' in response.content.decode()


def test_users_and_groups_are_for_superusers(client, person):
    person.groups.add(roles.group(Country.objects.get(slug="moldova"), Role.MANAGER))
    staff = get_user_model().objects.create_user("staff", "staff@example.org", PASSWORD)
    staff.groups.add(*_programme())
    paths = ("/cms/users/", "/cms/groups/", f"/cms/users/edit/{person.pk}/", "/cms/bulk/auth/user/delete/?id=1")
    for user in (person, staff):
        client.force_login(user)
        for path in paths:
            assert client.get(path).status_code in (302, 403), path
    client.force_login(get_user_model().objects.create_superuser("root", "root@example.org", PASSWORD))
    assert client.get("/cms/users/").status_code == 200
    assert client.get("/cms/groups/").status_code == 200


def _programme():
    from django.contrib.auth.models import Group, Permission

    group, _made = Group.objects.get_or_create(name=roles.PROGRAMME)
    group.permissions.add(*Permission.objects.filter(codename__in=["access_admin", "add_user", "change_user"]))
    return [group]


def test_an_operator_resets_a_lost_factor(client, person, required):
    sign_in(client)
    enrol(client)
    call_command("reset_second_factor", "ana")
    assert not Authenticator.objects.filter(user=person).exists()
    assert not at_home(client)
    assert sign_in(client).url == "/cms/"
    assert client.get("/cms/").url == "/cms/sign-in/"


def test_times_of_the_settings():
    assert timedelta(minutes=30) == settings.SIGN_IN_IDLE
    assert timedelta(hours=12) == settings.SIGN_IN_LONGEST
