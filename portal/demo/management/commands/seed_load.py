import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.countries.models import Country
from portal.demo import synthetic_articles, synthetic_services
from portal.search import indexing


class Command(BaseCommand):
    help = (
        'Fill a country up with invented services and articles, each named "Load test ...", for measurements. '
        "They are the same every time; run again, it adds only what is missing. Never for a portal with readers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--services", type=int, default=0, help="How many there shall be, as in 20000.")
        parser.add_argument("--articles", type=int, default=0, help="How many there shall be, as in 2000.")
        parser.add_argument("--country", default="moldova", help="The country's short name; moldova when not given.")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["country"]
        country = Country.objects.filter(slug=slug).first()
        if country is None:
            known = ", ".join(Country.objects.order_by("slug").values_list("slug", flat=True)) or "none"
            raise CommandError(
                f"There is no country {slug} here (there is: {known}). Load the demonstration first: manage.py seed_demo"
            )
        for what, number in (("services", options["services"]), ("articles", options["articles"])):
            if number < 0:
                raise CommandError(f"--{what}: write a number from 0.")
        try:
            if options["services"]:
                began = time.monotonic()
                self._say(synthetic_services.Services(country).fill_up(options["services"]), "services", began)
            if options["articles"]:
                began = time.monotonic()
                self._say(synthetic_articles.fill_up(country, options["articles"]), "articles", began)
            began = time.monotonic()
            self._say(sum(indexing.rebuild(country)), "entries of the search", began)
        except synthetic_services.NothingToSpread as problem:
            raise CommandError(
                f"{country} has no towns or the portal no categories to spread services over. "
                "For a demonstration country: manage.py seed_demo"
            ) from problem
        except synthetic_articles.NoTopics as problem:
            raise CommandError(f"{country} has no topic pages to put articles below.") from problem

    def _say(self, made: int, what: str, began: float) -> None:
        self.stdout.write(f"{made} {what} made ({time.monotonic() - began:.0f} s)")
