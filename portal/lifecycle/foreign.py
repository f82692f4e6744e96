"""What an import must not touch: hosts, files and texts of what is here already. An export is a file that anybody may have changed."""

from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from wagtail.models import Page, Site

from portal.core.words import words_of_countries
from portal.media.models import Recording

_KINDS = {
    *settings.WAGTAILIMAGES_EXTENSIONS,
    *settings.WAGTAILDOCS_EXTENSIONS,
    *Recording.AUDIO,
    *Recording.VIDEO,
    "vtt",
}


class Foreign:
    """What was here before an import began."""

    def __init__(self) -> None:
        self.texts = {
            str(key)
            for model in (Page, *words_of_countries())
            for key in model._base_manager.values_list("translation_key", flat=True)
        }

    def check(self, row: Any) -> None:
        """Raises ValueError for a row that would answer at another site's host, or speak for another country's text."""
        keys = {str(getattr(row, name, "")) for name in ("translation_key", "subject")}
        if keys & self.texts:
            raise ValueError("it belongs to a text of another country.")
        if isinstance(row, Site):
            row.is_default_site = False
            taken = Site.objects.filter(hostname__iexact=row.hostname).exists()
            if taken or row.hostname.lower() in (settings.PORTAL_DOMAIN, "127.0.0.1"):
                raise ValueError(f"another site answers at {row.hostname} here.")


def check_kind(name: str) -> None:
    """Raises ValueError for a file that could not have been uploaded here, such as one that runs a script."""
    if PurePosixPath(name).suffix.lower().removeprefix(".") not in _KINDS:
        raise ValueError(f"{name} is no file that can be uploaded here.")


def check_file(name: str) -> None:
    """Raises ValueError for a file that a row names and the export does not hold, but another row here does."""
    if name and default_storage.exists(name):
        raise ValueError(f"{name} is no file of this export.")
