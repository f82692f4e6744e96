from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError
from django.template.loader import get_template


class Command(BaseCommand):
    help = "Compile every template of the project."

    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.BASE_DIR / "templates"
        wrong = []
        names = sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())
        for name in names:
            try:
                get_template(name)
            except TemplateSyntaxError as problem:
                wrong.append(f"{name}: {problem}")
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write(f"{len(names)} templates compile")
