"""Telling the proxies in front that the pages of a host have changed, so that they may keep pages for longer than a second.

A proxy is asked to forget a host (``BAN``, with a token that it shares with us) as soon as the change is committed, and twice again: an
answer that was under way, or one from a process that still remembered the old stamp, may have reached it just after the first time. Nobody
waits for it. What a proxy missed runs out by itself, after ``KEPT_BY_PROXIES`` at most (ADR 37).
"""

import atexit
import contextlib
import http.client
import logging
import queue
import threading
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings

# Seconds for which a proxy that we can purge may keep a page.
KEPT_BY_PROXIES = 300
# Seconds after the change at which it is told. The second comes after ``stamps.REMEMBERED_FOR``, the last after the slowest rendering.
MOMENTS = (0.0, 0.3, 3.0)
TIMEOUT = 0.5

_logger = logging.getLogger(__name__)
_asked: "queue.SimpleQueue[None]" = queue.SimpleQueue()  # wakes the thread
_lock = threading.Lock()
_thread: threading.Thread | None = None
_due: dict[
    tuple[str, str, int], float
] = {}  # by proxy, host and round: when; a host that changes again meanwhile is asked for once


def ask(scopes: Iterable[str]) -> None:
    """Have the pages of these scopes forgotten by every proxy of ours, in the background. Never raises, never waits."""
    proxies = settings.CACHE_PURGE_URLS
    hosts = [scope for scope in scopes if ":" not in scope]  # ``services:moldova`` is no host
    if not proxies or not hosts:
        return
    _start()
    now = time.monotonic()
    with _lock:
        for proxy in proxies:
            for host in hosts:
                _due.setdefault((proxy, host, 0), now)  # one that is still to come serves this change too
                _due.update({(proxy, host, number): now + later for number, later in enumerate(MOMENTS) if number})
    _asked.put(None)


def finish(seconds: float = 5.0) -> None:
    """Wait until everything is told, at most so long: for a command that ends."""
    until = time.monotonic() + seconds
    while _due and time.monotonic() < until:
        time.sleep(0.02)


def forget(proxy: str, host: str) -> int:
    """Ask one proxy to forget a host now; its status. Raises OSError and http.client.HTTPException where it does not answer."""
    address = urlsplit(proxy)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=TIMEOUT)
    try:
        headers = {"Host": host, "X-Purge-Token": settings.CACHE_PURGE_TOKEN, "Content-Length": "0"}
        connection.request("BAN", address.path or "/", headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def _start() -> None:
    global _thread
    with _lock:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_run, name="purging", daemon=True)
            _thread.start()
            atexit.unregister(finish)
            atexit.register(finish)


def _run() -> None:
    while True:
        with _lock:
            waiting = sorted((moment, key) for key, moment in _due.items())
        if not waiting or waiting[0][0] > time.monotonic():
            left = waiting[0][0] - time.monotonic() if waiting else None
            with contextlib.suppress(queue.Empty):
                _asked.get(timeout=left)
            continue
        moment, key = waiting[0]
        _tell(*key)
        with _lock:
            if _due.get(key) == moment:
                del _due[key]


def _tell(proxy: str, host: str, number: int) -> None:
    name = urlsplit(proxy).hostname  # an address may hold a password
    try:
        status = forget(proxy, host)
    except (OSError, http.client.HTTPException) as problem:
        _logger.warning("The proxy %s cannot be told that %s has changed: %s", name, host, problem)
        return
    if status >= 300:
        _logger.warning("The proxy %s refuses to forget %s: %s", name, host, status)
