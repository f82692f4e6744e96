"""``manage.py apply_workflows``: gives every country site its workflow, and puts right what was changed. Can be run again."""

from typing import Any

from django.core.management.base import BaseCommand

from articles import workflow
from portal.countries.models import Country


class Command(BaseCommand):
    help = "Gives every country site its workflow: review, legal check where asked for, publication."

    def handle(self, *args: Any, **options: Any) -> None:
        for country in Country.objects.order_by("slug"):
            found = workflow.build(country)
            self.stdout.write(f"{country.slug}: {found.name if found else '-'}")
