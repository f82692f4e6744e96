"""The small Markdown in which content files are written, and the HTML that Wagtail's rich text keeps of it."""

from markdown_it import MarkdownIt
from markdown_it.token import Token

_parser = MarkdownIt("zero").enable(["emphasis", "link", "list", "escape", "entity", "newline"])


def to_html(text: str) -> str:
    """Paragraphs, lists, bold and links as rich-text HTML. Line breaks inside a paragraph are spaces."""
    tokens = _parser.parse(text.strip())
    for token in tokens:
        for child in token.children or ():
            if child.type == "softbreak":
                child.type, child.content = "text", " "
            elif child.tag == "strong":
                child.tag = "b"
            elif child.tag == "em":
                child.tag = "i"
    html: str = _parser.renderer.render(tokens, _parser.options, {})
    return html.replace(">\n", ">").strip()


def shape(text: str) -> list[str]:
    """The block elements of a text in order (``p``, ``ul``, ``li``, ``ol``); a translation keeps its source's shape."""
    tokens: list[Token] = _parser.parse(text.strip())
    return [token.tag for token in tokens if token.nesting == 1 and not token.hidden]
