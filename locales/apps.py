from django.apps import AppConfig
from django.conf import locale as django_locale

from locales.languages import LANGUAGES


class LocalesConfig(AppConfig):
    name = "locales"
    verbose_name = "Languages"

    def ready(self) -> None:
        # Django raises KeyError for languages that it has no entry for (Pashto, Romani dialects, Kurdish, ...).
        for code, language in LANGUAGES.items():
            django_locale.LANG_INFO.setdefault(
                code,
                {
                    "bidi": language.direction == "rtl",
                    "code": code,
                    "name": language.name,
                    "name_local": language.endonym,
                },
            )
        from locales import checks  # noqa: F401  (registers the system checks)
