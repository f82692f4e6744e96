"""An export as files: a folder or a zip with a manifest that names every other file with its size and digest.

Nothing in it says when it was made: two exports of the same content are the same to the byte.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

FORMAT, VERSION = "refugee-portal-country", 1
MANIFEST, README = "manifest.json", "README.txt"

ABOUT = """A country site of the refugee information portal, complete.

manifest.json   what is here: every file with its size and SHA-256 digest, what was left out and why
tables/         one file a kind of content, in JSON Lines: one row a line, in UTF-8
files/          pictures, documents and recordings as they were uploaded

"id" is a row's name; other rows refer to it by that name. Pages are named by their translation key and language: all
languages of a page share the key. Bodies of pages are lists of typed blocks.
"""


# What reading a file of a damaged zip or folder leads to.
_UNREADABLE = (
    KeyError,
    ValueError,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)


# Bytes that a zip may unpack to in any case, and for each of its own: text gets some ten times smaller, bombs a thousand times.
_ALWAYS, _DENSEST = 50_000_000, 200


class BrokenExport(ValueError):
    """An export that cannot be read; the message names the file, and the line where there is one."""


class Sink(Protocol):
    """Where an export is written."""

    def write(self, name: str, data: bytes) -> None: ...


class _Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, data: bytes) -> None:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive

    def write(self, name: str, data: bytes) -> None:
        info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        info.external_attr = 0o644 << 16
        self.archive.writestr(info, data, zipfile.ZIP_DEFLATED)


@contextmanager
def sink(target: Path) -> Iterator[Sink]:
    """Where to write: a zip for a name that ends so, else a new or empty folder. Raises FileExistsError for one that holds something.

    A zip stands under its name only when it is complete.
    """
    if target.suffix == ".zip":
        unfinished = target.with_suffix(".zip.part")
        try:
            with zipfile.ZipFile(unfinished, "w") as archive:
                yield _Zip(archive)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
        return
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FileExistsError(f"{target} holds something already. Name a new folder, or a file that ends in .zip.")
    yield _Folder(target)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def dump(value: Any) -> bytes:
    """JSON in its one canonical form: sorted names, UTF-8, no spaces."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class Package:
    """An export that was opened and checked: format, every file there, every digest right.

    Raises BrokenExport. Files that the manifest does not name are not looked at.
    """

    def __init__(self, path: Path) -> None:
        self._zip: zipfile.ZipFile | None = None
        self._path = path
        if path.is_file():
            try:
                self._zip = zipfile.ZipFile(path)
            except (zipfile.BadZipFile, OSError) as error:
                raise BrokenExport(f"{path.name} is no zip file.") from error
            unpacked = sum(entry.file_size for entry in self._zip.infolist())
            if unpacked > _ALWAYS + path.stat().st_size * _DENSEST:
                raise BrokenExport(f"{path.name}: what is in it is far larger than the file.")
        elif not path.is_dir():
            raise BrokenExport(f"There is no file or folder {path}.")
        self.manifest = self._manifest()
        self._named = {entry["file"]: entry for entry in [*self.manifest["tables"], *self.manifest["files"]]}
        for name, entry in self._named.items():
            self._check(name, entry)

    @property
    def tables(self) -> list[str]:
        return [entry["file"] for entry in self.manifest["tables"]]

    @property
    def files(self) -> list[str]:
        """The names of uploaded files, as in the tables."""
        return [entry["file"].removeprefix("files/") for entry in self.manifest["files"]]

    def read(self, name: str) -> bytes:
        try:
            if self._zip:
                return self._zip.read(name)
            return (self._path / name).read_bytes()
        except _UNREADABLE as error:
            raise BrokenExport(f"{name} is missing or cannot be read.") from error

    def lines(self, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows of a table with the numbers of their lines."""
        for number, text in enumerate(self.read(name).decode("utf-8", "replace").split("\n"), 1):
            if not text:
                continue
            try:
                row = json.loads(text)
            except (ValueError, RecursionError) as error:
                raise BrokenExport(f"{name}, line {number}: this is no JSON.") from error
            if not isinstance(row, dict) or not isinstance(row.get("id"), str):
                raise BrokenExport(f"{name}, line {number}: this is no row with an id.")
            yield number, row

    def _manifest(self) -> dict[str, Any]:
        try:
            manifest = json.loads(self.read(MANIFEST))
        except (ValueError, RecursionError) as error:
            raise BrokenExport(f"{MANIFEST}: this is no JSON, or it is missing.") from error
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise BrokenExport(f"{MANIFEST}: this is no export of a country site.")
        if manifest.get("version") != VERSION:
            raise BrokenExport(
                f"{MANIFEST}: made in version {manifest.get('version')} of the format; this portal reads version {VERSION}."
            )
        try:
            for part in ("tables", "files"):
                if not isinstance(manifest[part], list):
                    raise TypeError
                for entry in manifest[part]:
                    if not isinstance(entry["sha256"], str):
                        raise TypeError
                    _safe(entry["file"], part)
            if not all(isinstance(manifest["country"][name], str) for name in ("code", "slug")):
                raise TypeError
            if not isinstance(manifest["asked"], list) or not all(isinstance(name, str) for name in manifest["asked"]):
                raise TypeError
        except (KeyError, TypeError) as error:
            raise BrokenExport(f"{MANIFEST}: it does not name its tables, files and country as it should.") from error
        return manifest

    def _check(self, name: str, entry: dict[str, Any]) -> None:
        if digest(self.read(name)) != entry["sha256"]:
            raise BrokenExport(f"{name}: it was changed or damaged after the export (its digest differs).")


def _safe(name: Any, part: str) -> None:
    """Raises BrokenExport for a name that leads out of a part of an export, or nowhere in it."""
    parts = PurePosixPath(name).parts if isinstance(name, str) else ()
    odd = len(parts) < 2 or parts[0] != part or ".." in parts or "/".join(parts) != name
    if odd or "\\" in name or any(ord(letter) < 32 for letter in name):
        raise BrokenExport(f"{MANIFEST}: {name!r} is no name of a file of an export.")
