from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.lifecycle import importing
from portal.lifecycle.package import BrokenExport, Package


class Command(BaseCommand):
    help = "Make a country site from an export. Everything is checked first; it is read whole or not at all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("export", help="The folder or zip that export_country wrote.")
        parser.add_argument("--as", dest="slug", default="", help="Another short name for the country.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            package = Package(Path(options["export"]))
            country = importing.read(package=package, slug=options["slug"], say=self.stdout.write)
        except BrokenExport as problem:
            raise CommandError(f"Nothing was imported. {problem}") from problem
        site = country.site
        self.stdout.write(f"{country}: http://{site.hostname}/" if site else str(country))
