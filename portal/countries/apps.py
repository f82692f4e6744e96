from django.apps import AppConfig


class CountriesConfig(AppConfig):
    name = "portal.countries"
    label = "countries"
    verbose_name = "Countries"

    def ready(self) -> None:
        from portal.countries import (
            fact_strings,
            signals,  # noqa: F401  (connects the receivers)
        )

        fact_strings.install()
