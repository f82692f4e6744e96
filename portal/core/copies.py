"""Copies of kept pages on this host's disk, one file for each address, shared by the processes of the host.

They serve twice. A page that one process has rendered is read from here by the others. And where a page cannot be rendered (the database is
down, a migration locks a table, the new version fails) its copy is the last good one, however many hours old (``portal.core.outage``).

A copy is given only under the stamp that it was made under: what was changed or withdrawn since never comes back (ADR 37). Within one start
of the portal it is as good as the memory of a process while its key, which carries the hour, is the page's key; a new start makes pages anew.
"""

import contextlib
import hashlib
import json
import os
import secrets
import tempfile
import time
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import brotli
from django.conf import settings
from django.http.request import split_domain_port

# Seconds after which a copy is not shown any more, whatever is down.
LONGEST = 7 * 86_400
# Copies of one site in each of its 256 folders: a quarter of a million in all. More is not the site's own doing.
MOST = 1000
_BOOT, _BOOT_FILE, _STAMP = "PORTAL_BOOT", ".boot", "stamp"


def new_boot() -> None:
    """A start of the portal: processes that come from it, and commands beside them, share copies; those of starts before are for outages."""
    os.environ[_BOOT] = secrets.token_hex(6)
    with contextlib.suppress(OSError):
        settings.PAGE_COPIES.mkdir(parents=True, exist_ok=True)
        _replace(settings.PAGE_COPIES / _BOOT_FILE, os.environ[_BOOT].encode())


def started() -> bool:
    """Whether this process comes from a start of the portal."""
    return _BOOT in os.environ


@lru_cache
def boot() -> str:
    """The start that this process belongs to."""
    try:
        return os.environ.get(_BOOT) or (settings.PAGE_COPIES / _BOOT_FILE).read_text()
    except OSError:
        return secrets.token_hex(6)


class Address(NamedTuple):
    """Where a page is: with the port, as the browser asks for it, since pages hold absolute addresses."""

    scheme: str
    host: str
    path: str
    variant: str = ""  # of the page: portal.core.reading_views

    @property
    def domain(self) -> str:
        """The host without its port: the scope of its stamp."""
        return split_domain_port(self.host)[0]


class Copy(NamedTuple):
    """A page as it was rendered. ``key``: of the page cache, for that hour. ``notice``: the text that tells readers how old it is."""

    address: Address
    key: str
    stamp: str
    boot: str
    made: float  # seconds since the epoch
    status: int
    headers: tuple[tuple[str, str], ...]
    etag: str
    until: float | None
    notice: str
    body: bytes  # Brotli

    def plain(self) -> bytes:
        return brotli.decompress(self.body)


def write(copy: Copy) -> None:
    """Keep a copy in place of the one before. A disk that is full or read-only costs nothing but the copy."""
    if not _is_ours(copy.address):
        return
    file = _file(copy.address)
    head = json.dumps(copy._replace(body=b"")._asdict(), default=lambda _: "").encode()
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() and len(os.listdir(file.parent)) >= MOST:
            return
        _replace(file, head + b"\n" + copy.body)
        _note_stamp(copy.address.domain, copy.stamp)


def read(address: Address) -> Copy | None:
    """The copy of a page, of whatever age; None where there is none."""
    try:
        head, _newline, body = _file(address).read_bytes().partition(b"\n")
        fields = json.loads(head)
        copy = Copy(**{**fields, "body": body})
        return copy._replace(
            address=Address(*copy.address), headers=tuple((name, value) for name, value in copy.headers)
        )
    except (OSError, ValueError, TypeError):  # none, or one of another version
        return None


def fresh(address: Address, key: str) -> Copy | None:
    """The copy if it is as good as one in memory."""
    copy = read(address)
    if copy and copy.key == key and copy.boot == boot() and (copy.until is None or time.time() < copy.until):
        return copy
    return None


def last(address: Address, stamp: str | None) -> Copy | None:
    """The last good copy, if nothing of its site has changed since. ``stamp``: the site's; None where nobody knows it at the moment, then
    it is the one under which this host made its last copy."""
    copy = read(address)
    if copy is None or time.time() - copy.made > LONGEST:
        return None
    return copy if copy.stamp == (stamp or noted_stamp(address.domain)) else None


def drop(address: Address) -> None:
    """There is no such page any more."""
    with contextlib.suppress(OSError):
        _file(address).unlink()


def noted_stamp(domain: str) -> str | None:
    """The stamp under which the last copy of a site was made."""
    try:
        return (_folder(domain) / _STAMP).read_text()
    except OSError:
        return None


def domains() -> list[str]:
    """The sites that have copies."""
    with contextlib.suppress(OSError):
        return sorted(entry.name for entry in settings.PAGE_COPIES.iterdir() if entry.is_dir())
    return []


def of_domain(domain: str) -> list[Path]:
    """The files of a site's copies, oldest first."""
    found = []
    for file in _folder(domain).glob("*/*"):
        with contextlib.suppress(OSError):
            found.append((file.stat().st_mtime, file))
    return [file for _made, file in sorted(found)]


def read_file(file: Path) -> Copy | None:
    """The copy in a file of ``of_domain``."""
    try:
        fields = json.loads(file.open("rb").readline())
        return read(Address(*fields["address"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _is_ours(address: Address) -> bool:
    """A port that we are reached at: with others a stranger could fill the disk."""
    return split_domain_port(address.host)[1] in ("", "80", "443", str(settings.ENVIRONMENT.public_port))


def _folder(domain: str) -> Path:
    folder: Path = settings.PAGE_COPIES / domain.strip(".")
    return folder


def _file(address: Address) -> Path:
    name = hashlib.blake2b("|".join(address).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return _folder(address.domain) / name[:2] / name


def _note_stamp(domain: str, stamp: str) -> None:
    if noted_stamp(domain) != stamp:
        _replace(_folder(domain) / _STAMP, stamp.encode())


def _replace(file: Path, content: bytes) -> None:
    """As a whole: whoever reads sees the old content or the new."""
    descriptor, name = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
