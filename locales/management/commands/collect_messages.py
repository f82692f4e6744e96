from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.translation import to_locale

from locales.languages import CATALOGS


class Command(BaseCommand):
    help = "Collect the interface's texts from code and templates into every catalog (needs xgettext)."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        call_command(
            "makemessages",
            locale=[to_locale(code) for code in CATALOGS],
            ignore_patterns=["node_modules/*", "var/*", ".venv/*", "tests/*"],
            add_location="file",
            no_wrap=True,
            verbosity=0,
        )
