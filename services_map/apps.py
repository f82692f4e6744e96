from django.apps import AppConfig


class ServicesMapConfig(AppConfig):
    name = "services_map"
    verbose_name = "Services"

    def ready(self) -> None:
        from services_map import signals  # noqa: F401  (connects the receivers)
