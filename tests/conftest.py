"""The suite runs on a real database that holds the demonstration content, loaded once.

``pytest --reuse-db`` keeps that database between runs. ``pytest -n 2 --dist loadgroup`` runs on two cores, each process
with a database of its own.
"""

import os
import shutil
import socket
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.test.utils import override_settings

from portal.core import stamps
from portal.countries import front_door
from portal.countries.models import Country
from portal.demo.load import load

# Playwright's synchronous interface runs an event loop in the test's own thread; Django would refuse its database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")  # gw0, gw1 ... where several processes share the suite
TEST_MEDIA = settings.BASE_DIR / "var" / "-".join(filter(None, ("test-media", connection.vendor, _WORKER)))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process runs the tests of a file, and one all browser tests: they measure, so no second browser disturbs them."""
    for item in items:
        group = "browser" if item.path.parent.name == "browser" else item.path.name
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session", autouse=True)
def _test_settings() -> Iterator[None]:
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tests"}
    with override_settings(
        MEDIA_ROOT=TEST_MEDIA,
        CACHES={"default": memory, "pages": {**memory, "LOCATION": "test-pages"}},
        SECOND_FACTOR_REQUIRED=False,  # tests/integration/test_sign_in.py asks for it
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    ):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, _test_settings) -> None:
    with django_db_blocker.unblock():
        if not Country.objects.exists():  # a kept database has it
            shutil.rmtree(TEST_MEDIA, ignore_errors=True)
            load()


@pytest.fixture(autouse=True)
def _fresh_caches(request: pytest.FixtureRequest) -> None:
    """What one test changed in the database and rolled back must not live on in a cache."""
    caches["default"].clear()
    caches["pages"].clear()
    stamps._seen.clear()
    front_door._kept = None


@pytest.fixture(autouse=True)
def _commit_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run inside a transaction that is rolled back: what waits for its commit (purging, publishing) happens at once instead."""
    monkeypatch.setattr(transaction, "on_commit", lambda function, using=None, robust=False: function())


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """Nothing in this suite talks to another machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address):  # type: ignore[no-untyped-def]
        host = address[0] if isinstance(address, tuple) else ""
        if self.family in (socket.AF_INET, socket.AF_INET6) and host not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {host}")
        return connect(self, address)

    socket.socket.connect = guarded
    yield
    socket.socket.connect = connect


class SiteClient(Client):
    """Reads a country site or the front door: ``site("moldova").get("/uk/")``."""

    def __init__(self, host: str) -> None:
        super().__init__(HTTP_HOST=f"{host}:8000")


@pytest.fixture
def site(db):
    """A client for the site of a country (its short name), or for the front door ("")."""

    def client(slug: str = "") -> SiteClient:
        return SiteClient(f"{slug}.localhost" if slug else "localhost")

    return client
