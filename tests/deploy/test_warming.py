"""Copies of pages that nobody has read yet, and of pages that have changed."""

import time
from collections.abc import Callable

from portal.core import copies
from portal.core.copies import Address, Copy
from tests.serving import Portal


def _wait(find: Callable[[], Copy | None], seconds: float = 120) -> Copy:
    until = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < until
        time.sleep(0.3)
    return found


def test_one_process_renders_ahead_and_follows_changes(served_database, tmp_path, settings):
    settings.PAGE_COPIES = tmp_path
    with Portal(served_database, environment={"WARM_PAGES": "true", "PAGE_COPIES": str(tmp_path)}) as portal:
        address = Address("http", f"bulgaria.localhost:{portal.port}", "/uk/")
        first = _wait(lambda: copies.read(address))
        assert b"<main" in first.plain()
        assert first.notice
        portal.python(
            "from portal.countries import purge; from portal.countries.models import Country as C; purge.country(C.objects.get(slug='bulgaria'))"
        )
        again = _wait(lambda: ((found := copies.read(address)) and found.stamp != first.stamp and found) or None)
        assert again.made > first.made
