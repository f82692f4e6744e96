"""Checks: records that a person confirmed an article against a source. Editing is not checking."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _


class ArticleCheckQuerySet(models.QuerySet["ArticleCheck"]):
    """Verbs over checks."""

    def newest_first(self) -> "ArticleCheckQuerySet":
        """The check that counts comes first."""
        return self.order_by("-checked_on", "-pk")

    def newest_of_each(self) -> "ArticleCheckQuerySet":
        """Only the check that counts of each article."""
        newer = ArticleCheck.objects.filter(translation_key=OuterRef("translation_key")).filter(
            Q(checked_on__gt=OuterRef("checked_on")) | Q(checked_on=OuterRef("checked_on"), pk__gt=OuterRef("pk"))
        )
        return self.filter(~Exists(newer))


class ArticleCheck(models.Model):
    """One check of an article in all its languages: a neutral row, only ever added to.

    ``sources`` are the titles of the article's sources that were confirmed, as they were called on that day; ``against``
    is what else it was compared with. Readers see both.
    """

    translation_key = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    checked_on = models.DateField(_("checked on"))
    checked_by = models.CharField(_("checked by"), max_length=120, help_text=_("The team, as readers see it."))
    next_check_on = models.DateField(_("next check"))
    sources = models.JSONField(_("sources confirmed"), default=list, blank=True)
    against = models.CharField(_("also compared with"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True, help_text=_("For the team."))
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

    @property
    def compared_with(self) -> list[str]:
        """Everything that it was compared with, by name."""
        return [*self.sources, *filter(None, [self.against])]
