import shutil
import subprocess
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.demo import reader


class Command(BaseCommand):
    help = (
        "Speak the transcripts of the demonstration recordings with espeak-ng and write them as small MP3 files beside the content. "
        "Needs the programs espeak-ng and lame; run it after changing a transcript."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        missing = [name for name in ("espeak-ng", "lame") if not shutil.which(name)]
        if missing:
            raise CommandError(f"Please install: {', '.join(missing)}")
        for content in reader.read_countries():
            for key, recording in content.country.recordings.items():
                target = content.folder / "files" / f"{key}.mp3"
                speech = subprocess.run(
                    ["espeak-ng", "-v", recording.voice, "-s", "130", "--stdout", recording.transcript],
                    capture_output=True,
                    check=True,
                )
                # 24 kbit/s mono: a minute is 180 kB, clear enough for speech.
                subprocess.run(
                    ["lame", "--quiet", "-m", "m", "-b", "24", "--resample", "16", "-", str(target)],
                    input=speech.stdout,
                    check=True,
                )
                self.stdout.write(f"{target.name}: {target.stat().st_size} bytes")
