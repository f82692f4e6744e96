"""Grades pages with Lighthouse, as a phone on a slow link: ``make lighthouse``. Exit status 1 below the targets of docs/developers/budgets.md.

It runs the production server over the demonstration content in a database of its own, asks for each page once so that the page cache has it,
and takes the median of three runs. Scores of performance fall when the machine is busy: run nothing else meanwhile.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tests import chromium

ROOT = Path(__file__).resolve().parent.parent
RUNS = int(os.environ.get("LIGHTHOUSE_RUNS", "3"))
TRIES = 3  # Chromium's trace of a page is sometimes incomplete on a busy machine, and Lighthouse then gives up
TARGETS = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
PAGES = {
    "home uk": ("hungary", "/uk/"),
    "home ar": ("bulgaria", "/ar/"),
    "article uk": ("serbia", "/uk/asylum/how-to-ask-for-asylum/"),
    "article ar": ("bulgaria", "/ar/temporary-protection/temporary-protection/"),
    "list uk": ("hungary", "/uk/services/"),
    "list ar": ("bulgaria", "/ar/services/"),
    "service uk": ("hungary", "/uk/services/demo-psychological-support/"),
    "service ar": ("bulgaria", "/ar/services/demo-space-sofia/"),
}
Grades = dict[str, int]


def grade(url: str) -> tuple[Grades, list[str]]:
    """One run: the score of each category, and what cost points outside performance."""
    flags = " ".join(["--headless=new", *chromium.ARGUMENTS])
    only = ",".join(TARGETS)
    command = ["node", str(ROOT / "node_modules/lighthouse/cli/index.js"), url, "--quiet", "--output=json"]
    options = [f"--chrome-flags={flags}", f"--only-categories={only}", "--no-enable-error-reporting"]
    environment = {**os.environ, "CHROME_PATH": chromium.find() or ""}
    for _ in range(TRIES):
        run = subprocess.run(
            [*command, *options], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if run.returncode == 0:
            break
    else:
        raise SystemExit(run.stderr[-2000:])
    report = json.loads(run.stdout)
    lost = [
        f"{name}: {audit['id']}"
        for name, category in report["categories"].items()
        for part in category["auditRefs"]
        if (audit := report["audits"][part["id"]])["score"] not in (None, 1) and part["weight"]
    ]
    return {name: round(category["score"] * 100) for name, category in report["categories"].items()}, lost


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ask(port: int, path: str, **headers: str) -> None:
    with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)) as answer:
        answer.read()


def _wait(port: int, portal: subprocess.Popen) -> None:
    while portal.poll() is None:
        try:
            return _ask(port, "/healthz")
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the portal did not start; `make run` says why")


def main() -> int:
    """Grade all pages, or those whose names are given."""
    wanted = {name: page for name, page in PAGES.items() if not sys.argv[1:] or name in sys.argv[1:]}
    port, late = _free_port(), False
    environment = {**os.environ, "PORT": str(port), "WORKERS": "1"}
    with tempfile.TemporaryFile() as log:
        portal = subprocess.Popen(
            [sys.executable, "manage.py", "start"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            _wait(port, portal)
            for name, (country, path) in wanted.items():
                url = f"http://{country}.localhost:{port}{path}"
                _ask(port, path, Host=f"{country}.localhost:{port}")  # now the page cache has it
                runs = [grade(url) for _ in range(RUNS)]
                middle = {key: int(statistics.median(scores[key] for scores, _lost in runs)) for key in TARGETS}
                below = [key for key, target in TARGETS.items() if middle[key] < target]
                late = late or bool(below)
                print(
                    f"{name:<12} {' / '.join(str(middle[key]) for key in TARGETS)}", *runs[-1][1], sep="  ", flush=True
                )
        finally:
            portal.terminate()
            portal.wait(timeout=20)
    return int(late)


if __name__ == "__main__":
    sys.exit(main())
