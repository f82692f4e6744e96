from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.countries.models import Country
from portal.lifecycle import deleting
from portal.lifecycle.package import BrokenExport


class Command(BaseCommand):
    help = "Remove a country site for good: pages, services and files. Asks for an export of it as it is now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="The country's short name, as in moldova.")
        parser.add_argument("--export", default="", help="The folder or zip that export_country wrote: it is compared.")
        parser.add_argument("--without-export", action="store_true", help="Delete what nobody has kept.")

    def handle(self, *args: Any, **options: Any) -> None:
        country = Country.objects.filter(slug=options["slug"]).first()
        if country is None:
            raise CommandError(f"There is no country {options['slug']}.")
        if not options["export"] and not options["without_export"]:
            raise CommandError("Nothing was deleted. Export the country first and name the export with --export.")
        if options["export"]:
            try:
                deleting.check_export(country, Path(options["export"]))
            except (BrokenExport, deleting.NotTheSame) as problem:
                raise CommandError(f"Nothing was deleted. {problem}") from problem
        name = str(country)
        deleting.delete(country=country)
        self.stdout.write(f"{name} is deleted.")
