"""Steps of the way from a draft to publication, one set a country (docs/adr/0029-workflow-and-checklist.md)."""

from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState, WorkflowState

from portal.countries.models import Country
from portal.countries.roles import Role, may

# Who approves at each step, in the order of the steps. Editors submit.
APPROVERS: dict[str, tuple[Role, ...]] = {
    "review": (Role.REVIEWER, Role.MANAGER),
    "legal": (Role.REVIEWER, Role.MANAGER),
    "publish": (Role.PUBLISHER, Role.MANAGER),
}


class ApprovalTask(AbstractGroupApprovalTask):
    """A step of a country's workflow. ``groups`` get the e-mail; who may approve is asked of the roles, so that programme staff may too.

    The legal check is skipped where the article does not ask for it. The last step publishes, and holds to the checklist.
    """

    class Step(models.TextChoices):
        """What is asked of the approver."""

        REVIEW = "review", _("review")
        LEGAL = "legal", _("legal check")
        PUBLISH = "publish", _("publish")

    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(_("step"), max_length=10, choices=Step)

    admin_form_fields: list[str] = ["name"]  # the rest is the country's, made by articles.workflow

    class Meta:
        verbose_name = _("step of a country's workflow")
        verbose_name_plural = _("steps of countries' workflows")
        constraints = [models.UniqueConstraint(fields=["country", "step"], name="approval_step_once_per_country")]

    def may_approve(self, user: Any) -> bool:
        """Whether a user approves at this step in this country."""
        return may(user, self.country, *APPROVERS[self.step])

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        if self.step == self.Step.LEGAL and not self._asks_for_lawyers(workflow_state.content_object):
            return self._skipped(workflow_state)
        return super().start(workflow_state, user=user)

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> str | None:
        """What must not be published is not: the answer is then the address of the checklist, which says what is missing."""
        if action_name == "approve" and self.step == self.Step.PUBLISH:
            from articles import checklist  # a domain function above this model

            page = task_state.workflow_state.content_object.get_latest_revision_as_object()
            if checklist.blocking(page):
                return reverse("articles_checklist", args=[page.pk])
        super().on_action(task_state, user, action_name, **kwargs)
        return None

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self.may_approve(user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self.may_approve(user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return self.may_approve(user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        # Wagtail takes the page and the step from the address, each for itself.
        if not self.may_approve(user) or not obj.url_path.startswith(f"/{self.country.slug}/"):
            return []
        return [  # at the last step Wagtail adds "and Publish" by itself
            ("reject", _("Request changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with a comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> "QuerySet[TaskState]":
        if self.may_approve(user):
            return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return TaskState.objects.none()

    @classmethod
    def get_description(cls) -> Any:
        return _("The people of a country who have the role approve. Made for each country by the portal.")

    @staticmethod
    def _asks_for_lawyers(page: Any) -> bool:
        return bool(getattr(page.get_latest_revision_as_object(), "needs_legal_check", False))

    def _skipped(self, workflow_state: WorkflowState) -> TaskState:
        return TaskState.objects.create(
            workflow_state=workflow_state,
            task=self,
            revision=workflow_state.content_object.get_latest_revision(),
            status=TaskState.STATUS_SKIPPED,
        )
