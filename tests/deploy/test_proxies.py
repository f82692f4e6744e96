"""The configurations in deploy/ with the real nginx and the real Varnish in front of the real server."""

import http.client
import http.server
import shutil
import threading
import time
from collections.abc import Iterator

import pytest

from tests import serving
from tests.serving import TOKEN, Answer, Portal, ask, free_port

HOST = "serbia.localhost"
PAGE = "/uk/asylum/how-to-ask-for-asylum/"
PROXIES = [
    pytest.param(name, marks=pytest.mark.skipif(not shutil.which(program), reason=f"{program} is not installed"))
    for name, program in (("nginx", "nginx"), ("varnish", "varnishd"))
]


@pytest.fixture(scope="module")
def varnish_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def portal(served_database, varnish_port) -> Iterator[Portal]:
    """A portal that tells Varnish of changes, and a proxy that is not there too."""
    purge = f"http://127.0.0.1:{varnish_port},http://127.0.0.1:{free_port()}"
    with Portal(served_database, environment={"CACHE_PURGE_URLS": purge, "CACHE_PURGE_TOKEN": TOKEN}) as running:
        yield running


@pytest.fixture(scope="module", params=PROXIES)
def proxy(request, portal, varnish_port, tmp_path_factory) -> Iterator[tuple[str, int]]:
    """(name, port) of a proxy that runs in front of the portal."""
    port = varnish_port if request.param == "varnish" else free_port()
    with serving.in_front(request.param, tmp_path_factory.mktemp(request.param), port, portal.port):
        yield request.param, port


def _read(proxy: tuple[str, int], portal: Portal, path: str = PAGE, method: str = "GET", **headers: str) -> Answer:
    return ask(proxy[1], f"{HOST}:{portal.port}", path, method, **headers)


def test_a_page_is_kept_in_each_form(proxy, portal):
    plain = _read(proxy, portal)
    assert (plain.status, plain.headers.get("Content-Encoding")) == (200, None)
    for form in ("br", "gzip"):
        packed = _read(proxy, portal, accept_encoding=f"deflate, {form};q=0.9")
        assert packed.headers["Content-Encoding"] == form
        assert len(packed.body) < len(plain.body)
    assert {_read(proxy, portal, accept_encoding="br").headers["X-Cache"] for _ in range(3)} & {"HIT"}
    assert "Surrogate-Control" not in plain.headers
    assert "X-Kept-For" not in plain.headers


def test_unchanged_and_head(proxy, portal):
    for _ in range(2):  # from the portal, and from the proxy
        page = _read(proxy, portal, accept_encoding="br")
        again = _read(proxy, portal, accept_encoding="br", if_none_match=page.headers["ETag"])
        assert (again.status, again.body) == (304, b"")
        head = _read(proxy, portal, method="HEAD", accept_encoding="br")
        assert (head.status, head.body) == (200, b"")
        assert head.headers["ETag"] == page.headers["ETag"]


def test_recordings_in_parts(proxy, portal):
    name = portal.python(
        "from portal.media.models import Recording as R; print(R.objects.exclude(file='').first().file.url)"
    )
    whole = _read(proxy, portal, name)
    part = _read(proxy, portal, name, range="bytes=100-199")
    assert whole.status == 200
    assert (part.status, part.body) == (206, whole.body[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(whole.body)}"
    head = _read(proxy, portal, name, "HEAD")
    assert (head.body, head.headers["Content-Length"]) == (b"", str(len(whole.body)))


def test_staff_and_strangers_cookies_pass_by(proxy, portal):
    for _ in range(3):
        answer = _read(proxy, portal, cookie="session=abc")
        assert answer.headers.get("X-Cache") != "HIT"
    assert "no-store" in _read(proxy, portal, "/readyz").headers["Cache-Control"]


def test_a_change_shows_within_a_second(proxy, portal):
    code = (
        "from portal.countries.models import FactText as T, Country as C; from django.db import transaction;"
        "t = T.objects.filter(fact__country__slug='serbia', fact__emergency_order__isnull=False, locale__language_code='uk').first();"
        "print(t.label);"
    )
    before = portal.python(code)
    try:
        for _ in range(3):
            assert before in _read(proxy, portal).body.decode()
            time.sleep(0.4)
        portal.python(f"{code} t.label = 'Changed words'; t.save()")
        # The command has ended: that takes longer than a second only because Python ends.
        assert "Changed words" in _until(proxy, portal, "Changed words", seconds=1.0)
    finally:
        portal.python(f"{code} t.label = {before!r}; t.save()")
    assert before in _until(proxy, portal, before, seconds=1.0)
    time.sleep(1.5)  # nothing old comes back
    assert before in _read(proxy, portal).body.decode()


def test_nginx_keeps_a_page_for_one_second_at_most(proxy, portal):
    if proxy[0] != "nginx":
        pytest.skip("Varnish is told of changes")
    _read(proxy, portal)
    began = fetched = time.monotonic()
    longest, hits = 0.0, 0
    while (asked := time.monotonic()) - began < 4:
        if _read(proxy, portal).headers["X-Cache"] == "HIT":
            longest, hits = max(longest, asked - fetched), hits + 1  # it was kept for so long at least
        else:
            fetched = time.monotonic()
        time.sleep(0.01)
    assert hits > 20
    assert longest <= 1.01


def test_the_last_page_stands_while_the_portal_cannot_be_reached(proxy, served_database, tmp_path):
    name, port = proxy[0], free_port()
    with Portal(served_database) as own, serving.in_front(name, tmp_path, port, own.port):
        host = f"{HOST}:{own.port}"
        page = ask(port, host, PAGE).body
        own.process.kill()
        own.process.wait(timeout=20)
        time.sleep(2.1)
        for _ in range(3):
            answer = ask(port, host, PAGE)
            assert (answer.status, answer.body) == (200, page)


def _until(proxy: tuple[str, int], portal: Portal, words: str, seconds: float) -> str:
    until = time.monotonic() + seconds
    while True:
        text = _read(proxy, portal).body.decode()
        if words in text or time.monotonic() > until:
            return text
        time.sleep(0.05)


@pytest.mark.parametrize("method", ["BAN", "PURGE"])
@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1]])
def test_a_forged_purge_is_refused(proxy, portal, method, token):
    _read(proxy, portal)
    answer = _read(proxy, portal, method=method, **({"x_purge_token": token} if token else {}))
    assert answer.status in (403, 405)
    straight = portal.ask("serbia", PAGE, method, x_purge_token=token)
    assert straight.status in (403, 405)


