"""The small Markdown of content files."""

import re

from hypothesis import given
from hypothesis import strategies as st

from portal.core import markdown


def test_paragraphs_lists_bold_and_links():
    html = markdown.to_html("One **two**.\n\n- [three](https://example.org)\n- four")
    assert html == '<p>One <b>two</b>.</p><ul><li><a href="https://example.org">three</a></li><li>four</li></ul>'


def test_lines_of_a_paragraph_flow_together():
    assert markdown.to_html("One\ntwo") == "<p>One two</p>"


def test_shape_counts_blocks_not_words():
    assert markdown.shape("Bir.\n\n- a\n- b") == markdown.shape("Erste.\n\n- x\n- y") == ["p", "ul", "li", "li"]


def test_dangerous_links_are_not_made():
    assert "<a" not in markdown.to_html("[x](javascript:alert(1))")


@given(st.text())
def test_no_input_makes_a_tag_that_is_not_ours(text):
    tags = set(re.findall(r"<\s*/?\s*([^\s>/]+)", markdown.to_html(text)))
    assert tags <= {"p", "ul", "ol", "li", "b", "i", "a", "br"}
