"""The history of a listing: each change by a person saves a revision and an entry in Wagtail's log. Neither holds anything confidential."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from services_map.models import Service

CHECK = "services_map.check"
DUPLICATE = "services_map.duplicate"
MERGE = "services_map.merge"
ARCHIVE = "services_map.archive"
RESTORE = "services_map.restore"
HAND_OVER = "services_map.hand_over"
HOURS = "services_map.hours"
HOURS_UNDONE = "services_map.hours_undone"
LINK = "services_map.link"
LINK_MAILED = "services_map.link_mailed"
LINK_ANSWERED = "services_map.link_answered"
ACCEPT = "services_map.accept"
REFUSE = "services_map.refuse"

_ACTIONS = {
    CHECK: (_("Check"), _("Recorded a check")),
    DUPLICATE: (_("Duplicate"), _("Made from another listing")),
    MERGE: (_("Merge"), _("Merged a duplicate")),
    ARCHIVE: (_("Archive"), _("Archived")),
    RESTORE: (_("Restore"), _("Brought back from the archive")),
    HAND_OVER: (_("Hand over"), _("Handed over to another officer")),
    HOURS: (_("Hours of some days"), _("Set other hours for some days")),
    HOURS_UNDONE: (_("Hours of some days taken back"), _("Took back the other hours of some days")),
    LINK: (_("Link for the organization"), _("Made a link for the organization")),
    LINK_MAILED: (_("Link sent by e-mail"), _("Sent the link to the organization by e-mail")),
    LINK_ANSWERED: (_("Answer of the organization"), _("The organization answered through its link")),
    ACCEPT: (_("Accept a correction"), _("Accepted a correction of the organization")),
    REFUSE: (_("Refuse a correction"), _("Refused a correction of the organization")),
}


def register(actions: Any) -> None:
    """For the hook ``register_log_actions``."""
    for action, (label, message) in _ACTIONS.items():
        actions.register_action(action, label, message)


def record(instance: models.Model, action: str, user: Any, **data: Any) -> None:
    """An entry in the log of a row. ``data``: codes and keys only, never words that somebody typed."""
    log(instance, action, user=user, data=data)


def keep(service: Service, action: str, user: Any, **data: Any) -> None:
    """Save a revision of a listing as it is in the database now, and an entry in its log."""
    fresh = Service.objects.get(pk=service.pk)
    fresh.save_revision(user=user, clean=False)  # what is wrong elsewhere in the listing does not hold up this change
    service.latest_revision = fresh.latest_revision
    log(fresh, action, user=user, data=data, content_changed=True)
