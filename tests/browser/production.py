"""The production server as behind a proxy of ours that ends TLS, with everything that it logs at the most talkative level."""

import http.client
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from portal.demo.management.commands.start import server as server_command
from portal.environment import Environment


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def one(self, name: str) -> str:
        """The value of a header that was sent once; fails where it is missing or there twice."""
        [value] = self.all(name)
        return value

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def cookies(self) -> dict[str, str]:
        return dict(value.split(";")[0].split("=", 1) for value in self.all("Set-Cookie"))


@dataclass
class Production:
    """The running server. ``sent``: headers that go with every request."""

    port: int
    log: Path
    sent: dict[str, str] = field(default_factory=dict)

    def ask(
        self, host: str, path: str, *, method: str = "GET", body: bytes = b"", https: bool = True, **headers: str
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        default = {"Host": host, "X-Forwarded-Proto": "https" if https else "http", **self.sent}
        if body:
            default |= {"Content-Length": str(len(body)), "Content-Type": "application/x-www-form-urlencoded"}
        for name, value in {**default, **{key.replace("_", "-"): value for key, value in headers.items()}}.items():
            connection.putheader(name, value)
        connection.endheaders(body or None)
        response = connection.getresponse()
        answer = Answer(response.status, response.getheaders(), response.read())
        connection.close()
        return answer


@contextmanager
def running(name: str, **environment: str) -> Iterator[Production]:
    """A production server with HTTPS=true behind a proxy; its log is ``var/<name>.log``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    log = Path(settings.BASE_DIR) / "var" / f"{name}.log"
    wanted = {
        "HTTPS": "true",
        "BEHIND_PROXY": "true",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "PORT": str(port),
        "WORKERS": "1",
        "LOG_LEVEL": "DEBUG",
        "DEBUG": "false",
        **environment,
    }
    command = server_command(Environment(port=port, workers=1))
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env={**os.environ, **wanted}, stdout=out, stderr=out)
        try:
            _wait(process, port, log)
            yield Production(port, log)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(process: subprocess.Popen, port: int, log: Path) -> None:
    for _ in range(240):
        assert process.poll() is None, log.read_text()[-3000:]
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(log.read_text()[-3000:])
