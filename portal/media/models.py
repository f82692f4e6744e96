"""Images and recordings."""

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage
from wagtail.models import CollectionMember, Locale
from wagtail.search import index

from portal.media import audio


class PortalImage(AbstractImage):
    """A picture. Its alternative text is written where it is used, because it depends on what it is used for."""

    credit = models.TextField(_("credit"), blank=True, help_text=_("Who made the picture, and its licence."))

    admin_form_fields = (*WagtailImage.admin_form_fields, "credit")


class PortalRendition(AbstractRendition):
    """A size of a picture, made once."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class RecordingQuerySet(models.QuerySet["Recording"]):
    """Verbs over recordings."""

    def in_language(self, locale_id: int) -> "RecordingQuerySet":
        """Those that speak this language, in their order."""
        return self.filter(locale_id=locale_id).order_by("sort_order", "pk")


class Recording(index.Indexed, CollectionMember, models.Model):
    """Something to listen to, with its words written out in the language that is spoken."""

    key = models.SlugField(_("key"), max_length=60, help_text=_("A short name, for files and links."))
    locale = models.ForeignKey(Locale, on_delete=models.PROTECT, related_name="+", verbose_name=_("language spoken"))
    title = models.TextField(_("title"))
    file = models.FileField(
        _("file"),
        upload_to="recordings",
        validators=[FileExtensionValidator(["mp3", "m4a", "ogg", "opus"])],
    )
    duration = models.PositiveIntegerField(_("duration"), editable=False, default=0, help_text=_("Seconds."))
    size = models.PositiveIntegerField(_("size"), editable=False, default=0, help_text=_("Bytes."))
    transcript = RichTextField(_("transcript"), features=["bold", "ul", "link"])
    synthetic = models.BooleanField(
        _("computer voice"), default=False, help_text=_("Spoken by a computer; listeners are told so.")
    )
    sort_order = models.PositiveIntegerField(_("order"), default=0)

    objects = RecordingQuerySet.as_manager()

    panels = [
        FieldPanel(name)
        for name in (
            "title",
            "key",
            "locale",
            "file",
            "transcript",
            "synthetic",
            "collection",
            "sort_order",
        )
    ]
    search_fields = [*CollectionMember.search_fields, index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        constraints = [
            models.UniqueConstraint(fields=["collection", "key"], name="recording_key_once_per_collection"),
            models.CheckConstraint(condition=models.Q(duration__gt=0), name="recording_has_a_duration"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.file and not audio.seconds(self.file):
            raise ValidationError({"file": _("This file cannot be played. Upload an MP3, M4A, OGG or Opus recording.")})

    def save(self, *args: object, **kwargs: object) -> None:
        self.size = self.file.size
        self.duration = audio.seconds(self.file)
        super().save(*args, **kwargs)  # type: ignore[arg-type]
