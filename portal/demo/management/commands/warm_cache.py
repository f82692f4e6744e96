from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import BaseCommand, CommandParser

from portal.core import warming
from portal.publishing import addresses


class Command(BaseCommand):
    help = (
        "Render every public page of which this host has no good copy, so that readers get it while the database is down. "
        "The running portal does the same by itself, slowly (WARM_PAGES); this is for right now."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("country", nargs="?", default="", help="Short name of one country; all when left out.")

    def handle(self, *args: Any, **options: Any) -> None:
        visited, failed = warming.fill(WSGIHandler(), addresses.public(options["country"]), rest=0)
        self.stdout.write(f"{visited} pages rendered, {failed} failed.")
