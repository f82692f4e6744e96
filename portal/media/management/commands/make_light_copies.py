from typing import Any

from django.core.management.base import BaseCommand

from portal.media import light
from portal.media.models import Recording


class Command(BaseCommand):
    help = "Make the light copies of recordings that have none: for recordings of before, or where no worker runs."

    def handle(self, *args: Any, **options: Any) -> None:
        for recording in Recording.objects.filter(light="").order_by("pk"):
            try:
                made = light.make(recording)
            except light.CannotMake as problem:
                self.stderr.write(f"{recording.key}: {problem}")
                continue
            if made:
                self.stdout.write(f"{recording.key}: {recording.size:,} -> {recording.light_size:,} bytes")
