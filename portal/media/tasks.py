"""Light copies of recordings in the background."""

from django.db import transaction
from django_tasks import task

from portal.core.background import has_worker
from portal.media import light
from portal.media.models import Recording

SOON = {
    False: 15 * 60,
    True: 60,
}  # by whether it is a video: seconds that are transcoded while somebody waits, without a worker


def ask(recording: Recording) -> bool:
    """Have a light copy made where there is none. Without a worker, long recordings wait for ``make_light_copies``. Whether one will be."""
    if recording.light or (not has_worker() and recording.duration > SOON[recording.is_video]):
        return False
    transaction.on_commit(lambda: make_light_copy.enqueue(recording.pk))
    return True


@task()
def make_light_copy(pk: int) -> None:
    """Where it cannot be made, the recording is played as it is; the log says why."""
    recording = Recording.objects.filter(pk=pk).first()
    if recording:
        try:
            light.make(recording)
        except light.CannotMake:
            return
