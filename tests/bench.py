"""``make bench``: what each page type costs, and what nginx would ask for the same bytes.

Runs its own server over the configured database (which gets the demonstration content if it is empty) on the loopback interface only.
Rates need wrk; without it they are left out. Timings on a shared machine are noisy: compare within one run.
"""

import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from portal import wsgi  # noqa: E402, F401  (the server's own settings of Python)
from tests import serving  # noqa: E402
from tests.serving import free_port  # noqa: E402

PAGES = {
    "front door": ("localhost", "/uk/"),
    "home": ("serbia.localhost", "/ur/"),
    "topic": ("serbia.localhost", "/ur/asylum/"),
    "topic, sensitive": ("serbia.localhost", "/ur/safety/"),  # passes through every proxy
    "article": ("serbia.localhost", "/uk/asylum/how-to-ask-for-asylum/"),
    "article, fallback": ("serbia.localhost", "/ur/temporary-protection/temporary-protection-ukraine/"),
    "article, picture": ("hungary.localhost", "/uk/temporary-protection/card-valid-longer/"),
    "services": ("moldova.localhost", "/uk/services/"),
    "service": ("serbia.localhost", "/ur/services/demo-integration-hub/"),
}
SECONDS = int(os.environ.get("BENCH_SECONDS", "3"))
RENDERS = 60
NOWHERE = "postgres://nobody@127.0.0.1:9/none"  # nothing listens there
# A new query string each time passes the page cache by.
COLD = 'local n = 0\nrequest = function()\n  n = n + 1\n  return wrk.format("GET", wrk.path .. "?n=" .. n)\nend\n'


@dataclass
class Row:
    """The figures of one page type."""

    queries: int
    cpu_ms: float
    bytes_br: int
    server_cpu_ms: float | None = None
    cold: float | None = None
    cached: float | None = None
    proxied: float | None = None
    varnish: float | None = None
    nginx: float | None = None


def in_process(host: str, path: str) -> Row:
    """Queries and CPU of one uncached rendering, measured without a network."""
    client = Client(HTTP_HOST=f"{host}:{settings.ENVIRONMENT.port}")
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path, {"n": "queries"})  # past the page cache and the copies
    queries = len(captured)  # now: the next request empties the log
    start = time.process_time()
    for number in range(RENDERS):
        client.get(path, {"n": number})
    cpu = (time.process_time() - start) / RENDERS * 1000
    size = len(client.get(path, headers={"accept-encoding": "br"}).content)
    return Row(queries, cpu, size)


