from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services_map import places
from services_map.sealing import CannotOpen


class Command(BaseCommand):
    help = (
        "Seal all confidential places with the first of CONFIDENTIAL_KEYS, so that the keys behind it are no longer needed for the "
        "database. All places or none; running it again changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            changed, number = places.reseal()
        except CannotOpen as error:
            raise CommandError("None was changed: no key of CONFIDENTIAL_KEYS opens one of the places.") from error
        self.stdout.write(f"{number} places, {changed} of them sealed anew.")
