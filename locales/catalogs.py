"""Interface catalogs: compiling them, and saying what is missing.

Django serves a language only where a compiled catalog exists for it, and takes a neighbour's when it does not (``/rom-x-kelder/`` became
another dialect in a trial). So every language of the registry gets one: its own, or a copy of the catalog it is set to use.
"""

from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation import to_locale

from locales.languages import CATALOGS, LANGUAGES

DIRECTORY = Path(__file__).parent


@dataclass(frozen=True)
class Gap:
    """A message that a catalog lacks (``missing``) or has unchecked (``fuzzy``)."""

    language: str
    message: str
    problem: str


def po_file(code: str) -> Path:
    """Where the texts of a language stand."""
    return DIRECTORY / to_locale(code) / "LC_MESSAGES" / "django.po"


def mo_file(code: str) -> Path:
    """Where Django reads the compiled catalog: all Romani dialects share ``rom``, which gettext finds by itself."""
    name = code.split("-x-")[0]
    return DIRECTORY / to_locale(name) / "LC_MESSAGES" / "django.mo"


def compile_all() -> list[Path]:
    """Compile what is newer than its compiled form; returns the files written."""
    written = []
    for target, source in _plan().items():
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            target.parent.mkdir(parents=True, exist_ok=True)
            polib.pofile(str(source)).save_as_mofile(str(target))
            written.append(target)
    return written


def gaps(code: str) -> list[Gap]:
    """What is missing or fuzzy in one catalog."""
    found = []
    for entry in polib.pofile(str(po_file(code))):
        if entry.obsolete:
            continue
        if "fuzzy" in entry.flags:
            found.append(Gap(code, entry.msgid, "fuzzy"))
        elif not entry.translated():
            found.append(Gap(code, entry.msgid, "missing"))
    return found


def _plan() -> dict[Path, Path]:
    return {mo_file(code): po_file(language.catalog_code) for code, language in LANGUAGES.items()}


__all__ = ["CATALOGS", "Gap", "compile_all", "gaps", "mo_file", "po_file"]
