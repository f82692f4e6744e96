"""Work that a process of its own does, where there is one (``TASKS``)."""

from django.conf import settings


def has_worker() -> bool:
    """Whether background work runs in a process of its own. Without one, whoever asks for the work waits for it."""
    return settings.ENVIRONMENT.tasks != "immediate"
