"""A real Chromium against the real production server, over the test database."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests import chromium
from tests.conftest import TEST_MEDIA

PASSWORD = "a-password-for-tests-only"
# What a page looks like, costs and does in a browser is the same whatever database it came from. Teams' work and what it changes for
# readers is tried on both.
ON_BOTH_DATABASES = {
    "test_article_desk", "test_board", "test_desk", "test_facts", "test_home_desk", "test_journeys", "test_life", "test_sign_in",
    "test_traces", "test_workflow",
}  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "browser" and item.path.stem not in ON_BOTH_DATABASES:
            item.add_marker(pytest.mark.once)


@dataclass(frozen=True)
class Server:
    """The running portal."""

    port: int
    environment: dict[str, str]

    def url(self, country: str, path: str) -> str:
        host = f"{country}.localhost" if country else "localhost"
        return f"http://{host}:{self.port}{path}"

    def manage(self, *arguments: str) -> str:
        """Run a management command over the same database and caches, as an operator would beside the server."""
        run = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    def python(self, code: str) -> str:
        """What a line of Python prints, run in the portal's shell."""
        return self.manage("shell", "-v0", "-c", code).strip()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server(served_database) -> Iterator[Server]:
    port = _free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": served_database,
        "MEDIA_ROOT": str(TEST_MEDIA),
        "PORT": str(port),
        "WORKERS": "2",
        "DEMO_PASSWORD": PASSWORD,
        "DEBUG": "false",
    }
    log = (settings.BASE_DIR / "var" / "test-server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "start"], cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log
    )
    try:
        _wait(port, process)
        yield Server(port, environment)
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def _wait(port: int, process: subprocess.Popen) -> None:
    for _ in range(240):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise AssertionError(Path(settings.BASE_DIR / "var" / "test-server.log").read_text()[-3000:])


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    path = chromium.find()
    assert path, "no Chromium: run `make test`, which installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def phone(chrome: Browser) -> Iterator[BrowserContext]:
    """An old phone's window, without JavaScript."""
    context = chrome.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    yield context
    context.close()


@pytest.fixture
def scripted_phone(chrome: Browser) -> Iterator[BrowserContext]:
    """The same with JavaScript, which axe needs; our policy is set aside so that axe may be put into the page."""
    context = chrome.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    yield context
    context.close()
