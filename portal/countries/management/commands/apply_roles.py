from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.countries import rights_table, roles


class Command(BaseCommand):
    help = (
        "Bring the groups of all country teams and of programme staff to the table of roles "
        "(portal/countries/rights.py). Can be run again at any time; says what it changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--table", action="store_true", help="Only write the table, as it stands in docs/operators/roles.md."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["table"]:
            self.stdout.write(rights_table.markdown())
            return
        changes = roles.apply_everywhere()
        for name, changed in changes.items():
            self.stdout.write(f"{name}: {', '.join(changed)}")
        if not changes:
            self.stdout.write("Every group was as it should be.")
