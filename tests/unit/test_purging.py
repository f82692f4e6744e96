"""Telling proxies of changes: never waiting, never failing, told again."""

import http.server
import threading
import time
from collections.abc import Iterator

import pytest

from portal.core import purging


@pytest.fixture
def proxy(settings) -> Iterator[list[tuple[str, str, str]]]:
    """What a proxy is told: (method, host, token)."""
    told: list[tuple[str, str, str]] = []

    class Proxy(http.server.BaseHTTPRequestHandler):
        def do_BAN(self) -> None:
            told.append((self.command, self.headers["Host"], self.headers["X-Purge-Token"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.CACHE_PURGE_URLS = [f"http://127.0.0.1:{server.server_port}"]
    settings.CACHE_PURGE_TOKEN = "t" * 40
    yield told
    purging.finish()
    server.shutdown()
    server.server_close()


def test_a_proxy_is_told_at_once_and_twice_again(proxy):
    purging.ask(["moldova.localhost", "services:moldova"])
    time.sleep(0.25)
    assert proxy == [("BAN", "moldova.localhost", "t" * 40)]
    purging.finish(seconds=8)
    assert len(proxy) == len(purging.MOMENTS)


def test_many_changes_are_told_together(proxy):
    for _ in range(50):
        purging.ask(["moldova.localhost"])
    purging.finish(seconds=8)
    assert len(proxy) <= 6


def test_a_proxy_that_is_not_there_costs_nothing(settings):
    settings.CACHE_PURGE_URLS = ["http://127.0.0.1:9", "http://user:password@127.0.0.1:9"]
    began = time.monotonic()
    purging.ask(["moldova.localhost"])
    assert time.monotonic() - began < 0.1
    purging.finish(seconds=8)
    assert purging._due == {}


def test_without_proxies_nobody_is_told(settings):
    settings.CACHE_PURGE_URLS = []
    purging.ask(["moldova.localhost"])
    assert purging._due == {}
