"""The stages in the life of a country site."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.core.words import Words


class Stage(models.TextChoices):
    """Where a country site stands in its life. Every stage can be left again."""

    ACTIVE = "active", _("active")
    WINDING_DOWN = "winding-down", _("winding down")
    ARCHIVED = "archived", _("archived")
    HANDED_OVER = "handed-over", _("handed over")


# What each stage needs to be told to readers (docs/adr/0028-life-of-a-site.md).
STAGE_RULES = [
    models.CheckConstraint(condition=Q(stage="active") | Q(stage_since__isnull=False), name="country_stage_has_a_day"),
    models.CheckConstraint(
        condition=~Q(stage="winding-down") | Q(closes_on__isnull=False), name="country_winding_down_says_until_when"
    ),
    models.CheckConstraint(
        condition=~Q(stage="handed-over") | ~Q(successor=""), name="country_handed_over_has_a_successor"
    ),
]


class StageText(Words):
    """What a team tells its readers about the stage of its site, in one language."""

    neutral_field = "country"

    country = ParentalKey("countries.Country", on_delete=models.CASCADE, related_name="stage_texts")
    text = models.TextField(_("notice"))

    translatable_fields = [TranslatableField("text"), SynchronizedField("country", overridable=False)]

    class Meta(Words.Meta):
        verbose_name = _("notice about the stage of a site")
        verbose_name_plural = _("notices about the stages of sites")
        constraints = [
            models.UniqueConstraint(fields=["country", "locale"], name="stage_worded_once_per_language"),
            models.CheckConstraint(condition=~Q(text=""), name="stage_notice_says_something"),
        ]

    def __str__(self) -> str:
        return self.text
