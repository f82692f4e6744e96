from typing import Any

from django.core.management.commands import makemessages
from django.utils.translation import to_locale

from locales.languages import CATALOGS


class Command(makemessages.Command):
    help = "Collect the interface's texts from code and templates into every catalog (needs xgettext)."
    requires_system_checks = []
    # A guess at a translation is not one: what is new stays empty, and the check says so.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def handle(self, *args: Any, **options: Any) -> None:
        options.update(
            locale=[to_locale(code) for code in CATALOGS],
            ignore_patterns=["node_modules/*", "var/*", ".venv/*", "tests/*"],
            add_location="file",
            no_wrap=True,
            no_obsolete=True,
            verbosity=0,
        )
        super().handle(*args, **options)
