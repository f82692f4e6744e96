from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.countries.models import Country
from portal.demo import accounts
from portal.demo.load import load
from portal.demo.reader import ContentErrors


class Command(BaseCommand):
    help = (
        "Load the demonstration content: countries that the database does not have yet, services where a demonstration country has "
        "none, and one account of each role for each country."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "countries", nargs="*", help="Folder names below portal/demo/content; all when none is given."
        )
        parser.add_argument("--if-empty", action="store_true", help="Do nothing where there is a country already.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and Country.objects.exists():
            return
        self.stdout.write("Loading the demonstration content:")
        try:
            load(only=options["countries"] or None, say=self.stdout.write)
        except ContentErrors as problems:
            raise CommandError(f"Nothing was loaded.\n{problems}") from problems
        self.stdout.write("Loaded.")
        if not options["if_empty"]:  # else `start` makes them, and says so after everything else
            password = accounts.staff() or "(changed since; DEMO_PASSWORD sets a new one)"
            self.stdout.write(f"Accounts: {', '.join(accounts.names())}; password: {password}")
