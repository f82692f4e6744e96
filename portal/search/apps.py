"""The room of the search."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "portal.search"
    label = "portal_search"
    verbose_name = "Search"

    def ready(self) -> None:
        from portal.search import signals  # noqa: F401
