"""Stamps: one short random word per scope (a host name), changed whenever something that its readers see changes.

What is cached carries the stamp of its scope in its key; after ``bump`` the process that called it never finds the old entry again,
and no other process does after ``REMEMBERED_FOR``, on any host that shares the cache. A stamp that is lost only costs a new rendering.

While the shared cache cannot be reached, nobody can tell whether something has changed: each second is then a stamp of its own, so that
a page is rendered once a second and a change is still seen at once (ADR 37).
"""

import logging
import secrets
import time
from typing import Any

from django.core.cache import caches
from django.db import transaction
from django.utils.connection import ConnectionProxy

from portal.core import purging

# Seconds for which a process trusts a stamp that it has read: a rush of readers asks the shared cache ten times a second, not each time.
REMEMBERED_FOR = 0.1
# Seconds for which a process leaves a shared cache alone that has just failed.
LEFT_ALONE_FOR = 1.0

_FOREVER = None
_UNREAD, _LOST = "unread", "lost"  # instead of a stamp: never read; changed, but nobody could be told
cache: Any = ConnectionProxy(caches, "strict")
_logger = logging.getLogger(__name__)
_seen: dict[str, tuple[str, float]] = {}  # by scope: the stamp, and from when on the monotonic clock it is read again
_known: dict[str, str] = {}  # by scope: the last stamp that was really read
_owed: set[str] = set()  # scopes that changed while the shared cache could not be told
_failed_at: float | None = None


def peek(scope: str) -> str | None:
    """The stamp of a scope, or None where nothing has asked for one yet. Keeps nothing of such a scope: it may come from a stranger."""
    now = time.monotonic()  # before the reading, so that what is remembered is never older than it says
    seen = _seen.get(scope)
    if seen and now < seen[1]:
        return seen[0]
    if _left_alone(now):
        return _without_cache(scope, now)
    try:
        _pay()
        stamp: str | None = cache.get(f"stamp:{scope}")
    except Exception as problem:  # each kind of cache has errors of its own
        _fail(problem)
        return _without_cache(scope, now)
    _recover()
    if stamp is None:
        _seen.pop(scope, None)
    else:
        _known[scope] = stamp
        _seen[scope] = (stamp, now + REMEMBERED_FOR)
    return stamp


def current(scope: str) -> str:
    """The stamp of a scope now; a scope that is known to exist gets one here."""
    stamp = peek(scope)
    if stamp is None:
        stamp = secrets.token_hex(6)
        try:
            # `add` keeps the stamp of whoever came first, so that processes agree.
            cache.add(f"stamp:{scope}", stamp, _FOREVER)
            stamp = cache.get(f"stamp:{scope}", stamp)
            _known[scope] = str(stamp)  # `peek` finds it even while the cache is left alone
        except Exception as problem:
            _fail(problem)
            _known.setdefault(scope, _UNREAD)
            stamp = _without_cache(scope, time.monotonic())
    return str(stamp)


def known(scope: str) -> str | None:
    """The last stamp that was read for a scope, whether or not it can be read now; None where this process has read none.

    A change of which the shared cache could not be told is a stamp that nothing carries.
    """
    stamp = _known.get(scope)
    return None if stamp == _UNREAD else stamp


def readable() -> bool:
    """Whether the shared cache answered when it was last asked."""
    return _failed_at is None


def bump(*scopes: str) -> None:
    """Make everything cached for these scopes unreachable, here and in the proxies in front, once the running transaction is committed."""

    def change() -> None:
        for scope in scopes:
            _seen.pop(scope, None)
            try:
                cache.set(f"stamp:{scope}", secrets.token_hex(6), _FOREVER)
                _known.pop(scope, None)
            except Exception as problem:  # what is already committed must not look as if it had failed
                _fail(problem)
                _owed.add(scope)
                _known[scope] = _LOST
        purging.ask(scopes)

    transaction.on_commit(change)


def _left_alone(now: float) -> bool:
    return _failed_at is not None and now - _failed_at < LEFT_ALONE_FOR


def _without_cache(scope: str, now: float) -> str | None:
    return f"{_known[scope]}~{int(now)}" if scope in _known else None


def _pay() -> None:
    """Tell the shared cache of the changes that it has missed."""
    while _owed:
        scope = next(iter(_owed))
        cache.set(f"stamp:{scope}", secrets.token_hex(6), _FOREVER)
        _owed.discard(scope)


def _fail(problem: Exception) -> None:
    global _failed_at  # a moment; whichever thread writes last is right
    if _failed_at is None:
        _logger.warning("The shared cache cannot be reached: %s", problem)
    _failed_at = time.monotonic()


def _recover() -> None:
    global _failed_at
    _failed_at = None
