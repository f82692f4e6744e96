"""Redis may be away: pages, forms and limits go on, and what is shared is shared again when it is back."""

import shutil
import subprocess
import time
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import override_settings

from portal.core import limits, shared_cache, stamps
from tests.conftest import SiteClient
from tests.factories import make_article, make_country
from tests.serving import free_port

PATH = "/en/housing/a-guide/"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def redis_is_chosen(port, settings, monkeypatch) -> Iterator[None]:
    """The caches as they are with CACHE_URL; nothing listens at the port."""
    redis = {"LOCATION": f"redis://127.0.0.1:{port}/0", "OPTIONS": {"socket_connect_timeout": 0.5}}
    chosen = {
        **settings.CACHES,
        "default": {"BACKEND": "portal.core.shared_cache.ForgivingRedisCache", **redis},
        "strict": {"BACKEND": "django.core.cache.backends.redis.RedisCache", **redis},
    }
    monkeypatch.setattr(shared_cache, "_failed_at", None)
    with override_settings(CACHES=chosen):
        yield
        caches["default"].own.clear()
    stamps._failed_at = None
    stamps._owed.clear()


@pytest.mark.usefixtures("redis_is_chosen")
class TestAway:
    def test_pages_that_nobody_has_read_yet_are_made(self, db):
        make_article(make_country())
        assert SiteClient("testland.localhost").get(PATH).status_code == 200
        assert SiteClient("testland.localhost").get("/en/").status_code == 200

    def test_a_change_shows_within_a_second(self, db):
        article = make_article(make_country())
        SiteClient("testland.localhost").get(PATH)
        article.title = "A new title"
        article.save_revision().publish()
        time.sleep(1.05)
        assert "A new title" in SiteClient("testland.localhost").get(PATH).text

    def test_limits_count_in_this_process(self):
        assert [limits.allow("reports", "somebody", 2) for _ in range(3)] == [True, True, False]

    def test_it_is_left_alone_for_a_while(self, monkeypatch):
        asked = []
        backend = shared_cache.RedisCache
        monkeypatch.setattr(backend, "get", lambda self, key: asked.append(key) or (_ for _ in ()).throw(OSError()))
        for _ in range(5):
            assert caches["default"].get("word") is None
        assert asked == ["word"]

    def test_every_operation_is_answered(self):
        shared = caches["default"]
        assert shared.add("a", 1)
        assert shared.incr("a") == 2
        assert shared.set_many({"b": 3, "c": 4}) == []
        assert shared.get_many(["a", "b", "c"]) == {"a": 2, "b": 3, "c": 4}
        assert shared.touch("a")
        assert shared.has_key("b")
        assert shared.get_or_set("d", lambda: 5) == 5
        shared.delete("a")
        shared.delete_many(["b"])
        assert shared.get_many(["a", "b", "c"]) == {"c": 4}
        shared.clear()
        assert shared.get("c") is None

    def test_it_is_not_ready(self, db, monkeypatch):
        monkeypatch.setattr("portal.core.health._found", None)
        assert SiteClient("localhost").get("/readyz").status_code == 503


@pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed")
@pytest.mark.usefixtures("redis_is_chosen")
def test_what_is_shared_is_shared_again_when_it_is_back(port, monkeypatch):
    shared = caches["default"]
    shared.set("word", "own")
    assert shared.get("word") == "own"
    command = ["redis-server", "--port", str(port), "--save", "", "--bind", "127.0.0.1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 10
        while True:
            try:
                caches["strict"].set("word", "shared")
                break
            except Exception:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        monkeypatch.setattr(shared_cache, "_failed_at", time.monotonic() - shared_cache.LEFT_ALONE_FOR)
        assert shared.get("word") == "shared"
        shared.set("other", "shared too")
        assert caches["strict"].get("other") == "shared too"
        assert shared.own.get("word") is None
    finally:
        process.terminate()
        process.wait(timeout=10)
