from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat

from portal.core import clock
from portal.countries.models import Country
from portal.lifecycle import package, static_site


class Command(BaseCommand):
    help = "Copy a country site as files that open from a disk or USB stick: all languages, no server, no network."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="The country's short name, as in moldova.")
        parser.add_argument("--to", required=True, help="A new folder, or a file that ends in .zip.")

    def handle(self, *args: Any, **options: Any) -> None:
        country = Country.objects.filter(slug=options["slug"]).first()
        if country is None:
            raise CommandError(f"There is no country {options['slug']}.")
        target = Path(options["to"])
        try:
            with package.sink(target) as sink:
                copied = static_site.write(
                    country=country, to=sink, on=clock.today(country.time_zone), say=self.stdout.write
                )
        except (OSError, static_site.CannotCopy) as problem:
            raise CommandError(str(problem)) from problem
        for code, pages in copied.pages.items():
            self.stdout.write(f"  {code}: {pages} pages, {_size(copied.sizes[code])}")
        self.stdout.write(f"  {copied.files} other files, {_size(copied.file_bytes)}")
        self.stdout.write(f"{country}: open {target / static_site.START if target.suffix != '.zip' else target}")


def _size(number: int) -> str:
    return filesizeformat(number).replace("\xa0", " ")
