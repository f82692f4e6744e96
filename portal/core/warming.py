"""Keeping copies of all pages on disk, without haste: one thread in one process of a host renders what is missing and what has changed.

So a reader seldom waits for the first rendering after a change, and there is a copy of every page when the database goes down. It works at
most a fifth of the time, so that it never takes more than that from readers.
"""

import fcntl
import io
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.conf import settings

from portal.core import copies, outage, stamps
from portal.core.copies import Address

# Of the time: a fifth working, the rest resting.
_REST = 4
_PAUSE = 1.0
# Seconds after a change before its pages are made anew: people often save several times.
_SETTLED_AFTER = 2.0
# Pages that are made before looking for changes again.
_AT_ONCE = 20

_logger = logging.getLogger(__name__)

Application = Callable[..., Iterable[bytes]]


def visit(application: Application, address: Address) -> int:
    """Read a page inside this process as a stranger would; the status. Its copy is fresh or gone after that."""
    sent: list[str] = []
    body = application(_environ(address), lambda status, headers, exc_info=None: sent.append(status))
    try:
        for _part in body:
            pass
    finally:
        getattr(body, "close", lambda: None)()  # tells Django that the request is over
    return int(sent[0].split()[0])


def fill(application: Application, addresses: Iterable[Address], *, rest: float = _REST) -> tuple[int, int]:
    """Visit all pages of which there is no copy that is good now. (visited, failed). ``rest``: how long to rest, in times of working."""
    visited = failed = 0
    for address in addresses:
        stamp = stamps.known(address.domain) or stamps.peek(address.domain)
        if stamp and copies.last(address, stamp):
            continue
        began = time.monotonic()
        status = visit(application, address)
        visited += 1
        failed += status >= 500
        time.sleep((time.monotonic() - began) * rest)
        while outage.breaker.failing and rest:
            time.sleep(_PAUSE)
    return visited, failed


def start(application: Application, addresses: Callable[[], Iterable[Address]]) -> None:
    """Keep the copies of this host warm from now on, in the background, if no other process does. ``addresses``: all public pages."""
    if settings.ENVIRONMENT.warm_pages and not settings.DEBUG:
        threading.Thread(target=_run, args=(application, addresses), name="warming", daemon=True).start()


def _run(application: Application, addresses: Callable[[], Iterable[Address]]) -> None:
    time.sleep(_PAUSE)  # the first readers first
    missing: Iterator[Address] | None = None
    done: dict[str, str] = {}
    with _leadership():
        while True:
            try:
                if missing is None:
                    missing = iter(list(addresses()))
                # A whole portal takes long: what changes meanwhile does not wait for its end.
                fill(application, islice(missing, _AT_ONCE))
                for domain in copies.domains():
                    _follow(application, domain, done)
            except Exception as problem:  # the database, the disk: later again
                _logger.info("Pages are not kept warm at the moment: %s", problem)
                missing = None
                time.sleep(10)
            time.sleep(_PAUSE)


def _follow(application: Application, domain: str, done: dict[str, str]) -> None:
    """Make the copies of a site anew if something of it has changed."""
    stamp = stamps.peek(domain)
    if not stamp or not stamps.readable() or done.get(domain) == stamp or outage.breaker.failing:
        return
    time.sleep(_SETTLED_AFTER)
    if stamps.peek(domain) != stamp:
        return
    files = copies.of_domain(domain)
    outdated = [copy.address for copy in map(copies.read_file, files) if copy and copy.stamp != stamp]
    fill(application, outdated)
    if stamps.peek(domain) == stamp:
        done[domain] = stamp


class _leadership:
    """Waits until no other process of this host has it."""

    def __enter__(self) -> None:
        settings.PAGE_COPIES.mkdir(parents=True, exist_ok=True)
        self.file = (settings.PAGE_COPIES / ".warming").open("w")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *problem: object) -> None:
        self.file.close()


def _environ(address: Address) -> dict[str, Any]:
    proxied = settings.SECURE_PROXY_SSL_HEADER
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": address.path,
        "QUERY_STRING": "",
        "SERVER_NAME": address.domain,
        "SERVER_PORT": "443" if address.scheme == "https" else str(settings.ENVIRONMENT.public_port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": address.host,
        "HTTP_ACCEPT_ENCODING": "br",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": address.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **({proxied[0]: address.scheme} if proxied else {}),
    }
