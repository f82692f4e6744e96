from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from portal.countries import frame as frames
from portal.countries.models import Country
from services_map.hsds import datapackage
from services_map.hsds.context import Context


class Command(BaseCommand):
    help = "Write the public service directory of a country as a tabular data package (HSDS 3.1; a zip of CSV)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("country", help="Short name of the country, as in moldova.")
        parser.add_argument("file", type=Path, help="Where to write, as in moldova.zip.")
        parser.add_argument("--language", default="", help="A language of the country; its source language otherwise.")

    def handle(self, *args: Any, **options: Any) -> None:
        country = Country.objects.public().filter(slug=options["country"]).select_related("site").first()
        frame = frames.at_host(country.site.hostname) if country and country.site else None
        if frame is None:
            known = ", ".join(Country.objects.public().values_list("slug", flat=True))
            raise CommandError(f"No such country: {options['country']}. Known: {known}")
        language = (options["language"] or frame.source_language).lower()
        if language not in frame.codes:
            raise CommandError(f"No such language: {language}. This country has: {', '.join(frame.codes)}")
        try:
            with translation.override(language), options["file"].open("wb") as file:
                count = datapackage.write(Context(frame, language), file)
        except OSError as error:
            raise CommandError(f"Cannot write {options['file']}: {error.strerror}") from error
        self.stdout.write(f"{count} services written to {options['file']}")
