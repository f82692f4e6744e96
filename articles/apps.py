from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Articles"

    def ready(self) -> None:
        from articles import checklist, localize_fixes, signals  # noqa: F401  (connects the receivers)

        localize_fixes.install(hold=checklist.hold)
