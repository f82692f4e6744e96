"""System checks: every language that can be offered can also be served."""

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.utils.translation import check_for_language

from locales.languages import CATALOGS, LANGUAGES


@register("languages")
def compiled_catalogs(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Django answers 404, or with another dialect, for a language without a compiled catalog."""
    missing = [code for code in LANGUAGES if not check_for_language(code)]
    if not missing:
        return []
    return [
        Error(
            f"No compiled catalog for: {', '.join(missing)}",
            hint="Run: python manage.py compile_catalogs",
            id="locales.E001",
        )
    ]


@register("languages")
def registry(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The registry's own rules: fallbacks and catalogs exist, private-use tags have the one form that Django understands."""
    errors: list[CheckMessage] = []
    for code, language in LANGUAGES.items():
        unknown = [item for item in language.fallbacks if item not in LANGUAGES]
        if unknown or language.catalog_code not in CATALOGS:
            errors.append(Error(f"{code}: unknown fallback or catalog", id="locales.E002"))
        private = code.partition("-x-")[2]
        if code.count("-") > 2 or len(private) > 8:
            errors.append(Error(f"{code}: use one private subtag of at most eight letters", id="locales.E003"))
    return errors
