"""Checks: records that a person confirmed an article against a source. Editing is not checking."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ArticleCheckQuerySet(models.QuerySet["ArticleCheck"]):
    """Verbs over checks."""

    def newest_first(self) -> "ArticleCheckQuerySet":
        """The check that counts comes first."""
        return self.order_by("-checked_on", "-pk")


class ArticleCheck(models.Model):
    """One check of an article in all its languages: a neutral row, only ever added to."""

    translation_key = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    checked_on = models.DateField(_("checked on"))
    checked_by = models.CharField(_("checked by"), max_length=120, help_text=_("The team, as readers see it."))
    next_check_on = models.DateField(_("next check"))
    note = models.TextField(_("note"), blank=True, help_text=_("For the team: against what it was checked."))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ArticleCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        constraints = [
            models.CheckConstraint(
                condition=Q(next_check_on__gt=F("checked_on")), name="article_check_next_comes_after"
            )
        ]

    def __str__(self) -> str:
        return f"{self.checked_on} {self.checked_by}"
