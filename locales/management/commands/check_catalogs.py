import shutil
from pathlib import Path
from typing import Any

import polib
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from locales import catalogs


class Command(BaseCommand):
    help = "Fail on a missing, unchecked or uncollected text in any interface catalog."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = [
            f"{gap.language}: {gap.problem}: {gap.message!r}"
            for code in catalogs.CATALOGS
            if code != "en"
            for gap in catalogs.gaps(code)
        ]
        if shutil.which("xgettext"):
            problems += [f"not collected (run make messages): {text!r}" for text in sorted(_uncollected())]
        else:
            self.stderr.write("xgettext is missing: not checked whether all texts of the code are collected")
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(f"{len(catalogs.CATALOGS)} catalogs are complete")


def _uncollected() -> set[str]:
    """Texts in code or templates that the catalogs do not have. The catalogs are put back as they were."""
    kept = {code: catalogs.po_file(code).read_bytes() for code in catalogs.CATALOGS}
    before = {entry.msgid for entry in polib.pofile(str(catalogs.po_file("en"))) if not entry.obsolete}
    try:
        call_command("collect_messages")
        after = {entry.msgid for entry in polib.pofile(str(catalogs.po_file("en"))) if not entry.obsolete}
    finally:
        for code, text in kept.items():
            Path(catalogs.po_file(code)).write_bytes(text)
    return after - before
