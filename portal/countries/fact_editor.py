"""Facts in the rich-text editor: a button "Fact", the chooser of the country's facts, and an inline element that cannot be typed into."""

from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineEntityElementHandler
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text.feature_registry import FeatureRegistry

from portal.countries.fact_text import FactLinkHandler

FEATURE = "fact"
_ENTITY = "FACT"


class FactElementHandler(InlineEntityElementHandler):
    """From stored text into the editor. Nothing is looked up: the mark says which fact it is."""

    mutability = "IMMUTABLE"

    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, str]:
        return {"id": attrs.get("id", "")}


def _to_stored(props: dict[str, Any]) -> Any:
    """From the editor into stored text."""
    return DOM.create_element("a", {"linktype": FEATURE, "id": props.get("id")}, props["children"])


def register(features: FeatureRegistry) -> None:
    """For the hook ``register_rich_text_features``."""
    features.register_link_type(FactLinkHandler)
    features.register_editor_plugin(
        "draftail",
        FEATURE,
        EntityFeature(
            {
                "type": _ENTITY,
                "icon": "pin",
                "description": _("Fact"),
                "attributes": ["id"],
                "allowlist": {"id": r"^\d+$"},
                "chooserUrls": {"fact": reverse_lazy("portal_fact_chooser:choose")},
            },
            js=["wagtailadmin/js/chooser-modal.js", "js/facts.js"],
            css={"all": ["css/facts.css"]},
        ),
    )
    features.register_converter_rule(
        "contentstate",
        FEATURE,
        {
            "from_database_format": {'a[linktype="fact"]': FactElementHandler(_ENTITY)},
            "to_database_format": {"entity_decorators": {_ENTITY: _to_stored}},
        },
    )
