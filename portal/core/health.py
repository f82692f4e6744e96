"""Whether the portal is alive, and whether it is ready: for those who start, stop and balance its processes.

``/healthz``: this process answers. It stays 200 while the database is down, because readers still get pages from it; whoever restarts
processes for that would take those pages from them. ``/readyz``: everything that a page needs is there.
"""

import hmac
import logging
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

# Seconds for which a finding is given again, so that nobody can keep the portal busy with asking.
_REMEMBERED_FOR = 1.0

_logger = logging.getLogger(__name__)
_lock = threading.Lock()
_found: tuple[float, dict[str, bool]] | None = None
_migrated = False  # cannot become false again while a process runs


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when everything is there, else 503. What is missing is told only to whoever sends ``HEALTH_TOKEN`` (OWASP ASVS 5.0, 13.4.5)."""
    found = findings()
    ready = all(found.values())
    status = 200 if ready else 503
    token = request.headers.get("X-Health-Token", "")
    if settings.HEALTH_TOKEN and hmac.compare_digest(token.encode(), settings.HEALTH_TOKEN.encode()):
        return JsonResponse({"ready": ready, **found}, status=status)
    return HttpResponse("ready\n" if ready else "not ready\n", status=status, content_type="text/plain")


def findings() -> dict[str, bool]:
    """What is there, by name: database, migrations, cache, media."""
    global _found
    with _lock:
        if _found is None or time.monotonic() - _found[0] >= _REMEMBERED_FOR:
            checks = {"database": _database, "migrations": _migrations, "cache": _cache, "media": _media}
            before = _found[1] if _found else {}
            results = {name: _holds(name, check, before.get(name, True)) for name, check in checks.items()}
            _found = (time.monotonic(), results)
        return _found[1]


def _holds(name: str, check: Callable[[], bool], before: bool) -> bool:
    try:
        return check()
    except Exception as problem:  # whatever is wrong, it is not ready
        if before:  # told once, not each time that somebody asks
            _logger.warning("Not ready: %s: %s", name, problem)
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _migrations() -> bool:
    """Whether every migration of this version is applied."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def _cache() -> bool:
    word = secrets.token_hex(4)
    caches["strict"].set("readyz", word, 60)
    # Another process may have written in between.
    return caches["strict"].get("readyz") is not None


def _media() -> bool:
    """Whether uploads can be read: the folder is there, or the bucket answers."""
    if isinstance(default_storage, FileSystemStorage):
        folder = Path(default_storage.location)
        return folder.is_dir() or folder.parent.is_dir()  # made with the first upload
    default_storage.exists("readyz")
    return True
