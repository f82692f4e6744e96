"""Stamps: one short random word per scope (a host name), changed whenever something that its readers see changes.

What is cached carries the stamp of its scope in its key; after ``bump`` no process finds the old entry again, on any host that shares
the cache. A stamp that is lost only costs a new rendering.
"""

import secrets

from django.core.cache import cache
from django.db import transaction

_FOREVER = None


def peek(scope: str) -> str | None:
    """The stamp of a scope, or None where nothing has asked for one yet. Writes nothing: scopes may come from strangers."""
    stamp: str | None = cache.get(f"stamp:{scope}")
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

    transaction.on_commit(change)
