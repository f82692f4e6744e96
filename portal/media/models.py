"""Images and recordings."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage
from wagtail.models import CollectionMember, Locale
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.core.words import Words
from portal.media import audio, webvtt


class PortalImage(AbstractImage):
    """A picture. What it says depends on what it is used for: a page may word it; where it does not, ``texts`` do."""

    credit = models.TextField(
        _("credit"), blank=True, help_text=_("Who made the picture, and its licence. Shown under it.")
    )

    # Wagtail's own description has no language.
    admin_form_fields = (*(name for name in WagtailImage.admin_form_fields if name != "description"), "credit")


class ImageText(Words):
    """What a picture says, in one language, for those who cannot see it."""

    neutral_field = "image"

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="texts")
    alt = models.TextField(_("alternative text"))

    translatable_fields = [TranslatableField("alt"), SynchronizedField("image", overridable=False)]

    class Meta(Words.Meta):
        verbose_name = _("alternative text")
        verbose_name_plural = _("alternative texts")
        constraints = [models.UniqueConstraint(fields=["image", "locale"], name="image_worded_once_per_language")]

    def __str__(self) -> str:
        return self.alt


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


class Recording(index.Indexed, CollectionMember, ClusterableModel):
    """Something to listen to or to watch, with its words written out in the language that is spoken.

    ``light`` is the same for slow links: fewer bytes a second. It is what pages play where there is one.
    """

    AUDIO = ("mp3", "m4a", "ogg", "opus")
    VIDEO = ("mp4",)
    LONGEST = 30 * 60  # seconds

    key = models.SlugField(_("key"), max_length=60, help_text=_("A short name, for files and links."))
    locale = models.ForeignKey(Locale, on_delete=models.PROTECT, related_name="+", verbose_name=_("language spoken"))
    title = models.TextField(_("title"))
    file = models.FileField(
        _("file"),
        upload_to="recordings",
        validators=[FileExtensionValidator([*AUDIO, *VIDEO])],
        help_text=_("Sound: MP3, M4A, OGG or Opus. Video: MP4. At most 30 minutes."),
    )
    light = models.FileField(
        _("light copy"),
        upload_to="recordings",
        blank=True,
        validators=[FileExtensionValidator([*AUDIO, *VIDEO])],
        help_text=_(
            "The same recording with fewer bytes, for slow links: pages play it instead. Left empty, the portal makes one."
        ),
    )
    dialect = models.TextField(
        _("dialect"), blank=True, help_text=_("Where the language spoken is not said exactly enough by its name.")
    )
    duration = models.PositiveIntegerField(_("duration"), editable=False, default=0, help_text=_("Seconds."))
    size = models.PositiveIntegerField(_("size"), editable=False, default=0, help_text=_("Bytes."))
    light_size = models.PositiveIntegerField(editable=False, default=0)
    # The file from which the portal made the light copy; empty for one that somebody uploaded.
    light_of = models.TextField(editable=False, default="", blank=True)
    transcript = RichTextField(_("transcript"), features=["bold", "ul", "link"])
    synthetic = models.BooleanField(
        _("computer voice"), default=False, help_text=_("Spoken by a computer; listeners are told so.")
    )
    sort_order = models.PositiveIntegerField(_("order"), default=0)

    objects = RecordingQuerySet.as_manager()

    panels = [
        *(FieldPanel(name) for name in ("title", "key", "locale", "dialect", "file", "light", "transcript")),
        InlinePanel("captions", heading=_("Captions of a video"), label=_("Language")),
        *(FieldPanel(name) for name in ("synthetic", "collection", "sort_order")),
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

    @property
    def is_video(self) -> bool:
        return _extension(self.file) in self.VIDEO

    @property
    def played(self) -> models.fields.files.FieldFile:
        """The file that pages play."""
        return self.light or self.file

    @property
    def played_size(self) -> int:
        """Its bytes."""
        return self.light_size or self.size

    def clean(self) -> None:
        self._forget_light_copy()
        problems: dict[str, Any] = {}
        self.duration = seconds = audio.seconds(self.file) if self.file else 0
        if self.file and not seconds:
            problems["file"] = _(
                "This file cannot be played. Upload an MP3, M4A, OGG or Opus recording, or an MP4 video."
            )
        elif seconds > self.LONGEST:
            problems["file"] = _("This recording lasts %(minutes)s minutes; at most %(most)s. Cut it into parts.") % {
                "minutes": -(-seconds // 60),
                "most": self.LONGEST // 60,
            }
        elif self.file and (end := self._breaks_off(seconds)) is not None:
            problems["file"] = _("This recording breaks off after %(seconds)s seconds. Upload the whole file.") % {
                "seconds": end
            }
        elif self.light and seconds:
            problems |= self._problem_of_copy(seconds)
        if not strip_tags(self.transcript or "").strip():
            problems["transcript"] = _("Write down what is said, for those who cannot hear it.")
        if problems:
            raise ValidationError(problems)

    def _forget_light_copy(self) -> None:
        """A copy that the portal made goes with the file from which it was made; one that was uploaded in its place stays."""
        light: Any = self.light
        if self.light_of and (self.light_of != self.file.name or not light or not light._committed):
            if light and light._committed:
                self.light = None
            self.light_of = ""

    def _breaks_off(self, seconds: int) -> int | None:
        """Only of a file that is new: the others were looked at when they came."""
        new: Any = self.file
        return None if new._committed else audio.breaks_off(new, seconds)

    def _problem_of_copy(self, seconds: int) -> dict[str, Any]:
        if (_extension(self.light) in self.VIDEO) != self.is_video or not audio.seconds(self.light):
            return {"light": _("This file cannot be played, or is of another kind than the recording.")}
        if abs(audio.seconds(self.light) - seconds) > 2:
            return {"light": _("This is a copy of another recording: it does not last as long.")}
        if self.light.size >= self.file.size:
            return {"light": _("This copy is not lighter than the recording itself.")}
        return {}

    def save(self, *args: object, **kwargs: object) -> None:
        self.size = self.file.size
        self.light_size = self.light.size if self.light else 0
        self.duration = audio.seconds(self.file)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class RecordingCaptions(models.Model):
    """What is said in a video, in one language, shown in time with it."""

    recording = ParentalKey(Recording, on_delete=models.CASCADE, related_name="captions")
    locale = models.ForeignKey(Locale, on_delete=models.PROTECT, related_name="+", verbose_name=_("language"))
    file = models.FileField(
        _("file"),
        upload_to="captions",
        validators=[FileExtensionValidator(["vtt"])],
        help_text=_("WebVTT, as in talk.vtt"),
    )

    panels = [FieldPanel("locale"), FieldPanel("file")]

    class Meta:
        verbose_name = _("captions")
        verbose_name_plural = _("captions")
        constraints = [
            models.UniqueConstraint(fields=["recording", "locale"], name="recording_captioned_once_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.recording}: {self.locale.language_code}"

    def clean(self) -> None:
        found = webvtt.problem(self.file) if self.file else ""
        if found:
            raise ValidationError({"file": found})


def _extension(file: models.fields.files.FieldFile) -> str:
    return str(file.name or "").rsplit(".", 1)[-1].lower()
