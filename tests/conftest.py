"""The suite runs on a real database that holds the demonstration content, loaded once.

``pytest --reuse-db`` keeps that database between runs. ``pytest -n 2`` runs on two cores, each process
with a database of its own.
"""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.test.utils import override_settings, setup_databases, teardown_databases
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from portal.core import stamps
from portal.countries import front_door
from portal.countries.models import Country
from portal.demo.load import load
from portal.leaflets import keeping
from tests import databases
from tests.databases import WORKER

# Playwright's synchronous interface runs an event loop in the test's own thread; Django would refuse its database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
TEST_MEDIA = settings.BASE_DIR / "var" / "-".join(filter(None, ("test-media", connection.vendor, WORKER)))

TEST_COPIES = settings.BASE_DIR / "var" / "-".join(filter(None, ("test-copies", connection.vendor, WORKER)))


class ByFile(LoadScopeScheduling):
    """One process runs the tests of a file, and one all browser tests: they measure, so no second browser disturbs them."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return "tests/browser" if path.startswith("tests/browser/") else path


# Groups by pytest-xdist's own marks come to nothing with pytest 9.2, which no longer reads the attribute that xdist 3.8 writes.
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is marked ``once`` is long, and drawn, packed or computed by us from rows that other tests read on both databases."""
    if connection.vendor == "sqlite" or os.environ.get("ALL_PAGES"):
        return
    skip = pytest.mark.skip(reason="the same whatever the database: run on SQLite; ALL_PAGES=1 runs it here, too")
    for item in items:
        if item.get_closest_marker("once"):
            item.add_marker(skip)


@pytest.fixture(scope="session", autouse=True)
def _test_settings() -> Iterator[None]:
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tests"}
    with override_settings(
        MEDIA_ROOT=TEST_MEDIA,
        EXPORT_ROOT=TEST_MEDIA.with_name(f"{TEST_MEDIA.name}-exports"),
        PAGE_COPIES=TEST_COPIES,
        CACHES={"default": memory, "strict": memory, "pages": {**memory, "LOCATION": "test-pages"}},
        SECOND_FACTOR_REQUIRED=False,  # tests/integration/test_sign_in.py asks for it
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def _own_turn_for_leaflets() -> None:
    """Processes that share the suite do not wait for each other's drawing."""
    keeping._LOCK = TEST_MEDIA.with_name(f"{TEST_MEDIA.name}-leaflets.lock")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment,
    django_db_modify_db_settings,
    django_db_blocker,
    django_db_keepdb,
    django_db_createdb,
    _test_settings,
) -> Iterator[None]:
    """The database with the demonstration content, also for browser tests alone."""
    keep = django_db_keepdb and not django_db_createdb
    with django_db_blocker.unblock(), nullcontext(False) if keep else databases.one_at_a_time(TEST_MEDIA) as copied:
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"}, keepdb=keep or copied)
        if not Country.objects.exists():  # a kept database has it
            shutil.rmtree(TEST_MEDIA, ignore_errors=True)
            load()
    yield
    with django_db_blocker.unblock():
        if not copied and not keep:
            databases.forget_demonstration()
        if not django_db_keepdb:
            databases.end_connections()
            teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def served_database(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The URL of a copy for the servers that tests start, and for what is run beside them."""
    with django_db_blocker.unblock(), databases.served() as url:
        yield url


@pytest.fixture(autouse=True)
def _fresh_caches(request: pytest.FixtureRequest) -> None:
    """What one test changed in the database and rolled back must not live on in a cache."""
    caches["default"].clear()
    caches["pages"].clear()
    stamps._seen.clear()
    stamps._known.clear()
    stamps._owed.clear()
    stamps._failed_at = None
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
