"""Sealing of confidential places: authenticated encryption with keys from the environment (CONFIDENTIAL_KEYS).

The first key seals, every key opens, so that keys can be changed. A place that no key opens is an error, never an empty place.
"""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class CannotOpen(Exception):
    """No key of this installation opens the place."""


@dataclass(frozen=True)
class TruePlace:
    """The true address and point of a place that is not shown exactly."""

    name: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    note: str = ""

    def __bool__(self) -> bool:
        return any(asdict(self).values())


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    def key(secret: str) -> bytes:
        return base64.urlsafe_b64encode(hashlib.blake2b(secret.encode(), digest_size=32, person=b"places").digest())

    return MultiFernet([Fernet(key(secret)) for secret in keys])


def seal(place: TruePlace) -> str:
    """The place as text that only holders of a key can read."""
    data = json.dumps(asdict(place), ensure_ascii=False).encode()
    return _box(tuple(settings.CONFIDENTIAL_KEYS)).encrypt(data).decode()


def seal_bytes(data: bytes) -> bytes:
    """Anything else that must wait somewhere without being readable there."""
    return _box(tuple(settings.CONFIDENTIAL_KEYS)).encrypt(data)


def unseal_bytes(data: bytes) -> bytes:
    """Raises CannotOpen."""
    try:
        return _box(tuple(settings.CONFIDENTIAL_KEYS)).decrypt(data)
    except InvalidToken as error:
        raise CannotOpen("CONFIDENTIAL_KEYS holds no key that opens this") from error


def reseal(text: str) -> str:
    """What ``seal`` made with any of the keys, sealed with the first one; unchanged where that one opens it. Raises CannotOpen."""
    keys = tuple(settings.CONFIDENTIAL_KEYS)
    try:
        _box(keys[:1]).decrypt(text.encode())
    except InvalidToken:
        try:
            return _box(keys).rotate(text.encode()).decode()
        except InvalidToken as error:
            raise CannotOpen("CONFIDENTIAL_KEYS holds no key that opens this place") from error
    return text


def unseal(text: str) -> TruePlace:
    """Raises CannotOpen."""
    try:
        data = _box(tuple(settings.CONFIDENTIAL_KEYS)).decrypt(text.encode())
    except InvalidToken as error:
        raise CannotOpen("CONFIDENTIAL_KEYS holds no key that opens this place") from error
    return TruePlace(**json.loads(data))
