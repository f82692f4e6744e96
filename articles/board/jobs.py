"""Work on many translations: made with all its items, then done item by item, each in a transaction of its own.

Whoever asked for it may lose the right to it while it runs, so every slice asks again. Work that was stopped for that has an end and
items that still wait.
"""

import logging
import time
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from articles.board import access, subjects
from articles.models import TranslationJob, TranslationJobItem, TranslationState
from portal.core.background import has_worker
from portal.countries import archived
from portal.countries.models import Country

Status = TranslationJobItem.Status
SLICE = 4.0  # seconds of a request that works on a job
logger = logging.getLogger(__name__)


@transaction.atomic
def create(
    *,
    kind: str,
    country: Country,
    user: Any,
    states: Iterable[TranslationState],
    payloads: Mapping[int, Any] | None = None,
) -> TranslationJob:
    """A job over these cells of a board; a worker begins it, where there is one. ``payloads``: what an import brings, by state.

    Pages come in the order of the tree: a page is translated below the translation of its parent.
    """
    depths = subjects.depths(country)
    states = sorted(states, key=lambda state: depths.get(state.subject, 0))
    job = TranslationJob.objects.create(kind=kind, country=country, user=user)
    titles = subjects.titles(country, {(state.content_type_id, state.subject) for state in states})
    TranslationJobItem.objects.bulk_create(
        (
            TranslationJobItem(
                job=job,
                content_type_id=state.content_type_id,
                subject=state.subject,
                locale_id=state.locale_id,
                title=titles.get((state.content_type_id, state.subject), state.subject),
                payload=payloads.get(state.pk) if payloads else None,
            )
            for state in states
        ),
        batch_size=500,
    )
    start(job)
    return job


def start(job: TranslationJob) -> None:
    """Give a job to the worker. Without one, the page that shows its progress does the work, a slice with every request."""
    if has_worker():
        transaction.on_commit(lambda: run.enqueue(job.pk))


@task()
def run(pk: int) -> None:
    """The worker's part: all that is left of a job."""
    while (job := TranslationJob.objects.filter(pk=pk, finished_at=None).first()) and not run_slice(job):
        pass


def run_slice(job: TranslationJob, *, seconds: float = SLICE) -> bool:
    """Do items of a job, for so long; whether it has ended. What is done stays done, whatever happens."""
    until = time.monotonic() + seconds
    allowed = _asks_rightly(job)
    while allowed and _next(job):
        if time.monotonic() >= until:
            break
    if job.finished_at is None and (not allowed or not job.items.filter(status=Status.WAITING).exists()):
        job.finished_at = timezone.now()
        job.save(update_fields=["finished_at"])
    return job.finished_at is not None


def _asks_rightly(job: TranslationJob) -> bool:
    """Whether the person may still have this done. The account and the country are read anew: both change while a job runs."""
    user = get_user_model().objects.filter(pk=job.user_id, is_active=True).first()
    country = Country.objects.select_related("source_language").get(pk=job.country_id)
    if user is None or not access.may(user, country, job.kind):
        return False
    if archived.closed(country, user):
        return False
    job.user, job.country = user, country
    return True


@transaction.atomic
def retry(job: TranslationJob) -> None:
    """Put what failed in line again, and go on."""
    job.items.filter(status=Status.FAILED).update(status=Status.WAITING, note="")
    job.finished_at = None
    job.save(update_fields=["finished_at"])
    start(job)


def progress(job: TranslationJob) -> dict[str, int]:
    """How many items there are of each status, and in all."""
    rows = job.items.values_list("status").annotate(Count("pk"))
    counts = {status.value: 0 for status in Status} | dict(rows.order_by())
    return {**counts, "total": sum(counts.values())}


def _next(job: TranslationJob) -> bool:
    """Do the next waiting item; whether there was one."""
    from articles.board import work

    item = None
    try:
        with transaction.atomic():
            waiting = job.items.filter(status=Status.WAITING).select_related("locale").order_by("pk")
            item = waiting.select_for_update(skip_locked=True, of=("self",)).first() if _can_lock() else waiting.first()
            if item is None:
                return False
            if item.locale.language_code not in access.writable(job.user, job.country):
                raise PermissionDenied
            with transaction.atomic():
                item.status, item.note = work.do(item, job)
            item.save(update_fields=["status", "note"])
    except ValidationError as error:
        _failed(item, " ".join(error.messages))
    except PermissionDenied:
        _failed(item, _("You may not do this here."))
    except Exception:
        logger.exception("an item of work on translations failed")
        _failed(item, _("It did not work. The log of the server says why."))
    return True


def _failed(item: TranslationJobItem | None, note: str) -> None:
    if item is not None:
        TranslationJobItem.objects.filter(pk=item.pk).update(status=Status.FAILED, note=note[:500])


def _can_lock() -> bool:
    return bool(transaction.get_connection().features.has_select_for_update_skip_locked)
