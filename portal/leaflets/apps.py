from django.apps import AppConfig


class LeafletsConfig(AppConfig):
    name = "portal.leaflets"
    label = "leaflets"
    verbose_name = "Leaflets"

    def ready(self) -> None:
        from portal.leaflets import checks, signals  # noqa: F401  (registers them)