def rate(port: int, host: str, path: str, *extra: str) -> float:
    """Requests per second by wrk, two threads, eight connections."""
    command = ["wrk", "-t2", "-c8", f"-d{SECONDS}s", "-H", f"Host: {host}", "-H", "Accept-Encoding: gzip", *extra]
    output = subprocess.run([*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True)
    if "Non-2xx" in output.stdout:
        raise SystemExit(f"{host}{path}: {output.stdout}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output.stdout).group(1))  # type: ignore[union-attr]


def cpu_seconds(process: subprocess.Popen) -> float:
    """CPU time of a process and all its descendants so far (Linux; 0 elsewhere)."""
    parents, used = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
        used[int(stat.parent.name)] = int(fields[11]) + int(fields[12])
    family = {process.pid}
    while True:
        more = {pid for pid, parent in parents.items() if parent in family} - family
        if not more:
            return sum(used.get(pid, 0) for pid in family) / os.sysconf("SC_CLK_TCK")
        family |= more


def wait(port: int, path: str = "/healthz") -> None:
    for _ in range(600):
        try:
            serving.ask(port, "127.0.0.1", path)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not start")


def start_portal(port: int, **environment: str) -> subprocess.Popen:
    environment = {**os.environ, "PORT": str(port), "WARM_PAGES": "false", **environment}
    only = ["--serve-only"] if environment.get("DATABASE_URL") == NOWHERE else []
    return subprocess.Popen(
        [sys.executable, "manage.py", "start", *only],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def start_nginx(port: int, folder: Path) -> subprocess.Popen:
    """nginx that serves the pages' own compressed bytes from files."""
    for name, (host, path) in PAGES.items():
        body = Client(HTTP_HOST=f"{host}:{settings.ENVIRONMENT.port}").get(path).content
        file = folder / "files" / name.replace(",", "").replace(" ", "-")
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(body)
        file.with_name(file.name + ".gz").write_bytes(gzip.compress(body, 6))
    user = "user root; " if os.geteuid() == 0 else ""  # its workers must read the temporary folder
    (folder / "nginx.conf").write_text(
        f"{user}daemon off; worker_processes 2; pid nginx.pid; error_log error.log;\n"
        "events { worker_connections 256; }\n"
        "http { access_log off; default_type text/html; sendfile on; gzip_static on; open_file_cache max=100;\n"
        "client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;\n"
        f"server {{ listen 127.0.0.1:{port} reuseport; root files; }} }}\n"
    )
    return subprocess.Popen(["nginx", "-p", str(folder), "-c", "nginx.conf", "-e", "error.log"])


def start_proxy(name: str, port: int, portal_port: int, folder: Path) -> subprocess.Popen:
    """nginx or Varnish with the configuration that we deploy, in front of the portal."""
    folder.chmod(0o755)
    command = getattr(serving, name)(folder, port, portal_port)
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> None:
    with tempfile.TemporaryDirectory() as copies:
        os.environ["PAGE_COPIES"] = copies
        measure()


def measure() -> None:
    call_command("migrate", verbosity=0)
    call_command("seed_demo", if_empty=True)
    rows = {name: in_process(host, path) for name, (host, path) in PAGES.items()}
    if shutil.which("wrk"):
        measure_rates(rows)
    else:
        print("wrk is not here: no rates (Debian: apt-get install wrk)")
    show(rows)


def measure_rates(rows: dict[str, Row]) -> None:
    port, nginx_port, proxy_port, varnish_port = (free_port() for _ in range(4))
    # Told of every change, so that Varnish keeps pages for minutes.
    purging = {"CACHE_PURGE_URLS": f"http://127.0.0.1:{varnish_port}", "CACHE_PURGE_TOKEN": serving.TOKEN}
    portal = start_portal(port, **purging)
    folders = [tempfile.TemporaryDirectory() for _ in range(3)]
    folder, *of_proxies = (Path(item.name) for item in folders)
    (folder / "cold.lua").write_text(COLD)
    nginx = start_nginx(nginx_port, folder) if shutil.which("nginx") else None
    proxy = start_proxy("nginx", proxy_port, port, of_proxies[0]) if nginx else None
    varnish = start_proxy("varnish", varnish_port, port, of_proxies[1]) if shutil.which("varnishd") else None
    try:
        wait(port)
        if nginx:
            wait(nginx_port, "/")
        if varnish:
            wait(varnish_port)
        for page, (host, path) in PAGES.items():
            row = rows[page]
            before = cpu_seconds(portal)
            row.cold = rate(port, f"{host}:{port}", path, "-s", str(folder / "cold.lua"))
            row.server_cpu_ms = (cpu_seconds(portal) - before) / (row.cold * SECONDS) * 1000
            rate(port, f"{host}:{port}", path)  # fills the cache of every process
            row.cached = rate(port, f"{host}:{port}", path)
            if nginx:
                row.proxied = rate(proxy_port, f"{host}:{port}", path)
                row.nginx = rate(nginx_port, host, "/" + page.replace(",", "").replace(" ", "-"))
            if varnish:
                row.varnish = rate(varnish_port, f"{host}:{port}", path)
        measure_outage(port)
        measure_processes()
    finally:
        for process in filter(None, (portal, nginx, proxy, varnish)):
            process.terminate()
            process.wait(timeout=20)
        for item in folders:
            item.cleanup()


def measure_outage(recorded: int) -> None:
    """The last copies of pages, from processes that have never reached a database; ``recorded``: the port that the copies are of."""
    port = free_port()
    portal = start_portal(port, DATABASE_URL=NOWHERE)
    try:
        wait(port)
        host, path = PAGES["article"]
        answer = serving.ask(port, f"{host}:{recorded}", path)
        if "last-good-copy" not in answer.headers.get("Cache-Status", ""):
            raise SystemExit(f"no copy while the database is down: {answer.status}")
        found = rate(port, f"{host}:{recorded}", path)
        print(f"database down: an article's last copy {found:,.0f}/s, none failed")
    finally:
        portal.terminate()
        portal.wait(timeout=20)


def measure_processes() -> None:
    """An article from memory, by the number of server processes; memory in use by all of them together."""
    host, path = PAGES["article"]
    for workers in (1, 2, 4):
        port = free_port()
        portal = start_portal(port, WORKERS=str(workers))
        try:
            wait(port)
            rate(port, f"{host}:{port}", path)
            print(f"{workers} processes: {rate(port, f'{host}:{port}', path):,.0f}/s, {memory(portal):,.0f} MB")
        finally:
            portal.terminate()
            portal.wait(timeout=20)


def memory(process: subprocess.Popen) -> float:
    """MB that a process and its children use, what they share counted once each by parts (Linux; 0 elsewhere)."""
    total = 0
    for child in (process.pid, *_children(process.pid)):
        try:
            found = re.search(r"Pss:\s+(\d+)", Path(f"/proc/{child}/smaps_rollup").read_text())
        except OSError:
            continue
        total += int(found.group(1)) if found else 0
    return total / 1024


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def show(rows: dict[str, Row]) -> None:
    print(f"\n{settings.DATABASES['default']['ENGINE'].rsplit('.', 1)[-1]}, {settings.ENVIRONMENT.workers} workers")
    heads = (
        "queries",
        "CPU ms",
        "server",
        "bytes br",
        "cold/s",
        "cached/s",
        "share",
        "proxied/s",
        "share",
        "varnish/s",
        "share",
        "nginx/s",
    )
    print(f"{'page':<20}" + "".join(f"{head:>11}" for head in heads))
    for name, row in rows.items():
        cells = [
            str(row.queries),
            f"{row.cpu_ms:.1f}",
            f"{row.server_cpu_ms or 0:.1f}",
            f"{row.bytes_br:,}",
            _rate(row.cold),
        ]
        for value in (row.cached, row.proxied, row.varnish):
            cells += [_rate(value), f"{value / row.nginx:.0%}" if value and row.nginx else "-"]
        print(f"{name:<20}" + "".join(f"{cell:>11}" for cell in (*cells, _rate(row.nginx))))


def _rate(value: float | None) -> str:
    return f"{value:,.0f}" if value else "-"


if __name__ == "__main__":
    main()
