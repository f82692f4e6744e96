from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.countries.models import Country, Stage
from portal.lifecycle import copies, jobs, static_site


class Command(BaseCommand):
    help = "Make the copies that people take along (ZIP, and ZIM with the package libzim), for every language. For every night."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slugs", nargs="*", help="Short names of countries, as in moldova; all when none is named.")

    def handle(self, *args: Any, **options: Any) -> None:
        jobs.tidy()
        countries = Country.objects.public().exclude(stage=Stage.HANDED_OVER).order_by("slug")
        unknown = set(options["slugs"]) - set(Country.objects.values_list("slug", flat=True))
        if unknown:
            raise CommandError(f"There is no country {', '.join(sorted(unknown))}.")
        failed = []
        for country in countries.filter(slug__in=options["slugs"]) if options["slugs"] else countries:
            self.stdout.write(f"{country}:")
            try:
                copies.make(country=country, say=self.stdout.write)
            except static_site.CannotCopy as problem:  # the other countries get theirs
                failed.append(f"{country.slug}: {problem}")
        if failed:
            raise CommandError("\n".join(failed))
