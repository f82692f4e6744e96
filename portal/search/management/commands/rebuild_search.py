"""Make the index of the search anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.countries.models import Country
from portal.search import indexing


class Command(BaseCommand):
    help = "Makes the index of the search anew, for all countries or those named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("country", nargs="*", help="short names of countries, as in moldova")

    def handle(self, *args: Any, **options: Any) -> None:
        countries = Country.objects.public()
        if options["country"]:
            countries = countries.filter(slug__in=options["country"])
        for country in countries:
            articles, services = indexing.rebuild(country)
            self.stdout.write(f"{country.slug}: {articles} articles, {services} services")
