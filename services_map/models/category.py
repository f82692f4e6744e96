"""The list of categories that countries share, two deep (HSDS: taxonomy terms)."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.core.words import Words

LONGEST_INTERVAL = 365  # days; nothing in the directory goes unchecked for longer
# Said of the category or of the one above it. Where places are hidden, it is no good to be seen reading about them either.
_SENSITIVE = Q(sensitive=True) | Q(confidential=True) | Q(parent__sensitive=True) | Q(parent__confidential=True)


class CategoryQuerySet(models.QuerySet["Category"]):
    """Verbs over categories."""

    def with_sensitivity(self) -> "CategoryQuerySet":
        """Adds ``is_sensitive``: who reads about such a service may have to hide it, and a wrong listing does harm."""
        return self.annotate(is_sensitive=Case(When(_SENSITIVE, then=True), default=False))


class Category(ClusterableModel):
    """What a service is. A neutral row: its names stand in CategoryText, one a language."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    icon = models.SlugField(
        _("icon"), max_length=60, help_text=_("An icon of lucide.dev that a person who does not read understands.")
    )
    check_every_days = models.PositiveSmallIntegerField(
        _("check every (days)"),
        default=90,
        help_text=_("30 for helplines, protection and shelter, 90 for projects, 180 for public institutions."),
    )
    confidential = models.BooleanField(
        _("places are hidden"),
        default=False,
        help_text=_("Places of these services are hidden unless two persons decide otherwise."),
    )
    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("About violence, danger or what nobody else may see. Pages of these services can be left quickly."),
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = CategoryQuerySet.as_manager()

    panels = [
        FieldRowPanel([FieldPanel("slug"), FieldPanel("parent"), FieldPanel("icon")]),
        FieldRowPanel([FieldPanel("check_every_days"), FieldPanel("sort_order")]),
        FieldRowPanel([FieldPanel("confidential"), FieldPanel("sensitive")]),
        InlinePanel("texts", heading=_("Names"), min_num=1),
    ]

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["sort_order", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(check_every_days__range=(1, LONGEST_INTERVAL)), name="category_checked_at_least_yearly"
            )
        ]

    def __str__(self) -> str:
        text = self.texts.filter(locale__language_code="en").first() or self.texts.first()
        return text.name if text else self.slug

    def clean(self) -> None:
        if self.parent and (self.parent.parent_id or self.parent_id == self.pk):
            raise ValidationError({"parent": _("Categories are two deep: choose one of the upper ones.")})


class CategoryText(Words):
    """A category's name in one language."""

    neutral_field = "category"

    category = ParentalKey(Category, on_delete=models.CASCADE, related_name="texts")
    name = models.TextField(_("name"))

    translatable_fields = [TranslatableField("name"), SynchronizedField("category", overridable=False)]
    panels = [FieldPanel("locale"), FieldPanel("name")]

    class Meta(Words.Meta):
        verbose_name = _("name of a category")
        verbose_name_plural = _("names of categories")
        constraints = [models.UniqueConstraint(fields=["category", "locale"], name="category_named_once_per_language")]

    def __str__(self) -> str:
        return self.name
