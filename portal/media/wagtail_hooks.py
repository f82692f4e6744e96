"""Recordings in the admin."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.media.models import Recording


@register_snippet
class RecordingViewSet(SnippetViewSet):
    """The list and form of recordings."""

    model = Recording
    icon = "media"
    menu_label = "Recordings"
    add_to_admin_menu = True
    list_display = ["title", "locale", "synthetic", "collection"]
    list_filter = ["locale", "collection"]
