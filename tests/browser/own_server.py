"""A server of a test's own that can be stopped, and started again at the same address."""

import os
import signal
import subprocess
import sys
import time
import urllib.request

from django.conf import settings

from tests.browser.conftest import Server, _free_port


class OwnServer:
    """The same application over the same database as the shared test server, in a process of its own."""

    def __init__(self, shared: Server) -> None:
        self.port = _free_port()
        self.environment = {**shared.environment, "PORT": str(self.port), "WORKERS": "1"}
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, country: str, path: str) -> str:
        return f"http://{country}.localhost:{self.port}{path}"

    def start(self) -> None:
        granian = os.path.join(os.path.dirname(sys.executable), "granian")
        arguments = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--no-access-log"]
        self.process = subprocess.Popen(
            [granian, *arguments, "--blocking-threads", "2", "portal.wsgi:application"],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _ in range(240):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2):
                    return
            except OSError:
                time.sleep(0.25)
        raise AssertionError("the test's own server did not start")

    def stop(self) -> None:
        """At once, as when the network goes."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=20)
            self.process = None
