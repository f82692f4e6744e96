from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.countries.models import Country
from portal.lifecycle import exporting, package, snapshot
from portal.lifecycle.tables import ASKED


class Command(BaseCommand):
    help = "Write a country site with its content, media and services into a folder or a zip, in open formats."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="The country's short name, as in moldova.")
        parser.add_argument("--to", required=True, help="A new folder, or a file that ends in .zip.")
        for name, meaning in ASKED.items():
            parser.add_argument(f"--{name}", action="store_true", help=f"Also {meaning}.")

    def handle(self, *args: Any, **options: Any) -> None:
        country = Country.objects.filter(slug=options["slug"]).first()
        if country is None:
            raise CommandError(f"There is no country {options['slug']}.")
        target = Path(options["to"])
        try:
            with snapshot.snapshot(), package.sink(target) as sink:
                outcome = exporting.write(country=country, to=sink, asked=[name for name in ASKED if options[name]])
        except OSError as problem:
            raise CommandError(str(problem)) from problem
        for warning in outcome.warnings:
            self.stderr.write(f"warning: {warning}")
        self.stdout.write(f"{country}: {outcome.rows} rows, {len(outcome.manifest['files'])} files in {target}")
