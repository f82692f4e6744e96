"""Real processes, a real PostgreSQL behind a port that the test takes away, and readers all the while."""

import contextlib
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings

from tests import databases
from tests.forwarder import Forwarder
from tests.serving import Answer, Portal

PAGES = [
    ("serbia", "/ur/"),
    ("serbia", "/ur/safety/"),
    ("serbia", "/uk/asylum/how-to-ask-for-asylum/"),
    ("moldova", "/uk/services/"),
    ("hungary", "/uk/temporary-protection/card-valid-longer/"),
    ("", "/uk/"),
]

pytestmark = pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"),
    reason="SQLite is a file of the portal's own host, which cannot go away by itself; runs with DATABASE_URL=postgres://...",
)


def is_copy(answer: Answer) -> bool:
    """Whether the last good copy stands in for the page, and says so."""
    marked = "last-good-copy" in answer.headers.get("Cache-Status", "")
    says_so = re.search(
        rb'<main id="main"><div class="callout notice" role="note" lang="[^"]+" dir="[^"]+"><p>[^<]+\d', answer.body
    )
    assert marked == bool(says_so)
    return marked


class Readers:
    """Several readers who never stop."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.seen: Counter[tuple[int, str]] = Counter()
        self.failed: list[object] = []
        self.slowest = 0.0
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(number,)) for number in range(4)]

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _read(self, number: int) -> None:
        while not self._stopped.is_set():
            country, path = PAGES[number % len(PAGES)]
            number += 1
            began = time.monotonic()
            try:
                answer = self.portal.ask(country, path)
            except OSError as problem:
                self.failed.append((path, problem))
                continue
            self.slowest = max(self.slowest, time.monotonic() - began)
            kind = "copy" if is_copy(answer) else "page"
            self.seen[answer.status, kind] += 1
            if answer.status != 200:
                self.failed.append((path, answer.status))


@pytest.fixture(scope="module")
def database(served_database) -> Iterator[Forwarder]:
    where = urlsplit(served_database)
    forwarder = Forwarder((where.hostname or "127.0.0.1", where.port or 5432))
    yield forwarder
    with contextlib.suppress(OSError):
        forwarder.cut()


@pytest.fixture(scope="module")
def portal(served_database, database) -> Iterator[Portal]:
    with Portal(served_database, through=databases.by_port(served_database, database.port)) as running:
        for _ in range(3):
            for page in PAGES:
                assert running.ask(*page).status == 200
        yield running


def _forget_what_is_fresh(portal: Portal) -> None:
    """As if the hour had passed for every process: its memory and the keys of the copies are of no use any more."""
    portal.process.terminate()
    portal.process.wait(timeout=20)
    portal.__enter__()


def _until_ready(portal: Portal) -> float:
    began = time.monotonic()
    while portal.ask("", "/readyz").status != 200:
        assert time.monotonic() - began < 30
        time.sleep(0.2)
    return time.monotonic() - began


def _until_the_page_is_back(portal: Portal) -> None:
    _until_ready(portal)
    deadline = time.monotonic() + 30
    while is_copy(portal.ask(*PAGES[0])):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_no_read_fails_while_the_database_is_killed_and_comes_back(portal, database):
    with Readers(portal) as readers:
        time.sleep(1)
        database.cut()
        time.sleep(4)
        assert portal.ask("", "/readyz").status == 503
        assert portal.ask("", "/healthz").status == 200
        database.restore()
        _until_ready(portal)
    assert readers.failed == []
    assert sum(readers.seen.values()) > 100


def test_processes_that_start_while_it_is_down_have_the_pages(portal, database):
    database.cut()
    try:
        _forget_what_is_fresh(portal)
        with Readers(portal) as readers:
            time.sleep(4)
        assert readers.failed == []
        assert readers.seen[200, "copy"] > 10
        assert readers.seen[200, "page"] == 0
        missing = portal.ask("serbia", "/uk/never/read/before/")
        assert (missing.status, missing.headers["Retry-After"]) == (503, "30")
        assert b"112" in missing.body
        assert b'lang="uk"' in missing.body
        staff = portal.ask("serbia", PAGES[2][1], cookie="session=abc")
        assert staff.status == 503
    finally:
        database.restore()
    _until_the_page_is_back(portal)


def test_a_network_that_swallows_everything_holds_nobody_up_for_long(portal, database):
    _forget_what_is_fresh(portal)  # nothing is in memory: the first readers run into it
    database.swallow()
    try:
        with Readers(portal) as readers:
            time.sleep(25)
        assert readers.failed == []
        assert readers.seen[200, "copy"] > 10
        assert readers.slowest < 15
    finally:
        database.cut()
        database.restore()
    _until_the_page_is_back(portal)


def test_reads_go_on_while_a_migration_holds_the_tables(portal):
    _forget_what_is_fresh(portal)
    migration = psycopg2.connect(portal.database)
    try:
        with migration.cursor() as cursor:
            cursor.execute(
                "LOCK TABLE wagtailcore_page, countries_countrylanguage, countries_facttext IN ACCESS EXCLUSIVE MODE"
            )
            with Readers(portal) as readers:
                time.sleep(8)
    finally:
        migration.rollback()
        migration.close()
    assert readers.failed == []
    assert readers.seen[200, "copy"] > 10


def test_a_rolling_restart_loses_no_read(portal):
    """A second process beside the first, over the same pages; readers move when it is ready, as a proxy moves them."""
    second = Portal(portal.database, portal.through, arguments=("--serve-only",))
    with Readers(portal) as readers, second:
        assert second.ask("", "/readyz").status == 200
        readers.portal = second
        time.sleep(1)
        _forget_what_is_fresh(portal)
        readers.portal = portal
        time.sleep(1)
    assert [problem for problem in readers.failed if isinstance(problem[1], int)] == []  # type: ignore[index]
    assert len(readers.failed) <= 2  # what was under way at the moment of moving
