"""Keeps an uploaded table between its dry run and its second press: at most an hour, for the one who sent it, sealed."""

import secrets
from typing import Any

from django.core.cache import cache

from portal.countries.models import Country
from services_map import sealing
from services_map.spreadsheets.reading import Table

HOUR = 3600


def keep(table: Table, country: Country, user: Any) -> str:
    """Returns the word by which ``find`` knows it. Sealed, because rows may hold the addresses of hidden places."""
    token = secrets.token_urlsafe(24)
    cache.set(_key(token, country, user), sealing.seal_bytes(table.dump()), HOUR)
    return token


def find(token: str, country: Country, user: Any) -> Table | None:
    """The table; None where there is none any more, or where somebody else sent it."""
    sealed = cache.get(_key(token, country, user)) if token.isascii() and len(token) < 60 else None
    return Table.load(sealing.unseal_bytes(sealed)) if sealed else None


def drop(token: str, country: Country, user: Any) -> None:
    """Forget it."""
    cache.delete(_key(token, country, user))


def _key(token: str, country: Country, user: Any) -> str:
    return f"import:{user.pk}:{country.pk}:{token}"
