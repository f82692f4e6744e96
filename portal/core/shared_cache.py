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


def _forgiving(name: str) -> Any:
    """The operation of Django's Redis cache by that name; while Redis is away, that of the process' memory."""

    def operation(self: "ForgivingRedisCache", *args: Any, **kwargs: Any) -> Any:
        global _failed_at
        if _failed_at is None or time.monotonic() - _failed_at >= LEFT_ALONE_FOR:
            try:
                answer = getattr(super(ForgivingRedisCache, self), name)(*args, **kwargs)
            except (RedisError, OSError) as problem:
                if _failed_at is None:
                    _logger.warning("The shared cache is away, each process remembers for itself: %s", problem)
                _failed_at = time.monotonic()
            else:
                if _failed_at is not None:
                    _failed_at = None
                    self.own.clear()  # what it remembered may be old the next time
                return answer
        return getattr(self.own, name)(*args, **kwargs)

    return operation


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache; while Redis is away, ``own``, a memory of this process."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.own = LocMemCache("while-redis-is-away", {"OPTIONS": {"MAX_ENTRIES": 2000}})

    add, get, set, touch, delete = map(_forgiving, ("add", "get", "set", "touch", "delete"))
    has_key, incr, clear = map(_forgiving, ("has_key", "incr", "clear"))
    get_many, set_many, delete_many = map(_forgiving, ("get_many", "set_many", "delete_many"))
