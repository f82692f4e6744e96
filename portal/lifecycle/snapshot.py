"""Reading a country as it was at one moment, while its team goes on writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """All reads inside see the database of one moment, and nobody waits for them.

    PostgreSQL: one transaction at the level REPEATABLE READ (https://www.postgresql.org/docs/current/transaction-iso.html). SQLite:
    one deferred transaction, which in WAL mode sees the moment of its first read (https://www.sqlite.org/isolation.html); ours
    otherwise begin as writers. Inside a transaction that has begun already, that one decides.
    """
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "sqlite":
        mode, connection.transaction_mode = connection.transaction_mode, "DEFERRED"  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = mode  # type: ignore[attr-defined]
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
