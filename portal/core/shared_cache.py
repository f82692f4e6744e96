"""The cache that processes and hosts share (Redis), which may be away without taking pages, sign-in or forms with it.

While it does not answer, each process remembers for itself: limits then count per process, and what is shared otherwise is found again when
Redis is back. Whoever must know that it does not answer asks the cache ``strict`` instead (``portal.core.stamps``, ``portal.core.health``).
"""

import logging
import time
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

# Seconds for which a process leaves Redis alone that has just failed: else each question would wait for it anew.
LEFT_ALONE_FOR = 1.0

_logger = logging.getLogger(__name__)
_failed_at: float | None = None  # of the monotonic clock; threads share it, and whichever writes last is right


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache; while Redis is away, a memory of this process."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._own = LocMemCache("while-redis-is-away", {"OPTIONS": {"MAX_ENTRIES": 2000}})

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("incr", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("delete_many", *args, **kwargs)

    def clear(self) -> Any:
        return self._ask("clear")

    def _ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        global _failed_at
        if _failed_at is None or time.monotonic() - _failed_at >= LEFT_ALONE_FOR:
            try:
                answer = getattr(super(), name)(*args, **kwargs)
            except (RedisError, OSError) as problem:
                if _failed_at is None:
                    _logger.warning("The shared cache is away, each process remembers for itself: %s", problem)
                _failed_at = time.monotonic()
            else:
                if _failed_at is not None:
                    _failed_at = None
                    self._own.clear()  # what it remembered may be old the next time
                return answer
        return getattr(self._own, name)(*args, **kwargs)
