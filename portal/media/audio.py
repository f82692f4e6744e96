"""What a sound or video file says of itself."""

import math
from typing import BinaryIO, cast

import av
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


SAYS_ITS_LENGTH = (".mp4", ".m4a")  # of the others the duration is counted or guessed from what is there


def breaks_off(file: File, duration: int) -> int | None:
    """The second at which a file ends too early, as after an upload that was cut off; None for one that is whole, or cannot tell."""
    if not str(file.name).lower().endswith(SAYS_ITS_LENGTH):
        return None
    try:
        file.open("rb")
        with av.open(cast(BinaryIO, file.file), "r") as opened:
            ends = [
                float((packet.pts + (packet.duration or 0)) * packet.time_base)
                for packet in opened.demux()
                if packet.pts is not None and packet.time_base is not None and not packet.is_corrupt
            ]
    except (av.FFmpegError, OSError, ValueError):
        return None
    finally:
        file.seek(0)
    end = max(ends, default=0.0)
    return int(end) if ends and end < duration - 2 else None
