"""Who read what is written nowhere: unique words in address, browser, referrer, query and forms, then a look into everything kept."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

from tests import databases
from tests.browser.pages import PAGES
from tests.browser.production import Production, running

pytestmark = pytest.mark.browser
SITE, DOOR = "moldova.localhost", "localhost"
WORD = "zqcanary7315"
ADDRESS = "203.0.113.77"
SENT = {
    "User-Agent": f"{WORD}-agent/1.0",
    "Referer": f"https://{WORD}-referrer.example.org/page",
    "X-Forwarded-For": f"198.51.100.9, {ADDRESS}",
    "X-Real-IP": ADDRESS,
    "Forwarded": f"for={ADDRESS}",
    "Accept-Language": "uk",
    "Cookie": f"{WORD}=1",
}
TRACES = (WORD.encode(), ADDRESS.encode(), b"198.51.100.9")
QUERY = urlencode({"q": f"{WORD} query", "near": "47.012345,28.854321", "page": WORD, WORD: "x"})


def addresses() -> list[str]:
    """An address for every pattern that strangers reach, its parts filled with something."""
    return sorted({path for path in _walk(get_resolver()) if not path.startswith("cms/")})


def _walk(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + _filled(pattern)
        if isinstance(pattern, URLPattern):
            yield route
        elif isinstance(pattern, URLResolver):
            yield from _walk(pattern, route)


def _filled(pattern: URLPattern | URLResolver) -> str:
    if hasattr(pattern.pattern, "prefix_default_language"):
        return "uk/"
    [form, parts] = normalize(pattern.pattern.regex.pattern)[0]
    values = {part: "1" if "pk" in part or "id" in part else "something" for part in parts}
    return str(form) % values


@pytest.fixture(scope="module")
def production(server) -> Iterator[Production]:
    kept = {name: server.environment[name] for name in ("DATABASE_URL", "MEDIA_ROOT")}
    with running("test-traces", **kept) as found:
        found.sent = SENT
        yield found


@pytest.fixture
def kept(served_database, django_db_blocker) -> Iterator[str]:
    """The URL of the servers' database, which a test may look into."""
    with django_db_blocker.unblock():
        yield served_database


def rows(database: str) -> Iterator[tuple[str, bytes]]:
    """Every table of the database as a dump would hold it."""
    with databases.connected(database) as connection, connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found = [bytes(v) if isinstance(v, memoryview) else v for row in cursor.fetchall() for v in row]
            yield table, "\n".join(map(str, found)).encode("utf-8", "replace")


def kept_in_files(database: str) -> Iterator[tuple[str, bytes]]:
    """The database's own file with what it has not yet overwritten, logs, and the cache's files."""
    var = Path(settings.BASE_DIR) / "var"
    for ending in ("", "-wal"):
        file = Path(database.removeprefix("sqlite:///") + ending)
        if file.is_file():
            yield f"database file{ending}", file.read_bytes()
    for file in var.glob("*.log"):
        yield file.name, file.read_bytes()
    for file in (var / "cache").glob("*.djcache"):
        yield "cache", _unpacked(file)


def _unpacked(file: Path) -> bytes:
    data = file.read_bytes()  # Django: the pickled expiry, then the value, pickled and compressed
    start = data.find(b"\x78")
    while start >= 0:
        try:
            return data + zlib.decompress(data[start:])
        except zlib.error:
            start = data.find(b"\x78", start + 1)
    return data


def assert_no_trace(database: str) -> None:
    looked_at = 0
    for name, held in (*rows(database), *kept_in_files(database)):
        looked_at += 1
        for trace in TRACES:
            assert trace not in held, (name, held[max(0, held.find(trace) - 300) : held.find(trace) + 100])
    assert looked_at > 60


def test_no_address_leaves_a_trace_of_who_asked(production, kept):
    paths = addresses()
    assert len(paths) > 25
    assert {"uk/search/", "uk/services/", "healthz", "uk/feed.atom"} <= set(paths)
    statuses = set()
    for path in paths:
        for host in (SITE, DOOR):
            for method in ("GET", "POST"):
                answer = production.ask(host, f"/{quote(path)}?{QUERY}", method=method)
                statuses.add(answer.status)
    for _name, country, path, _kind in PAGES:
        host = f"{country}.localhost" if country else DOOR
        sign = "&" if "?" in path else "?"
        answer = production.ask(host, f"{quote(path, safe='/?=&,.')}{sign}{QUERY}")
        statuses.add(answer.status)
    assert {200, 302, 403, 404} <= statuses
    assert 500 not in statuses
    assert_no_trace(kept)


def test_no_form_and_no_failure_leaves_a_trace(production, kept):
    report = "/uk/services/demo-romani-line/report/"
    form = production.ask(SITE, report)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)[1]
    opened = re.search(r'name="opened" value="([^"]+)"', form.text)[1]
    cookie = "; ".join(f"{name}={value}" for name, value in form.cookies.items())
    fields = {"reason": "closed", "comment": WORD, "website": WORD, "opened": opened, "csrfmiddlewaretoken": token}

    def post(host: str, path: str, data: dict[str, str], **headers: str) -> int:
        return production.ask(host, path, method="POST", body=urlencode(data).encode(), **headers).status

    same = {"Cookie": cookie, "Origin": f"https://{SITE}"}
    assert post(SITE, report, fields, **same) == 200, "sent too quickly"
    assert post(SITE, report, {**fields, "opened": WORD, "reason": WORD}, **same) == 200
    assert post(SITE, report, fields) == 403, "without the cookie"
    assert post(SITE, f"/uk/services/confirm/{WORD}/", {"answer": WORD}) == 404
    login = production.ask(DOOR, "/cms/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', login.text)[1]
    cookie = "; ".join(f"{name}={value}" for name, value in login.cookies.items())
    for _ in range(7):
        data = {"login": WORD, "username": WORD, "password": f"{WORD} password", "csrfmiddlewaretoken": token}
        status = post(DOOR, "/cms/login/", data, Cookie=cookie, Origin=f"https://{DOOR}")
        assert status in (200, 429)
    assert production.ask(f"{WORD}.example.org", "/uk/").status == 400
    assert production.ask(SITE, f"/uk/%00/?{QUERY}").status in (400, 404)
    assert production.ask(SITE, report, method="POST", body=WORD.encode() * 40_000).status == 400
    assert_no_trace(kept)


def test_nobody_writes_a_line_of_their_own_into_the_log(production):
    for end in ("%0A", "%0D%0A", "%0d", "%E2%80%A8", "%1B[2K"):
        production.ask(SITE, f"/uk/x{end}WARNING forged line/".replace(" ", "%20"))
    lines = re.split("[\r\n\u2028]", production.log.read_text(errors="replace"))
    assert [line for line in lines if line.startswith("WARNING forged") or "\x1b" in line] == []


def test_a_broken_portal_leaves_no_trace_either(tmp_path, server, kept):
    """Without a database every page fails: 503, with the whole error in the log."""
    with running("test-broken", DATABASE_URL=f"sqlite:///{tmp_path / 'nothing.sqlite3'}") as broken:
        broken.sent = SENT
        for path in ("/uk/", "/uk/search/", "/uk/services/", "/cms/login/"):
            for method in ("GET", "POST"):
                answer = broken.ask(SITE if "cms" not in path else DOOR, f"{path}?{QUERY}", method=method)
                assert answer.status in (403, 503, 500, 200), path
        assert broken.ask(SITE, f"/uk/?{QUERY}").status == 503
    log = Path(broken.log).read_text()
    assert "Traceback" in log
    assert "no such table" in log
    assert_no_trace(kept)
