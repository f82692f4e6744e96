"""Light copies of recordings: the same with far fewer bytes, in what the oldest phones play.

Sound becomes MP3 at 24 kbit/s in one channel: speech stays clear, a minute costs 180 kB. Video becomes H.264 (baseline) with 240 lines and
AAC in one channel, its index in front, so that it begins before it has arrived. FFmpeg comes inside the package ``av``.
"""

import logging
import math
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from django.core.files import File
from django.utils.translation import gettext as _

from portal.media import audio
from portal.media.models import Recording

SMALLER = 0.8  # a copy must save a fifth, else it is not worth the worse sound
LINES, RATE = 240, 15  # height of a light video, pictures a second at most
_SOUND = {".mp3": ("libmp3lame", 22_050, 24_000), ".mp4": ("aac", 22_050, 32_000)}  # codec, samples and bits a second
logger = logging.getLogger(__name__)


class CannotMake(ValueError):
    """There is no light copy of this recording, and why; the recording itself is as it was."""


def make(recording: Recording) -> bool:
    """Make the light copy of a recording that has none; whether it was worth it. Raises CannotMake for a file that breaks off."""
    if recording.light:
        return False
    ending = ".mp4" if recording.is_video else ".mp3"
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "source", Path(folder) / f"light{ending}"
        with recording.file.open("rb") as original, source.open("wb") as copy:
            for chunk in original.chunks():
                copy.write(chunk)
        try:
            seconds = _transcode(source, target, with_pictures=recording.is_video)
        except (av.FFmpegError, ValueError, IndexError, OSError) as error:
            logger.warning("no light copy of recording %s: %s", recording.pk, type(error).__name__)
            raise CannotMake(_("No light copy could be made: the recording is damaged.")) from error
        says_its_length = str(recording.file.name).lower().endswith(audio.SAYS_ITS_LENGTH)
        if says_its_length and seconds < recording.duration - 2:
            raise CannotMake(_("No light copy could be made: the recording breaks off before its end."))
        if target.stat().st_size > recording.file.size * SMALLER:
            return False
        _keep(recording, target, ending)
    return True


def _keep(recording: Recording, target: Path, ending: str) -> None:
    """Unless somebody has changed the recording in the meantime."""
    now = Recording.objects.filter(pk=recording.pk).first()
    if now is None or now.light or now.file.name != recording.file.name:
        return
    stem = Path(str(recording.file.name)).stem
    with target.open("rb") as made:
        now.light.save(f"{stem}-light{ending}", File(made), save=False)
    now.light_of = now.file.name
    now.save()
    recording.refresh_from_db()


def _transcode(source: Path, target: Path, *, with_pictures: bool) -> float:
    """Write the light copy; the seconds that it lasts."""
    options: dict[str, str] = {"movflags": "+faststart"} if with_pictures else {}
    codec, samples, bits = _SOUND[target.suffix]
    with av.open(str(source)) as input_, av.open(str(target), "w", options=options) as output:
        heard: Any = input_.streams.best("audio")
        seen: Any = input_.streams.best("video") if with_pictures else None
        if heard is None and seen is None:
            raise ValueError("neither sound nor pictures")
        sound: Any = None
        if heard is not None:
            sound = output.add_stream(codec, rate=samples, layout="mono", bit_rate=bits)
        pictures = _Pictures(output, seen) if seen is not None else None
        resampler = av.AudioResampler(format=sound.format.name if sound else "s16p", layout="mono", rate=samples)
        end = 0.0
        streams: list[Any] = [stream for stream in (heard, seen) if stream is not None]
        for packet in input_.demux(streams):
            decoded: list[Any] = packet.decode()
            for frame in decoded:
                if frame.pts is not None and frame.time_base is not None:
                    end = max(end, float(frame.pts * frame.time_base))
                if isinstance(frame, av.AudioFrame):
                    for part in resampler.resample(frame):
                        output.mux(sound.encode(part))
                elif pictures is not None:
                    pictures.add(frame)
        if sound is not None:
            for part in resampler.resample(None):
                output.mux(sound.encode(part))
            output.mux(sound.encode(None))
        if pictures is not None:
            pictures.end()
    return math.ceil(end)


class _Pictures:
    """The pictures of a light video: fewer of them, smaller, no wider than they were."""

    def __init__(self, output: Any, seen: Any) -> None:
        self.output = output
        self.height = min(LINES, seen.height) // 2 * 2
        self.width = max(2, round(seen.width * self.height / seen.height / 2) * 2)
        rate = min(Fraction(RATE), seen.average_rate or Fraction(RATE))
        self.stream = output.add_stream("libx264", rate=rate, options={"crf": "30", "preset": "veryfast"})
        self.stream.width, self.stream.height, self.stream.pix_fmt = self.width, self.height, "yuv420p"
        self.stream.profile = "Baseline"
        self.base = Fraction(1, 1) / rate
        self.last = -1

    def add(self, frame: Any) -> None:
        """One picture, unless one has its place already."""
        place = round(frame.time / self.base) if frame.time is not None else self.last + 1
        if place <= self.last:
            return
        self.last = place
        small = frame.reformat(width=self.width, height=self.height, format="yuv420p")
        small.pts, small.time_base = place, self.base
        self.output.mux(self.stream.encode(small))

    def end(self) -> None:
        """What the encoder still holds."""
        self.output.mux(self.stream.encode(None))
