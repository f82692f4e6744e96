"""The way from a draft to publication, one workflow a country (docs/adr/0029-workflow-and-checklist.md)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.models import Page, TaskState, Workflow, WorkflowPage, WorkflowState, WorkflowTask

from articles.models import ApprovalTask
from articles.models.approval import APPROVERS
from portal.countries import roles
from portal.countries.models import Country

Step = ApprovalTask.Step
_NAMES = {
    Step.REVIEW: "Review ({country})",
    Step.LEGAL: "Legal check ({country})",
    Step.PUBLISH: "Publish ({country})",
}


@transaction.atomic
def build(country: Country) -> Workflow | None:
    """Give a country its workflow: review, legal check where asked for, publication. Can be run again: it puts right what was changed.

    None for a country that has no pages yet.
    """
    if country.container is None:
        return None
    held = WorkflowPage.objects.filter(page=country.container).select_related("workflow").first()
    known = Workflow.objects.filter(workflow_tasks__task__approvaltask__country=country).first()
    workflow = known or Workflow.objects.create(name=str(country))
    if not workflow.active:
        workflow.active = True
        workflow.save()
    for place, step in enumerate(Step):
        task, _made = ApprovalTask.objects.get_or_create(
            country=country, step=step, defaults={"name": _NAMES[step].format(country=country)}
        )
        task.groups.set(_groups(country, step))
        WorkflowTask.objects.update_or_create(workflow=workflow, task=task, defaults={"sort_order": place})
    if held is None or held.workflow_id != workflow.pk:
        WorkflowPage.objects.update_or_create(page=country.container, defaults={"workflow": workflow})
    return workflow


def _groups(country: Country, step: str) -> list[Group]:
    names = [roles.group_name(country, role) for role in APPROVERS[step]]
    return [Group.objects.get_or_create(name=name)[0] for name in names]


@dataclass(frozen=True)
class Waiting:
    """A page that waits for approval since ``since``."""

    page: Page
    country: Country
    step: str
    since: dt.date


def waiting_for(user: Any, countries: Iterable[Country]) -> list[Waiting]:
    """What waits for a user's approval in these countries, the longest first. The number of queries does not grow."""
    by_pk = {country.pk: country for country in countries}
    allowed = Q(pk__in=[])
    for step in Step:
        mine = set(roles.countries_of(user, *APPROVERS[step]).values_list("pk", flat=True)) & by_pk.keys()
        allowed |= Q(task__approvaltask__step=step, task__approvaltask__country__in=mine)
    states = TaskState.objects.filter(allowed, status=TaskState.STATUS_IN_PROGRESS).order_by("started_at")
    rows = list(
        states.values_list(
            "workflow_state__object_id", "task__approvaltask__country", "task__approvaltask__step", "started_at"
        )
    )
    pages = Page.objects.in_bulk([int(pk) for pk, *_rest in rows])
    return [
        Waiting(pages[int(pk)], by_pk[country], step, since.date())
        for pk, country, step, since in rows
        if int(pk) in pages
    ]


@dataclass(frozen=True)
class SentBack:
    """A page that somebody who should approve it wants changed: at which step, since when, and what they wrote ("" for nothing)."""

    page: Page
    country: Country
    step: str
    since: dt.date
    by: str
    comment: str


def sent_back(user: Any, countries: Iterable[Country]) -> list[SentBack]:
    """What was sent back to a user in these countries, the longest first. What belongs to somebody who left comes to everybody."""
    by_pk = {country.pk: country for country in countries}
    states = _sent_back().filter(
        Q(requested_by=user) | Q(requested_by=None) | Q(requested_by__is_active=False),
        current_task_state__task__approvaltask__country__in=by_pk,
    )
    rows = list(states)
    pages = Page.objects.in_bulk([int(state.object_id) for state in rows])
    return [_told(state, pages[int(state.object_id)]) for state in rows if int(state.object_id) in pages]


def why_sent_back(page: Page) -> SentBack | None:
    """What a page waits for, where it was sent back and not handed in again."""
    state = _sent_back().filter(object_id=str(page.pk)).first()
    return _told(state, page) if state else None


def _sent_back() -> QuerySet[WorkflowState]:
    states = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_NEEDS_CHANGES,
        base_content_type=ContentType.objects.get_for_model(Page),
        current_task_state__task__approvaltask__isnull=False,
    )
    told = states.select_related("current_task_state__finished_by", "current_task_state__task__approvaltask__country")
    return told.order_by("current_task_state__finished_at")


def _told(state: WorkflowState, page: Page) -> SentBack:
    done = state.current_task_state
    task, by = done.task.approvaltask, done.finished_by
    name = (by.get_full_name() or by.get_username()) if by else ""
    return SentBack(page, task.country, task.step, done.finished_at.date(), name, done.comment)
