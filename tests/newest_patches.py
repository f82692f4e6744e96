"""Is every pin the newest patch of its series? ``make pins`` asks the package indexes through their clients; exit status 1 when one is behind.

A series is what a patch release does not leave: 5.2 for 5.2.19. Patches bring fixes of security holes within the days that
``docs/operators/security.md`` promises; a new series is a decision of its own. Run weekly and before a release. It needs the network, so
it is no part of the tests, which only try its logic.
"""

import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.sbom import ROOT, pins


@dataclass(frozen=True)
class Behind:
    """A pin with a newer patch."""

    name: str
    pinned: str
    newest: str

    def __str__(self) -> str:
        return f"{self.name}: {self.pinned} is pinned, {self.newest} is there"


def series(version: str) -> str:
    """``5.2.19`` -> ``5.2``; a version with fewer parts is its own series."""
    release = re.match(r"(?:\d+!)?\d+(?:\.\d+)?", version)
    return release[0] if release else version


def numbers(version: str) -> tuple[int, ...]:
    """For comparing releases: ``5.2.19`` -> (5, 2, 19)."""
    return tuple(int(part) for part in re.findall(r"\d+", re.split(r"(?:a|b|rc|-|\+)", version)[0]))


def behind(pinned: dict[str, str], newest: dict[str, str]) -> list[Behind]:
    """Those of which ``newest`` knows a later release in the same series."""
    return [
        Behind(name, version, newest[name])
        for name, version in sorted(pinned.items())
        if name in newest and series(newest[name]) == series(version) and numbers(newest[name]) > numbers(version)
    ]


def python_newest() -> dict[str, str]:
    """What the resolver would pin today if every package stayed in its series."""
    with tempfile.TemporaryDirectory() as folder:
        limits = Path(folder) / "series.txt"
        limits.write_text(
            "".join(f"{name}=={series(version)}.*\n" for name, version in pins("requirements-dev.txt").items())
        )
        found = Path(folder) / "found.txt"
        # Of packages with another series for older patches of Python, the pin that is read last is for 3.11.5 and later.
        options = ["--quiet", "--upgrade", "--no-header", "--no-annotate", "--universal", "--python-version", "3.11.5"]
        subprocess.run(
            [
                str(ROOT / ".venv/bin/uv"),
                "pip",
                "compile",
                *options,
                "-c",
                str(limits),
                "requirements-dev.in",
                "-o",
                str(found),
            ],
            cwd=ROOT,
            check=True,
        )
        lines = re.findall(r"(?m)^([\w.-]+)(?:\[.*?\])?==([^\s;]+)", found.read_text())
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in lines}


def npm_pinned() -> dict[str, str]:
    """The npm packages that we name ourselves."""
    ours = json.loads((ROOT / "package.json").read_text())
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    return {
        name: locked[f"node_modules/{name}"]["version"] for name in {**ours["dependencies"], **ours["devDependencies"]}
    }


def npm_newest(report: str) -> dict[str, str]:
    """The newest release in the range that ``package.json`` gives, from ``npm outdated --json``: only what is behind is in it."""
    return {name: entry["wanted"] for name, entry in json.loads(report or "{}").items() if "wanted" in entry}


def main() -> int:
    outdated = subprocess.run(
        ["npm", "outdated", "--json", "--package-lock-only"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    late = behind(pins("requirements-dev.txt"), python_newest()) + behind(npm_pinned(), npm_newest(outdated.stdout))
    for pin in late:
        print(pin)
    if late:
        print("make lock brings the newest; then run all tests.")
        return 1
    print("Every pin is the newest patch of its series.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
