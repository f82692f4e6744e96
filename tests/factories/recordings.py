"""Recordings for tests: silence in an MP3, an empty MP4 that says how long it is."""

import struct

from django.core.files.base import ContentFile

from portal.countries import sites
from portal.countries.models import Country
from portal.media.models import Recording

# One frame of MPEG-1 layer III silence: 32 or 128 kbit/s, 44.1 kHz, mono.
_FRAMES = {32: (b"\xff\xfb\x10\xc4", 104), 128: (b"\xff\xfb\x90\xc4", 417)}


def mp3(seconds: float, kbits: int = 128, name: str = "talk.mp3") -> ContentFile:
    """Silence."""
    head, size = _FRAMES[kbits]
    return ContentFile((head + bytes(size - 4)) * round(seconds * 44_100 / 1152), name=name)


def mp4(seconds: int, name: str = "talk.mp4", size: int = 1000) -> ContentFile:
    """A video file without pictures."""

    def box(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body) + 8) + kind + body

    header = struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000) + bytes(80)
    parts = box(b"ftyp", b"isom\x00\x00\x02\x00isomiso2") + box(b"moov", box(b"mvhd", header))
    return ContentFile(parts + box(b"mdat", bytes(size)), name=name)


def make_recording(country: Country, key: str = "talk", language: str = "en", **fields) -> Recording:
    """Three seconds of silence unless ``file`` says otherwise."""
    recording = Recording(
        key=key,
        title=fields.pop("title", "A talk"),
        locale=sites.locale(language),
        file=fields.pop("file", None) or mp3(2.9),
        transcript=fields.pop("transcript", "<p>What is said.</p>"),
        collection=country.collection,
        **fields,
    )
    recording.full_clean()
    recording.save()
    return recording
