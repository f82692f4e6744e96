from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "portal.lifecycle"
    label = "lifecycle"
    verbose_name = "Life of a site"

    def ready(self) -> None:
        from portal.lifecycle import withdrawals  # noqa: F401  (receivers)
