"""Captions: is a file WebVTT (https://www.w3.org/TR/webvtt1/), as far as a player needs it to be?"""

import re

from django.core.files import File
from django.utils.translation import gettext as _

LARGEST = 500_000  # bytes; an hour of speech has less than a tenth of it
_CUE = re.compile(r"((?:\d{2,}:)?\d{2}:\d{2}\.\d{3})[ \t]+-->[ \t]+((?:\d{2,}:)?\d{2}:\d{2}\.\d{3})(?:[ \t].*)?")


def problem(file: File) -> str:
    """What is wrong with a caption file, in the language of the interface; empty where it can be shown."""
    if file.size > LARGEST:
        return _("This file is too large for captions.")
    file.open("rb")
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return _("This file is not in UTF-8. Save it with that encoding.")
    finally:
        file.seek(0)
    lines = text.splitlines()
    if not lines or not re.match(r"WEBVTT(\s|$)", lines[0]):
        return _("This is no WebVTT file: its first line must be WEBVTT.")
    cues = 0
    for number, line in enumerate(lines, start=1):
        if "-->" not in line:
            continue
        found = _CUE.fullmatch(line.strip())
        if found is None:
            return _("Line %(number)s: write the times as in 00:01.000 --> 00:04.000.") % {"number": number}
        if _seconds(found[2]) <= _seconds(found[1]):
            return _("Line %(number)s: this caption ends before it begins.") % {"number": number}
        cues += 1
    return "" if cues else _("This file has no captions.")


def _seconds(time: str) -> float:
    total = 0.0
    for part in time.split(":"):
        total = total * 60 + float(part)
    return total
