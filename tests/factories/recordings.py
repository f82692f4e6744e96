"""Recordings for tests: silence in an MP3, an empty MP4 that says how long it is, a real video."""

import math
import random
import struct
import tempfile
from pathlib import Path

import av
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


def film(
    seconds: int = 4, *, name: str = "film.mp4", size: tuple[int, int] = (640, 360), front: bool = True
) -> ContentFile:
    """A real video: noise that moves, so that it has bytes to save, and a tone. ``front``: its index stands before its pictures."""
    source = random.Random(1)
    options = {"movflags": "+faststart"} if front else {}
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file, av.open(file.name, "w", options=options) as output:
        pictures = output.add_stream("libx264", rate=25, options={"crf": "24", "preset": "ultrafast"})
        pictures.width, pictures.height, pictures.pix_fmt = *size, "yuv420p"
        sound = output.add_stream("aac", rate=44_100, layout="mono", bit_rate=128_000)
        noise = source.randbytes(size[0] * size[1] * 2)
        tone = b"".join(struct.pack("<f", math.sin(number / 16) / 5) for number in range(1024))
        for number in range(seconds * 25):
            picture = av.VideoFrame(*size, "yuv420p")
            for plane in picture.planes:
                begin = number * 4 * plane.line_size % (size[0] * size[1])
                plane.update(noise[begin : begin + plane.buffer_size])
            output.mux(pictures.encode(picture))
        for number in range(seconds * 43):
            heard = av.AudioFrame(format="fltp", layout="mono", samples=1024)
            heard.planes[0].update(tone)
            heard.sample_rate, heard.pts = 44_100, number * 1024
            output.mux(sound.encode(heard))
        output.mux(pictures.encode(None))
        output.mux(sound.encode(None))
        output.close()
        return ContentFile(Path(file.name).read_bytes(), name=name)
