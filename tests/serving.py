"""Real server processes for tests: the portal as operators run it, over a copy of the test database, and what stands in front of it."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from tests.conftest import TEST_MEDIA

TOKEN = "a-token-of-the-tests-0123456789abcdef"


@dataclass
class Answer:
    """What came over the wire."""

    status: int
    headers: http.client.HTTPMessage  # names in any case
    body: bytes


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int, host: str, path: str, method: str = "GET", **headers: str) -> Answer:
    """One request; ``accept_encoding="br"`` becomes ``Accept-Encoding: br``. The host is named without a port unless it has one."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        sent = {"Host": host, **{name.replace("_", "-").title(): value for name, value in headers.items()}}
        client.request(method, path, headers=sent)
        answer = client.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        client.close()


@dataclass
class Portal:
    """``manage.py start`` in a process of its own. ``database``: the URL of the served copy; ``through``: another way to it."""

    database: str
    through: str = ""
    arguments: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self.environment = {
            **os.environ,
            "DATABASE_URL": self.through or self.database,
            "MEDIA_ROOT": str(TEST_MEDIA),
            "PORT": str(self.port),
            "WORKERS": "2",
            "WARM_PAGES": "false",
            "DEMO_PASSWORD": "a-password-for-tests-only",
            "DEBUG": "false",
            **self.environment,
        }
        self.log = settings.BASE_DIR / "var" / f"test-portal-{self.port}.log"

    def __enter__(self) -> "Portal":
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "start", *self.arguments],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        wait(self.port, self.process, self.log)
        return self

    def __exit__(self, *problem: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        if problem[0] is None:
            self.log.unlink(missing_ok=True)

    def ask(self, country: str, path: str, method: str = "GET", **headers: str) -> Answer:
        """A request as a reader of a country's site makes it; "" is the front door."""
        host = f"{country}.localhost" if country else "localhost"
        return ask(self.port, f"{host}:{self.port}", path, method, **headers)

    def python(self, code: str) -> str:
        """What a line of Python prints beside the server, over the database itself."""
        run = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c", code],
            cwd=settings.BASE_DIR,
            env={**self.environment, "DATABASE_URL": self.database},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        return run.stdout.strip()


def wait(port: int, process: subprocess.Popen, log: Path, path: str = "/healthz") -> None:
    """Until something answers at a port; raises AssertionError with the log."""
    for _ in range(400):
        if process.poll() is not None:
            break
        try:
            ask(port, "127.0.0.1", path)
        except (OSError, http.client.HTTPException):
            time.sleep(0.3)
        else:
            return
    raise AssertionError(log.read_text()[-3000:] if log.exists() else "nothing answers")


def nginx(folder: Path, port: int, portal_port: int) -> list[str]:
    """The command for nginx with the configuration that we deploy; only addresses and folders are others."""
    text = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text()
    for ours, here in {
        "server portal:8000": f"server 127.0.0.1:{portal_port}",
        "listen 8000": f"listen 127.0.0.1:{port}",
        "/var/cache/nginx": str(folder),
        "/dev/stdout": "access.log",
        "/dev/stderr": "error.log",
    }.items():
        assert ours in text, ours
        text = text.replace(ours, here)
    user = "user root; " if os.geteuid() == 0 else ""  # its workers must read the temporary folder
    (folder / "nginx.conf").write_text(f"{user}daemon off; pid nginx.pid;\n{text}")
    return ["nginx", "-p", str(folder), "-c", "nginx.conf", "-e", "error.log"]


def varnish(folder: Path, port: int, portal_port: int) -> list[str]:
    """The command for Varnish with the configuration that we deploy. It needs ``CACHE_PURGE_TOKEN`` in its environment."""
    text = (settings.BASE_DIR / "deploy" / "varnish.vcl").read_text()
    for ours, here in {'.host = "portal"': '.host = "127.0.0.1"', '.port = "8000"': f'.port = "{portal_port}"'}.items():
        assert ours in text, ours
        text = text.replace(ours, here)
    (folder / "portal.vcl").write_text(text)
    listen, vcl = f"127.0.0.1:{port}", str(folder / "portal.vcl")
    gzip = ["-p", "http_gzip_support=off"]
    # Without its jail, whose user may not read a folder of the tests.
    return [
        "varnishd",
        "-j",
        "none",
        "-F",
        "-n",
        str(folder / "v"),
        "-a",
        listen,
        "-f",
        vcl,
        *gzip,
        "-s",
        "malloc,64m",
        "-T",
        "none",
    ]


@contextlib.contextmanager
def in_front(name: str, folder: Path, port: int, portal_port: int) -> Iterator[None]:
    """nginx or Varnish (``name``) runs at a port in front of a portal, with the configuration that we deploy."""
    folder.chmod(0o755)
    command = {"nginx": nginx, "varnish": varnish}[name](folder, port, portal_port)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, env={**os.environ, "CACHE_PURGE_TOKEN": TOKEN}, stdout=log, stderr=log, cwd=folder
        )
    try:
        wait(port, process, folder / "log")
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)
