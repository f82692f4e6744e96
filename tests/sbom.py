"""What the portal is made of, as a software bill of materials in CycloneDX 1.6: ``make sbom`` writes ``var/sbom.json``.

Python packages come from the pins with the licences that the installed packages state, npm packages from ``package-lock.json``. What only
development needs has the scope ``excluded``. Debian's packages of the image (Pango) are not in it: the image's own scanner lists those.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "var" / "sbom.json"
# Packages whose metadata forgot it; read in their repositories.
STATED_ELSEWHERE = {
    "antlr4-python3-runtime": "BSD-3-Clause",
    "busboy": "MIT",
    "parse-cache-control": "MIT",
    "streamsearch": "MIT",
}
_PIN = re.compile(r"^[A-Za-z0-9][^\n]*?==[^\n\\]*", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    """Name and version of each package that a requirements file pins for this platform."""
    lines = _PIN.findall((ROOT / name).read_text(encoding="utf-8"))
    wanted = [Requirement(line.strip()) for line in lines]
    return {
        canonicalize_name(item.name): next(iter(item.specifier)).version
        for item in wanted
        if item.marker is None or item.marker.evaluate()
    }


def python_components() -> Iterator[dict[str, Any]]:
    """The Python packages."""
    at_run_time = pins("requirements.txt")
    for name, version in sorted(pins("requirements-dev.txt").items()):
        purl = f"pkg:pypi/{name}@{version}"
        yield _component(name, version, purl, python_licence(name), needed=name in at_run_time)


def python_licence(name: str) -> str:
    """What an installed package says of its licence; empty where it is not installed or says nothing."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return STATED_ELSEWHERE.get(name, "")
    classifiers = [
        line.rpartition(" :: ")[2] for line in told.get_all("Classifier") or [] if line.startswith("License")
    ]
    written = (told.get("License") or "").strip().split("\n")[0]
    return (
        told.get("License-Expression")
        or STATED_ELSEWHERE.get(name)
        or " AND ".join(item for item in classifiers if item != "OSI Approved")
        or written
    )


def npm_components() -> Iterator[dict[str, Any]]:
    """The npm packages, each version once."""
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for path, package in packages.items():
        if not path:
            continue
        name = package.get("name") or path.rpartition("node_modules/")[2]
        version, needed = package["version"], not package.get("dev")
        known = found.get((name, version))
        if known is None or (needed and known["scope"] == "excluded"):
            purl = f"pkg:npm/{quote(name, safe='/')}@{version}"
            found[name, version] = _component(
                name, version, purl, package.get("license") or STATED_ELSEWHERE.get(name, ""), needed=needed
            )
    yield from (found[key] for key in sorted(found))


def _component(name: str, version: str, purl: str, licence: str, *, needed: bool) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "scope": "required" if needed else "excluded",
    }
    if licence:
        spdx = re.fullmatch(r"[A-Za-z0-9.+() -]+", licence) and not re.search(
            r"License|, | (?!AND|OR|WITH)[a-z]", licence
        )
        component["licenses"] = [{"expression": licence} if spdx else {"license": {"name": licence}}]
    return component


def bill() -> dict[str, Any]:
    """The whole of it. The same packages give the same bill."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "portal", "bom-ref": "portal"}},
        "components": [*python_components(), *npm_components()],
    }


def main() -> int:
    made = bill()
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    needed = sum(component["scope"] == "required" for component in made["components"])
    print(f"{OUT.relative_to(ROOT)}: {len(made['components'])} packages, {needed} of them at run time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
