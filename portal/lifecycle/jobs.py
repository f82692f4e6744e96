"""Long work on a site: asked for in the admin, done by the worker; without one, at once."""

import datetime as dt
import logging
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from portal.countries.models import Country
from portal.lifecycle import copies, exporting, package, snapshot, static_site, withdrawals
from portal.lifecycle.models import SiteJob

KEPT = dt.timedelta(days=1)
logger = logging.getLogger(__name__)


def create(*, kind: SiteJob.Kind, country: Country, user: Any, language: str = "") -> SiteJob:
    """Ask for something; what is asked for already and not yet done is not asked for twice."""
    tidy()
    for job in SiteJob.objects.filter(kind=kind, country=country, language=language, user=user):
        if not job.is_finished:
            return job
    job = SiteJob.objects.create(kind=kind, country=country, user=user, language=language)
    transaction.on_commit(lambda: run.enqueue(job.pk))
    return job


@task()
def run(pk: int) -> None:
    """Do what was asked for. What goes wrong is noted in the job, and nothing of a half-made file stays."""
    job = SiteJob.objects.filter(pk=pk, state=SiteJob.State.WAITING).select_related("country").first()
    if job is None:
        return
    _set(job, state=SiteJob.State.RUNNING)
    try:
        with translation.override(translation.get_language()):  # copying a site speaks its languages
            _DO[SiteJob.Kind(job.kind)](job)
    except static_site.CannotCopy as problem:
        _set(job, state=SiteJob.State.FAILED, note=str(problem), finished_at=timezone.now())
    except Exception:
        logger.exception("work on a site failed")
        note = _("It did not work. The log of the server says why.")
        _set(job, state=SiteJob.State.FAILED, note=note, finished_at=timezone.now())
    else:
        file = job.path
        size = file.stat().st_size if file.exists() else 0
        _set(job, state=SiteJob.State.DONE, size=size, finished_at=timezone.now())


def file_name(job: SiteJob) -> str:
    """How the file is called for who downloads it."""
    parts = [job.country.slug, job.language, job.kind if job.language else "", f"{job.created_at:%Y-%m-%d}"]
    return "-".join(part for part in parts if part) + ".zip"


def tidy() -> None:
    """Remove what is older than a day, with its file."""
    for job in SiteJob.objects.filter(created_at__lt=timezone.now() - KEPT).select_related("country"):
        job.path.unlink(missing_ok=True)
        job.delete()


def _export(job: SiteJob) -> None:
    target = _target(job)
    with snapshot.snapshot(), package.sink(target) as sink:
        outcome = exporting.write(country=job.country, to=sink)
    job.note = "\n".join(outcome.warnings)


def _copies(job: SiteJob) -> None:
    copies.make(country=job.country)


def _sensitive(job: SiteJob) -> None:
    number = withdrawals.begin(job.country)
    with package.sink(_target(job)) as sink:
        copies.write(country=job.country, language=job.language, to=sink, sensitive=True, recordings=True)
    if not withdrawals.still(job.country, number):
        job.path.unlink(missing_ok=True)
        raise static_site.CannotCopy(copies.WITHDRAWN)
    withdrawals.end(job.country)


def _target(job: SiteJob) -> Path:
    target = job.path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.parent.chmod(0o700)
    return target


def _set(job: SiteJob, **values: Any) -> None:
    for name, value in values.items():
        setattr(job, name, value)
    job.save(update_fields=[*values, "note"])


_DO = {
    SiteJob.Kind.EXPORT: _export,
    SiteJob.Kind.COPIES: _copies,
    SiteJob.Kind.SENSITIVE: _sensitive,
}
