"""Databases of the suite.

The demonstration content is loaded once a run. Every process that shares the suite works on a copy of that database, and so do the
servers that tests start: what a server commits (its accounts, its port, what somebody typed into a form) reaches no other test.
"""

import contextlib
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, connections
from django.db.utils import ConnectionHandler

VAR = settings.BASE_DIR / "var"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")  # gw0, gw1 ... where several processes share the suite
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")


def _demonstration() -> tuple[str, Path, Path]:
    """What the processes of a run share: the name of a loaded database, the folder of its files, and the note of whose run it is."""
    name = str(connection.settings_dict["TEST"]["NAME"]).removesuffix(f"_{WORKER}")
    kind = connection.vendor
    return f"{name}_demonstration", VAR / f"test-media-{kind}-demonstration", VAR / f"test-{kind}.run"


@contextmanager
def one_at_a_time(media: Path) -> Iterator[bool]:
    """Gives whether this process' own database and ``media`` are copies of what another process of the run has loaded.

    Where they are not, the caller loads them before it leaves, and the others copy.
    """
    if not WORKER:
        yield False
        return
    name, folder, note = _demonstration()
    with _turn():
        ready = note.exists() and note.read_text() == RUN
        if ready:
            copy(name, str(connection.settings_dict["TEST"]["NAME"]))
            shutil.rmtree(media, ignore_errors=True)
            shutil.copytree(folder, media)
        yield ready
        if not ready:
            copy(str(connection.settings_dict["NAME"]), name)
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(media, folder)
            note.write_text(RUN)


def forget_demonstration() -> None:
    """By the process that loaded it, at its end. One that comes later loads its own."""
    if WORKER:
        name, folder, note = _demonstration()
        with _turn():
            note.unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
            drop(name)


@contextmanager
def _turn() -> Iterator[None]:
    VAR.mkdir(exist_ok=True)
    with (VAR / f"test-{connection.vendor}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def copy(source: str, target: str) -> None:
    """A database as another one is now. Nobody may be connected to either."""
    connection.close()
    if connection.vendor == "sqlite":
        _remove(target)
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
        return
    drop(target)
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        quote = connection.ops.quote_name
        cursor.execute(f"CREATE DATABASE {quote(target)} TEMPLATE {quote(source)}")


def drop(name: str) -> None:
    if connection.vendor == "sqlite":
        _remove(name)
        return
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")


def end_connections() -> None:
    """Of others to this process' database, such as a thread that a test left behind: PostgreSQL deletes no database in use."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


def _remove(name: str) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(name + ending).unlink(missing_ok=True)


@contextmanager
def served() -> Iterator[str]:
    """The URL of a copy for servers that this process starts."""
    own = str(connection.settings_dict["NAME"])
    name = f"{own}_served"
    copy(own, name)
    try:
        yield url(name)
    finally:
        with contextlib.suppress(Exception):  # a server that is slow to end
            drop(name)


def url(name: str) -> str:
    """How a process of its own reaches a database of the suite."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    values = connection.settings_dict
    password = f":{values['PASSWORD']}" if values["PASSWORD"] else ""
    return f"postgres://{values['USER']}{password}@{values['HOST'] or 'localhost'}:{values['PORT'] or 5432}/{name}"


def by_port(url: str, port: int) -> str:
    """The same database by way of a port of this machine."""
    parts = urlsplit(url)
    return parts._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{port}").geturl()


@contextmanager
def connected(url: str) -> Iterator[Any]:
    """A connection of its own to a database of the suite."""
    name = url.removeprefix("sqlite:///") if connection.vendor == "sqlite" else urlsplit(url).path[1:]
    other = ConnectionHandler({"default": {**connections.settings["default"], "NAME": name}})["default"]
    try:
        yield other
    finally:
        other.close()
