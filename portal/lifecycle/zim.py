"""A copy as a ZIM file (https://wiki.openzim.org/wiki/ZIM_file_format), for Kiwix on phones and on hotspots without a network.

Needs the package ``libzim``, which the portal does not require: without it, no ZIM file is made or offered.
"""

import datetime as dt
import io
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from portal.lifecycle.package import Sink

# ISO 639-3, as the format wants it, for codes of our registry; private ones by their language.
_ISO = {
    "en": "eng", "uk": "ukr", "ru": "rus", "ar": "ara", "fa": "fas", "ps": "pus", "ur": "urd", "bg": "bul", "cs": "ces",
    "hu": "hun", "ro": "ron", "sk": "slk", "sr": "srp", "sq": "sqi", "am": "amh", "hy": "hye", "bn": "ben", "fr": "fra",
    "ka": "kat", "de": "deu", "el": "ell", "it": "ita", "ku": "kmr", "pl": "pol", "es": "spa", "so": "som", "ti": "tir",
    "tr": "tur", "vi": "vie",
}  # fmt: skip


def is_possible() -> bool:
    """Whether this installation can make ZIM files."""
    return find_spec("libzim") is not None


def language(code: str) -> str:
    """The language of a file as ZIM names it: ``uk`` -> ``ukr``, ``rom-x-ursari`` -> ``rom``."""
    first = code.split("-", 1)[0]
    return _ISO.get(first, first)


@contextmanager
def sink(
    target: Path, *, code: str, name: str, title: str, description: str, publisher: str, on: dt.date
) -> Iterator[Sink]:
    """Where to write a copy in the language ``code``; its first page is that of the language. Raises ImportError without libzim."""
    from libzim.writer import Creator, Hint, Item, StringProvider

    class Entry(Item):  # type: ignore[misc]
        """One file of the copy."""

        def __init__(self, path: str, data: bytes) -> None:
            super().__init__()
            self.path, self.data = path, data

        def get_path(self) -> str:
            return self.path

        def get_title(self) -> str:
            return _title(self.data) if self.path.endswith(".html") else ""

        def get_mimetype(self) -> str:
            return mimetypes.guess_type(self.path)[0] or "application/octet-stream"

        def get_contentprovider(self) -> Any:
            return StringProvider(self.data)

        def get_hints(self) -> dict[Any, int]:
            return {Hint.FRONT_ARTICLE: int(self.path.endswith(".html"))}

    class Writer:
        def __init__(self, creator: Any) -> None:
            self.creator = creator

        def write(self, name: str, data: bytes) -> None:
            self.creator.add_item(Entry(name, data))

    target.unlink(missing_ok=True)
    with Creator(str(target)).config_verbose(False).config_indexing(True, language(code)) as creator:
        creator.set_mainpath(f"{code}/index.html")
        creator.add_illustration(48, _illustration())
        about = {
            "Name": name, "Title": title[:30], "Description": description[:80], "Language": language(code),
            "Creator": publisher, "Publisher": publisher, "Date": on.isoformat(),
        }  # fmt: skip
        for key, value in about.items():
            creator.add_metadata(key, value)
        yield Writer(creator)


def _title(page: bytes) -> str:
    """What stands between ``<title>`` and the name of the site."""
    begin, end = page.find(b"<title>"), page.find(b"</title>")
    text = page[begin + 7 : end].decode() if 0 <= begin < end else ""
    return text.rsplit(" – ", 1)[0]


def _illustration() -> bytes:
    """A speech mark on blue, 48 by 48 pixels, as the format asks for."""
    image = Image.new("RGB", (48, 48), "#1d4ed8")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((9, 10, 39, 31), 6, fill="white")
    draw.polygon(((15, 31), (25, 31), (15, 40)), fill="white")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
