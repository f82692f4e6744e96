"""What a sound or video file says of itself."""

import math
from typing import BinaryIO, cast

from django.core.files import File
from tinytag import TinyTag, TinyTagException


def seconds(file: File) -> int:
    """The duration, rounded up; 0 for a file that is no recording."""
    try:
        file.open("rb")  # rewinds one that is open; whoever opened it closes it
        tag = TinyTag.get(filename=file.name, file_obj=cast(BinaryIO, file.file))
        file.seek(0)
    except (TinyTagException, OSError, ValueError):
        return 0
    return math.ceil(tag.duration or 0)
