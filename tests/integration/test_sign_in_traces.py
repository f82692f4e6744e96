"""What sign-in leaves behind, and whom its pages call: nobody."""

import logging
import re

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.cache import caches

from portal.core.logs import NoRequestData
from tests.conftest import SiteClient
from tests.integration.test_sign_in import PASSWORD, client, enrol, person, sign_in  # noqa: F401

CANARIES = {
    "address": "203.0.113.77",
    "agent": "Canary-Browser/77.1",
    "referrer": "https://canary-referrer.example.org/",
    "name": "canary-name-9971",
    "mail": "canary-mail-9971@example.org",
}
FAILURES = [
    ("/cms/login/", {"username": CANARIES["name"], "password": "canary-name-9971"}),
    ("/cms/login/", {"username": CANARIES["mail"], "password": "wrong"}),
    ("/cms/login/code/", {"code": "canary-name-9971"}),
    ("/cms/login/passkey/", {"credential": '{"id": "canary-name-9971"}'}),
    ("/cms/login/passkey/", {"credential": "canary-name-9971"}),
    ("/cms/login/again/", {"password": "canary-name-9971"}),
    ("/cms/login/invitation/canary-name-9971/", {"password": "x", "again": "y"}),
    ("/cms/sign-in/", {}),
    ("/cms/login/canary-name-9971/", {}),
]


class Kept(logging.Handler):
    """Every line that would reach the log."""

    def __init__(self) -> None:
        super().__init__(level=logging.DEBUG)
        self.addFilter(NoRequestData())
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log():
    handler, root = Kept(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler.lines
    root.removeHandler(handler)
    root.setLevel(level)


def everything_stored() -> str:
    """All rows of all tables as text, and what the caches hold."""
    rows = [str(list(model._base_manager.values_list())) for model in apps.get_models()]
    sessions = [str(row.get_decoded()) for row in apps.get_model("sessions", "Session").objects.all()]
    kept = [str(caches[name]._cache) + str(list(caches[name]._cache.values())) for name in ("default", "pages")]
    return "\n".join([*rows, *sessions, *kept])


def strange(person_client: SiteClient, path: str, data: dict) -> None:
    person_client.post(
        path,
        data,
        REMOTE_ADDR=CANARIES["address"],
        headers={"user-agent": CANARIES["agent"], "referer": CANARIES["referrer"]},
    )


def test_failed_sign_in_leaves_no_trace_of_the_person(person, log):  # noqa: F811
    stranger = SiteClient("localhost")
    for path, data in FAILURES * 3:
        strange(stranger, path, data)
        strange(stranger, path, {**data, "next": "/cms/"})
    for path, _data in FAILURES:
        stranger.get(path, REMOTE_ADDR=CANARIES["address"], headers={"user-agent": CANARIES["agent"]})
    kept = everything_stored()
    for kind, word in CANARIES.items():
        assert word not in kept, kind
        if kind in ("name", "mail"):
            assert word.encode() not in kept.encode(), kind
    # The path of an address that does not exist stands in the log; nothing that was sent does.
    lines = "\n".join(line for line in log if "/cms/login/canary" not in line)
    for kind, word in CANARIES.items():
        assert word not in lines, kind


def test_signing_in_keeps_neither_address_nor_browser(client, person, log):  # noqa: F811
    strange(client, "/cms/login/", {"username": "ana", "password": PASSWORD})
    assert client.get("/cms/").status_code == 200
    enrol(client)
    kept = everything_stored() + "\n".join(log)
    for kind in ("address", "agent", "referrer"):
        assert CANARIES[kind] not in kept, kind


PAGES = [
    "/cms/login/",
    "/cms/sign-in/",
    "/cms/sign-in/code/add/",
    "/cms/sign-in/passkeys/add/",
    "/cms/sign-in/password/",
    "/cms/",
    "/cms/account/",
    "/cms/people/moldova/",
]


def test_pages_of_sign_in_and_the_admin_call_no_other_host(db):
    client = SiteClient("localhost")  # noqa: F811
    loaded = re.compile(r"""(?:src|srcset|action|data-[\w-]*url|<link[^>]*href)=["']([^"']+)["']""")
    get_user_model().objects.create_superuser("root", "root@example.org", PASSWORD)
    for path in PAGES:
        if path == "/cms/sign-in/":
            sign_in(client, "root")
        response = client.get(path)
        assert response.status_code == 200, path
        text = response.content.decode()
        foreign = [url for url in loaded.findall(text) if re.match(r"(?:https?:)?//(?!localhost)", url)]
        assert foreign == [], path
        assert "gravatar" not in text
        assert "releases.wagtail" not in text


def test_a_forgotten_password_is_reset_by_mail_and_the_second_factor_stays(person, client, mailoutbox, settings):  # noqa: F811
    sign_in(client)
    _secret, recovery = enrol(client)
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"email_host": "mail.example.org"})
    stranger = SiteClient("localhost")
    assert "Forgotten your password?</a>" in stranger.get("/cms/login/").content.decode()
    known = stranger.post("/cms/password_reset/", {"email": person.email})
    unknown = stranger.post("/cms/password_reset/", {"email": CANARIES["mail"]})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url) == (302, "/cms/password_reset/done/")
    [message] = mailoutbox
    assert message.to == [person.email]
    assert CANARIES["mail"] not in everything_stored()
    assert "127.0.0.1" not in message.body
    link = re.search(r"http://localhost:\d+(\S+)", message.body)[1]
    form = stranger.get(link, follow=True)
    new = "five other quiet green words"
    done = stranger.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert done.url == "/cms/password/reset/ready/"
    assert client.get("/cms/").status_code == 302, "the sessions of the old password have ended"
    assert sign_in(stranger, password=new).url == "/cms/login/code/"
    assert stranger.get("/cms/").status_code == 302
    assert stranger.post("/cms/login/code/", {"code": recovery[0]}).url == "/cms/"
