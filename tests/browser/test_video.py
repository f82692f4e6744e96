"""A video as its uploader sends it: its light copy plays on a phone, with its captions."""

import json

import pytest

pytestmark = pytest.mark.browser

MAKE = """
import json
from django.core.files.base import ContentFile
from portal.countries import sites
from portal.countries.models import Country
from portal.media import light
from portal.media.models import Recording, RecordingCaptions
from tests.factories.recordings import film, make_recording
made = make_recording(Country.objects.get(slug="serbia"), "film", file=film(5))
words = ContentFile(b"WEBVTT\\n\\n00:00.000 --> 00:04.000\\nWhat is said.\\n", name="film.vtt")
RecordingCaptions.objects.create(recording=made, locale=sites.locale("en"), file=words)
light.make(made)
made = Recording.objects.get(pk=made.pk)
print(json.dumps([made.light.url, made.size, made.played_size]))
"""


@pytest.fixture
def film(server):
    """Address and bytes of a video's light copy, and the bytes of the original."""
    url, size, light_size = json.loads(server.python(MAKE).splitlines()[-1])
    yield url, size, light_size
    server.python("from portal.media.models import Recording; Recording.objects.filter(key='film').delete()")


def test_the_light_copy_plays_with_its_captions(server, chrome, film):
    url, size, light_size = film
    assert light_size < size / 2
    context = chrome.new_context(viewport={"width": 360, "height": 740})
    try:
        page = context.new_page()
        page.goto(server.url("serbia", "/en/listen/"))
        video = page.locator(f'video[src="{url}"]')
        assert video.count() == 1
        assert video.evaluate("video => video.readyState") == 0  # nothing is loaded before a press
        video.evaluate("video => { video.muted = true; return video.play(); }")
        page.wait_for_function("() => document.querySelector('video').currentTime > 1", timeout=25_000)
        width, height, seconds = video.evaluate(
            "video => [video.videoWidth, video.videoHeight, Math.round(video.duration)]"
        )
        assert (width, height, seconds) == (426, 240, 5)
        page.wait_for_function("() => document.querySelector('video').textTracks[0].activeCues?.length", timeout=10_000)
        shown = video.evaluate("video => [video.textTracks[0].mode, video.textTracks[0].activeCues[0].text]")
        assert shown == ["showing", "What is said."]
    finally:
        context.close()
