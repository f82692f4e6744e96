"""Limits for strangers' forms, without keeping who they are.

A sender is the keyed hash of its network (IPv4 /24, IPv6 /48) under a salt that is random for each day and lives only in the shared cache.
What is counted are slots in that cache which run out after at most ten minutes. Nothing of it reaches the database or a log.
"""

import hashlib
import hmac
import ipaddress
import secrets

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

LONGEST = 600  # seconds for which a slot may be kept
_DAY = 86_400
_SALT = "limits:salt"


def sender(request: HttpRequest) -> str:
    """Where a request comes from, as a word that means nothing tomorrow and to nobody without today's salt."""
    return hmac.new(_salt().encode(), network(request).encode(), hashlib.sha256).hexdigest()


def allow(scope: str, sender: str, most: int, seconds: int = LONGEST) -> bool:
    """Whether a sender may do something once more; at most ``most`` times within any ``seconds``. Takes a slot when it may.

    Slots, not a counter: a file cache would keep an increased counter for ever. Raises ValueError for more than ten minutes.
    """
    if not 0 < seconds <= LONGEST:
        raise ValueError(f"a sender is remembered for at most {LONGEST} seconds")
    return any(cache.add(f"limits:{scope}:{sender}:{slot}", 1, seconds) for slot in range(most))


def network(request: HttpRequest) -> str:
    """The network of the client. Behind our proxy it is the last address that the proxy added: whatever stands before it could be forged."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.ENVIRONMENT.behind_proxy:
        address = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip() or address
    try:
        client = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(client, ipaddress.IPv6Address) and client.ipv4_mapped:
        client = client.ipv4_mapped
    return str(ipaddress.ip_network((client, 24 if client.version == 4 else 48), strict=False))


def _salt() -> str:
    """Today's salt (UTC). One key for all days, so that a new day overwrites the old salt."""
    now = timezone.now()
    today = now.date().isoformat()
    kept: str | None = cache.get(_SALT)
    if kept is None or not kept.startswith(today):
        if kept is not None:
            cache.delete(_SALT)
        left = _DAY - int(now.timestamp()) % _DAY
        made = f"{today}:{secrets.token_hex(32)}"
        # `add` keeps the salt of whoever came first, so that processes agree.
        cache.add(_SALT, made, left)
        kept = cache.get(_SALT, made)
    return str(kept)
