"""Facts inside sentences, in templates."""

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from portal.countries import fact_text

register = template.Library()


class FilledNode(template.Node):
    """What ``{% facts_filled %}`` makes."""

    def __init__(self, facts: FilterExpression, language: FilterExpression, nodelist: NodeList) -> None:
        self.facts, self.language, self.nodelist = facts, language, nodelist

    def render(self, context: Context) -> SafeString:
        html = self.nodelist.render(context)
        return fact_text.fill(html, self.facts.resolve(context) or {}, self.language.resolve(context))


@register.tag
def facts_filled(parser: Parser, token: Token) -> FilledNode:
    """``{% facts_filled facts language %}...{% endfacts_filled %}``: the values of facts in the sentences between.

    Once around a whole body: its blocks need to know nothing of facts, however deep a text stands in them.
    """
    _name, facts, language = token.split_contents()
    nodelist = parser.parse(("endfacts_filled",))
    parser.delete_first_token()
    return FilledNode(parser.compile_filter(facts), parser.compile_filter(language), nodelist)
