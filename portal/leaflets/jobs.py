"""The making of many leaflets: written down with all its items, then done one by one, by the worker or with the page of progress."""

import datetime as dt
import logging
import time
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from portal.core.background import has_worker
from portal.countries import frame as frames
from portal.countries.models import Country
from portal.leaflets import access, composing, editions, keeping
from portal.leaflets.asking import Ask
from portal.leaflets.layouts import Layout
from portal.leaflets.models import LeafletJob, LeafletJobItem
from portal.leaflets.problems import Busy, NoLeaflet, NotInstalled, NotThere, TooMany

Status = LeafletJobItem.Status
SLICE = 4.0  # seconds of a request that works on a job
MOST = 300  # leaflets of one job
logger = logging.getLogger(__name__)


@transaction.atomic
def create(
    *, country: Country, user: Any, layout: Layout, asks: Iterable[tuple[Ask, str]], languages: Iterable[str]
) -> LeafletJob:
    """A job for each of these (what, its title for the team) in each of these languages; a worker begins it, where there is one."""
    old = timezone.now() - dt.timedelta(days=keeping.KEPT_DAYS)  # their files are gone by then
    LeafletJob.objects.filter(country=country, created_at__lt=old).delete()
    job = LeafletJob.objects.create(country=country, user=user, layout=layout)
    codes = list(languages)
    LeafletJobItem.objects.bulk_create(
        LeafletJobItem(job=job, asked=ask.as_json(), language=code, title=title[:255])
        for ask, title in asks
        for code in codes
    )
    start(job)
    return job


def start(job: LeafletJob) -> None:
    """Give a job to the worker. Without one, the page that shows its progress does the work, a slice with every request."""
    if has_worker():
        transaction.on_commit(lambda: run.enqueue(job.pk))


@task()
def run(pk: int) -> None:
    """The worker's part: all that is left of a job."""
    job = LeafletJob.objects.filter(pk=pk).select_related("country__site").first()
    if job:
        run_slice(job, seconds=None)


def run_slice(job: LeafletJob, *, seconds: float | None = SLICE) -> bool:
    """Make leaflets of a job, for so long (None: to the end); whether it is finished.

    A job of somebody who has lost the right to it has an end, and leaflets that still wait.
    """
    until = time.monotonic() + seconds if seconds is not None else None
    allowed = access.asks_rightly(job)
    for item in job.items.filter(status=Status.WAITING).select_related("job") if allowed else ():
        if until is not None and time.monotonic() >= until:
            return False
        _make(item, job, wait=keeping.LONGEST_WAIT if until is None else SLICE)
    if job.finished_at is None and (not allowed or not job.items.filter(status=Status.WAITING).exists()):
        job.finished_at = timezone.now()
        job.save(update_fields=["finished_at"])
    return job.finished_at is not None


@transaction.atomic
def retry(job: LeafletJob) -> None:
    """Put what failed in line again, and go on."""
    job.items.filter(status=Status.FAILED).update(status=Status.WAITING, note="")
    job.finished_at = None
    job.save(update_fields=["finished_at"])
    start(job)


def progress(job: LeafletJob) -> dict[str, int]:
    """How many items there are of each status, in all, and the bytes of what is made."""
    counts = job.items.aggregate(
        total=Count("pk"),
        bytes=Sum("size", default=0),
        **{status.value: Count("pk", filter=Q(status=status)) for status in Status},
    )
    return {name: number or 0 for name, number in counts.items()}


def _make(item: LeafletJobItem, job: LeafletJob, *, wait: float) -> None:
    try:
        _draw(item, job, wait)
        item.status, item.note = Status.DONE, ""
    except Busy:
        return  # it is next in line again
    except NoLeaflet as problem:
        item.status, item.note = Status.FAILED, why_not(problem)[:500]
    except Exception:
        logger.exception("a leaflet could not be made")
        item.status, item.note = Status.FAILED, _("It did not work. The log of the server says why.")
    item.save()


def _draw(item: LeafletJobItem, job: LeafletJob, wait: float) -> None:
    frame = frames.at_host(job.country.site.hostname) if job.country.site else None
    if frame is None:
        raise NotThere
    composed = composing.compose(frame, item.language, Ask.of(item.asked))
    item.edition = editions.register(
        composed.worded, title=composed.title, checked_on=composed.checked_on, on=frame.today()
    )
    kept = keeping.keep(composed, Layout(job.layout), wait=wait)
    item.title, item.file, item.size = composed.title[:255], kept.name, kept.size


def why_not(problem: NoLeaflet) -> str:
    """In words for the team."""
    if isinstance(problem, TooMany):
        return _("That is too much for one leaflet: at most %(most)s. Choose a town or a category.") % {
            "most": problem.most
        }
    if isinstance(problem, NotInstalled):
        return str(problem)
    return _(
        "There is nothing that readers can see: it is not published, not listed any more, or not in this language."
    )
