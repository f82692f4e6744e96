from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts import factors


class Command(BaseCommand):
    help = "Take away the second factor of an account whose person has lost it. The next sign-in sets up a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="User name of the account.")

    def handle(self, *args: Any, **options: Any) -> None:
        account = get_user_model().objects.filter(username=options["name"]).first()
        if account is None:
            raise CommandError(f"There is no account named {options['name']}.")
        factors.reset(account=account)
        self.stdout.write(f"{options['name']} has no second factor now and is signed out everywhere.")
