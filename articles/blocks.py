"""Blocks that refer to what a country keeps: facts, recordings, files, other articles."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from portal.core.blocks import text as words
from portal.core.blocks.reference import ReferenceMixin


class FactChooser(ReferenceMixin, SnippetChooserBlock):
    """A fact of the country, by reference: its value is entered once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("countries.Fact", **kwargs)


class RecordingChooser(ReferenceMixin, SnippetChooserBlock):
    """A recording, by reference."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("media.Recording", **kwargs)

    class Meta:
        icon = "media"
        label = _("Recording")
        template = "blocks/recording.html"


class ArticleChooser(ReferenceMixin, blocks.PageChooserBlock):
    """An article, by reference: readers get it in their language or the best fallback."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(page_type="articles.ArticlePage", **kwargs)


class ServiceChooser(ReferenceMixin, SnippetChooserBlock):
    """A service of the directory, by reference: readers always get it as it stands there."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("services_map.Service", **kwargs)


class CategoryChooser(ReferenceMixin, SnippetChooserBlock):
    """A category of the directory, by reference."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("services_map.Category", **kwargs)


class Facts(blocks.ListBlock):
    """Key facts: dates, amounts, periods, numbers."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(FactChooser(label=_("Fact")), **kwargs)

    class Meta:
        icon = "pin"
        label = _("Key facts")
        template = "blocks/facts.html"


class Deadline(blocks.StructBlock):
    """A day that must not be missed."""

    fact = FactChooser(label=_("The day (a fact of the type date)"))
    text = blocks.CharBlock(label=_("What to do before it"))

    class Meta:
        icon = "date"
        label = _("Deadline")
        template = "blocks/deadline.html"


class Contact(blocks.StructBlock):
    """Someone to turn to; telephone numbers are facts."""

    name = blocks.CharBlock(label=_("Name"))
    text = words.Text(required=False, label=_("Text"))
    phones = blocks.ListBlock(
        FactChooser(label=_("Telephone number (a fact)")), label=_("Telephone numbers"), min_num=0
    )

    class Meta:
        icon = "mobile-alt"
        label = _("Contact")
        template = "blocks/contact.html"


class ImageChooser(ReferenceMixin, ImageChooserBlock):
    """An image, by reference: its rendition is made when the page is published and found with one query."""


class Picture(blocks.StructBlock):
    """A picture that says something; one that only decorates is not worth its bytes."""

    image = ImageChooser(label=_("Picture"))
    alt = blocks.CharBlock(
        required=False,
        label=_("Alternative text"),
        help_text=_(
            "What the picture says here, for those who cannot see it. Empty: as written with the picture itself."
        ),
    )
    caption = blocks.CharBlock(required=False, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/picture.html"


class Download(blocks.StructBlock):
    """A file to take along; its size is shown."""

    document = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(label=_("Title"))

    class Meta:
        icon = "download"
        label = _("File to download")
        template = "blocks/download.html"


class Related(blocks.ListBlock):
    """Articles to read next."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(ArticleChooser(label=_("Article")), **kwargs)

    class Meta:
        icon = "link"
        label = _("Related articles")
        template = "blocks/related.html"


class Services(blocks.ListBlock):
    """Chosen services, each with its town and whether it is open."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(ServiceChooser(label=_("Service")), **kwargs)

    class Meta:
        icon = "pin"
        label = _("Services")
        template = "blocks/services.html"


class ServiceList(blocks.StructBlock):
    """The services of a category, as they are now, and the way to all of them."""

    title = blocks.CharBlock(label=_("Title"))
    category = CategoryChooser(label=_("Category"))

    class Meta:
        icon = "list-ul"
        label = _("List of services")
        template = "blocks/service_list.html"


class Body(blocks.StreamBlock):
    """The body of an article."""

    text = words.Text(group=_("Words"))
    heading = words.Heading(group=_("Words"))
    steps = words.Steps(group=_("Words"))
    questions = words.Questions(group=_("Words"))
    warning = words.Warning_(group=_("Words"))
    note = words.Note(group=_("Words"))
    documents = words.Documents(group=_("Words"))
    facts = Facts(group=_("Facts"))
    deadline = Deadline(group=_("Facts"))
    contact = Contact(group=_("Facts"))
    picture = Picture(group=_("Media"))
    recording = RecordingChooser(group=_("Media"))
    download = Download(group=_("Media"))
    related = Related(group=_("Links"))
    services = Services(group=_("Links"))
    service_list = ServiceList(group=_("Links"))


class Source(blocks.StructBlock):
    """Where the information comes from."""

    title = blocks.CharBlock(label=_("Title"))
    url = blocks.URLBlock(required=False, label=_("Address"))
    dated = blocks.DateBlock(required=False, label=_("Date of the source"))

    class Meta:
        icon = "link-external"
        label = _("Source")


class Sources(blocks.StreamBlock):
    """The sources of an article."""

    source = Source()


FACT_FIELDS = frozenset({"facts", "fact", "phones"})
PICTURE_FIELDS = frozenset({"image"})
RECORDING_FIELDS = frozenset({"recording"})
RELATED_FIELDS = frozenset({"related"})
SERVICE_FIELDS = frozenset({"services"})
CATEGORY_FIELDS = frozenset({"category"})
