"""Stamps: one short random word per scope (a host name), changed whenever something that its readers see changes.

What is cached carries the stamp of its scope in its key; after ``bump`` the process that called it never finds the old entry again,
and no other process does after ``REMEMBERED_FOR``, on any host that shares the cache. A stamp that is lost only costs a new rendering.
"""

import secrets
import time

from django.core.cache import cache
from django.db import transaction

# Seconds for which a process trusts a stamp that it has read: a rush of readers asks the shared cache ten times a second, not each time.
REMEMBERED_FOR = 0.1

_FOREVER = None
_seen: dict[str, tuple[str, float]] = {}  # by scope: the stamp, and from when on the monotonic clock it is read again


def peek(scope: str) -> str | None:
    """The stamp of a scope, or None where nothing has asked for one yet. Keeps nothing of such a scope: it may come from a stranger."""
    now = time.monotonic()  # before the reading, so that what is remembered is never older than it says
    seen = _seen.get(scope)
    if seen and now < seen[1]:
        return seen[0]
    stamp: str | None = cache.get(f"stamp:{scope}")
    if stamp is None:
        _seen.pop(scope, None)
    else:
        _seen[scope] = (stamp, now + REMEMBERED_FOR)
    return stamp


def current(scope: str) -> str:
    """The stamp of a scope now; a scope that is known to exist gets one here."""
    stamp = peek(scope)
    if stamp is None:
        stamp = secrets.token_hex(6)
        # `add` keeps the stamp of whoever came first, so that processes agree.
        cache.add(f"stamp:{scope}", stamp, _FOREVER)
        stamp = cache.get(f"stamp:{scope}", stamp)
    return str(stamp)


def bump(*scopes: str) -> None:
    """Make everything cached for these scopes unreachable, once the running transaction is committed."""

    def change() -> None:
        for scope in scopes:
            cache.set(f"stamp:{scope}", secrets.token_hex(6), _FOREVER)
            _seen.pop(scope, None)

    transaction.on_commit(change)
