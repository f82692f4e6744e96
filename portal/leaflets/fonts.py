"""The faces of leaflets: the Noto files from npm that its words need, no other and none from the network."""

import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from locales import languages

FOLDER = Path(settings.NODE_MODULES) / "@fontsource"
_WEIGHTS = (400, 700)
# By script: the npm package and its subsets. Latin letters with all their diacritics, and digits, stand in every leaflet.
_FACES: dict[str, tuple[str, tuple[str, ...]]] = {
    "Latn": ("noto-sans", ("latin", "latin-ext", "vietnamese")),
    "Cyrl": ("noto-sans", ("cyrillic", "cyrillic-ext")),
    "Grek": ("noto-sans", ("greek", "greek-ext")),
    "Arab": ("noto-naskh-arabic", ("arabic",)),
    "Aran": ("noto-nastaliq-urdu", ("arabic",)),
}
_LETTERS = {
    "Grek": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "Cyrl": re.compile("[\u0400-\u052f]"),
    "Arab": re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]"),
}
_LANGUAGE = re.compile(r'\blang="([A-Za-z0-9-]+)"')
# Letters of these scripts are smaller at the same size, and their lines need more height.
_SIZES = {"Arab": ("1.06em", "1.7"), "Aran": ("1.04em", "2.15")}


def rules(html: str) -> str:
    """The faces for this HTML, and which language takes which.

    A script without a face here (Ethiopic, Georgian...) is left to the fonts of the machine.
    """
    tags = sorted(set(_LANGUAGE.findall(html)))
    own = {tag: languages.get(tag).script for tag in tags if tag.lower() in languages.LANGUAGES}
    found = [script for script, letters in _LETTERS.items() if letters.search(html)]
    scripts = ["Latn", *found, *(["Aran"] if "Aran" in own.values() else [])]
    lines = [_face(script, subset, weight) for script in scripts for subset in _FACES[script][1] for weight in _WEIGHTS]
    lines.append(f"html {{ font-family: {_family(scripts)} }}")
    for tag, script in own.items():
        size, height = _SIZES.get(script, ("", "1.42"))
        first = ["Latn", *([script] if script in scripts else [])]
        family = _family([*first, *(item for item in scripts if item not in first)])
        lines.append(f'[lang="{tag}"] {{ font-family: {family}; line-height: {height} }}')
        if size:
            lines.append(f'body [lang="{tag}"], html[lang="{tag}"] body {{ font-size: {size} }}')
        if script == "Aran":
            lines.append(f":is(h1, h2, h3):lang({tag}) {{ line-height: 2 }}")
    return "\n".join(lines)


def file_of(path: str) -> Path | None:
    """The file behind ``font:noto-sans/noto-sans-latin-400-normal.woff2``; None for anything else."""
    package, _slash, name = path.partition("/")
    if package not in {package for package, _subsets in _FACES.values()}:
        return None
    file = (FOLDER / package / "files" / name).resolve()
    inside = file.parent == (FOLDER / package / "files").resolve()
    return file if inside and file.suffix == ".woff2" and file.is_file() else None


def _face(script: str, subset: str, weight: int) -> str:
    package = _FACES[script][0]
    return (
        f'@font-face {{ font-family: "{_name(script, subset)}"; font-weight: {weight}; '
        f'src: url("font:{package}/{package}-{subset}-{weight}-normal.woff2") format("woff2") }}'
    )


def _family(scripts: Iterable[str]) -> str:
    """Each subset is a family of its own: Pango goes through them letter by letter."""
    names = [f'"{_name(script, subset)}"' for script in scripts for subset in _FACES[script][1]]
    return ", ".join([*names, "sans-serif"])


def _name(script: str, subset: str) -> str:
    return f"leaflet-{script.lower()}-{subset}"
