"""Identifiers of things that have none of their own."""

from uuid import UUID, uuid5

NAMESPACE = UUID("5a0b1d0e-7c53-4f0e-9d0b-2f6f6f2f8a31")  # of what all countries share; never changes


def derived(owner: UUID, *parts: str) -> str:
    """The identifier of a part of ``owner``: always the same for the same parts."""
    return str(uuid5(owner, "/".join(parts)))


def shared(*parts: str) -> UUID:
    """The identifier of what all countries share, such as a taxonomy."""
    return uuid5(NAMESPACE, "/".join(parts))