def test_varnish_keeps_pages_for_minutes_and_forgets_one_host_only(proxy, portal):
    if proxy[0] != "varnish":
        pytest.skip("free nginx cannot be purged: it keeps pages for a second")
    surrogate = portal.ask("serbia", PAGE).headers["Surrogate-Control"]
    assert 0 <= int(surrogate.removeprefix("max-age=")) <= 300
    others = ("hungary.localhost", "/uk/")
    _read(proxy, portal)
    ask(proxy[1], f"{others[0]}:{portal.port}", others[1])
    time.sleep(1.5)  # longer than s-maxage
    assert _read(proxy, portal).headers["X-Cache"] == "HIT"
    assert ask(proxy[1], HOST, "/", "BAN", x_purge_token=TOKEN).status == 200
    assert ask(proxy[1], f"{others[0]}:{portal.port}", others[1]).headers["X-Cache"] == "HIT"
    assert _read(proxy, portal).headers["X-Cache"] == "MISS"


def test_addresses_with_a_question_are_not_kept_for_minutes(proxy, portal):
    answer = portal.ask("serbia", "/uk/services/?q=law")
    assert answer.status == 200
    assert "Surrogate-Control" not in answer.headers


@pytest.mark.parametrize(
    ("name", "value", "path"),
    [
        ("Save_Data", "on", "/en/temporary-protection/card-valid-longer/"),  # with a picture
        ("Accept_Encoding", "br", "/en/housing/"),
        ("X_Forwarded_Proto", "https", "/uk/housing/"),
        ("X-Forwarded_For", "192.0.2.1", "/uk/"),
    ],
)
def test_what_is_spelled_with_underscores_is_not_given_to_others(proxy, portal, name, value, path):
    """WSGI knows one name for ``Save_Data`` and ``Save-Data``: a proxy that settles one must not let the other through."""
    host = f"hungary.localhost:{portal.port}"
    client = http.client.HTTPConnection("127.0.0.1", proxy[1], timeout=20)
    client.request("GET", path, headers={"Host": host, name: value})
    client.getresponse().read()
    client.close()
    after = ask(proxy[1], host, path)
    assert after.headers.get("Content-Encoding") is None
    assert after.body == portal.ask("hungary", path).body


def test_what_was_withdrawn_does_not_come_back_when_something_fails(proxy, tmp_path):
    """A portal that answers 404, and later 500 or 503, has no copy that holds: neither has its proxy."""
    name = proxy[0]
    answers = {"status": 200, "kept": "public, max-age=0, s-maxage=1, stale-if-error=86400"}

    class Withdrawing(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"where the shelter is" if answers["status"] == 200 else b"nothing"
            self.send_response(answers["status"])
            self.send_header("Cache-Control", answers["kept"] if answers["status"] == 200 else "no-store")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    port = free_port()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Withdrawing) as upstream:
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
        with serving.in_front(name, tmp_path, port, upstream.server_port):
            assert ask(port, HOST, PAGE).body == b"where the shelter is"
            if name == "varnish":
                assert ask(port, HOST, "/", "BAN", x_purge_token=TOKEN).status == 200
            for status in (404, 500, 503):
                time.sleep(2.1)
                answers["status"] = status
                given = ask(port, HOST, PAGE)
                assert (given.status, given.body) == (status, b"nothing")
        upstream.shutdown()
