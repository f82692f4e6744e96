from typing import Any

from django.core.management.base import BaseCommand

from locales import catalogs


class Command(BaseCommand):
    help = "Compile the interface catalogs (no gettext tools needed)."
    requires_system_checks = []  # the checks ask for what this command makes

    def handle(self, *args: Any, **options: Any) -> None:
        written = catalogs.compile_all()
        self.stdout.write(f"{len(written)} catalogs compiled")
