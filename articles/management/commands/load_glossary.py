"""``manage.py load_glossary``: take the terms of docs/glossary.md, or of another table like it, into the glossary of translators."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Locale

from articles.glossary import read_table
from portal.countries import sites


class Command(BaseCommand):
    help = "Take terms from a Markdown table (English first, then a column for each language). Known terms stay as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default=str(settings.BASE_DIR / "docs" / "glossary.md"))

    def handle(self, *args: Any, **options: Any) -> None:
        file = Path(options["file"])
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        locales = {locale.language_code: locale for locale in Locale.objects.all()}
        self.stdout.write(f"{read_table(file.read_text(), sites.locale('en'), locales)} new terms")
