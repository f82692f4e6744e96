"""``manage.py rebuild_translation_states``: make the states of translations anew, after work past the admin or a restored backup."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.rebuilding import rebuild
from portal.countries.models import Country


class Command(BaseCommand):
    help = (
        "Make the states of translations anew: of all countries, or of those named. Can be run at any time, and again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("country", nargs="*", help="short names of countries, as in moldova")

    def handle(self, *args: Any, **options: Any) -> None:
        names = options["country"]
        countries = Country.objects.filter(slug__in=names) if names else Country.objects.all()
        unknown = set(names) - {country.slug for country in countries}
        if unknown:
            raise CommandError(f"No such country: {', '.join(sorted(unknown))}")
        for country in countries.select_related("source_language"):
            self.stdout.write(f"{country.slug}: {rebuild(country)} states")
