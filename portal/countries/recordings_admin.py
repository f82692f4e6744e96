"""Recordings in the admin: each belongs to the country of its collection."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList

from portal.countries.roles import Role
from portal.countries.walls import WalledForm, WalledViewSet
from portal.media import tasks
from portal.media.models import Recording


class RecordingForm(WalledForm):
    """A recording of one of the user's countries."""

    roles = (Role.EDITOR, Role.PUBLISHER, Role.MANAGER)

    def save(self, commit: bool = True) -> Recording:
        recording: Recording = super().save(commit=commit)
        if commit:
            tasks.ask(recording)
        return recording


class RecordingViewSet(WalledViewSet):
    """The list and form of recordings."""

    model = Recording
    icon = "media"
    menu_label = _("Recordings")
    add_to_admin_menu = True
    list_display = ["title", "locale", "synthetic", "collection"]
    list_filter = ["locale"]
    edit_handler = ObjectList(Recording.panels, base_form_class=RecordingForm)
