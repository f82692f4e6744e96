"""Blocks of words alone."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

# What an editor may do inside a paragraph. Headings are blocks of their own, so that the table of contents is right.
# "fact" is registered by the room that keeps facts.
FEATURES = ["bold", "italic", "ul", "ol", "link", "fact"]


_MARKS = re.compile(r"\{\w+:[^{}]*\}")  # such as {fact:valid-until}, in whose place readers see something else


class Text(blocks.RichTextBlock):
    """Paragraphs and lists."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": FEATURES, **kwargs})

    def get_searchable_content(self, value: Any) -> list[str]:
        return [_MARKS.sub("", text) for text in super().get_searchable_content(value)]

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blocks/text.html"


class Heading(blocks.CharBlock):
    """Begins a section, and stands in the table of contents."""

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "blocks/heading.html"


class Step(blocks.StructBlock):
    """One thing to do."""

    title = blocks.CharBlock(label=_("What to do"))
    text = Text(required=False, label=_("How"))


class Steps(blocks.ListBlock):
    """Numbered steps."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Step(), min_num=2, **kwargs)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "blocks/steps.html"


class Question(blocks.StructBlock):
    """A question that people ask, and its answer."""

    question = blocks.CharBlock(label=_("Question"))
    answer = Text(label=_("Answer"))


class Questions(blocks.ListBlock):
    """Questions that open on a press, without JavaScript."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Question(), **kwargs)

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        template = "blocks/questions.html"


class Callout(blocks.StructBlock):
    """Something that stands out."""

    title = blocks.CharBlock(label=_("Title"))
    text = Text(label=_("Text"))


class Warning_(Callout):
    """Harm is near: scams, dangers, what must not be done."""

    class Meta:
        icon = "warning"
        label = _("Warning")
        template = "blocks/warning.html"


class Note(Callout):
    """Good to know."""

    class Meta:
        icon = "info-circle"
        label = _("Note")
        template = "blocks/note.html"


class Documents(blocks.StructBlock):
    """Papers to bring along."""

    text = Text(required=False, label=_("Introduction"))
    papers = blocks.ListBlock(blocks.CharBlock(label=_("Document")), label=_("Documents"))

    class Meta:
        icon = "doc-full"
        label = _("Documents to bring")
        template = "blocks/documents.html"
