"""The list of topics that countries share."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.core.words import Words

# Addresses below a language that are no topics.
RESERVED_SLUGS = {
    "alerts",
    "changes",
    "leave-safely",
    "listen",
    "partners",
    "search",
    "services",
    "share",
    "show",
}


def check_slug(value: str) -> None:
    """Raises ValidationError for an address that other pages have."""
    if value in RESERVED_SLUGS:
        raise ValidationError(_("This address belongs to other pages. Choose another one."))


class Topic(ClusterableModel):
    """What an article is about. A neutral row: its names stand in TopicText, one a language."""

    class Place(models.TextChoices):
        """Where a country site shows the topic."""

        HOME = "home", _("among the topics of the home page")
        FOOTER = "footer", _("at the foot of every page")

    slug = models.SlugField(_("address"), max_length=60, unique=True, validators=[check_slug])
    icon = models.SlugField(
        _("icon"), max_length=60, help_text=_("An icon of lucide.dev that a person who does not read understands.")
    )
    place = models.CharField(_("place"), max_length=10, choices=Place, default=Place.HOME)
    check_every_days = models.PositiveSmallIntegerField(
        _("check every (days)"), default=180, help_text=_("When an article of this topic is due again.")
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [
        FieldPanel("slug"),
        FieldPanel("icon"),
        FieldPanel("place"),
        FieldPanel("check_every_days"),
        FieldPanel("sort_order"),
        InlinePanel("texts", heading=_("Names"), min_num=1),
    ]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["sort_order", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(check_every_days__range=(1, 365)), name="topic_checked_at_least_yearly"
            )
        ]

    def __str__(self) -> str:
        text = self.texts.filter(locale__language_code="en").first() or self.texts.first()
        return text.name if text else self.slug


class TopicText(Words):
    """A topic's words in one language; new country sites and languages take their topic pages' titles from here."""

    neutral_field = "topic"

    topic = ParentalKey(Topic, on_delete=models.CASCADE, related_name="texts")
    name = models.TextField(_("name"))
    summary = models.TextField(_("summary"), blank=True)

    translatable_fields = [
        TranslatableField("name"),
        TranslatableField("summary"),
        SynchronizedField("topic", overridable=False),
    ]
    panels = [FieldPanel("locale"), FieldPanel("name"), FieldPanel("summary")]

    class Meta(Words.Meta):
        verbose_name = _("name of a topic")
        verbose_name_plural = _("names of topics")
        constraints = [models.UniqueConstraint(fields=["topic", "locale"], name="topic_named_once_per_language")]

    def __str__(self) -> str:
        return self.name
