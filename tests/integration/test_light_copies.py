"""Light copies of recordings: made where they save something, of the whole recording, without losing anything."""

import io
import json
import shutil
from pathlib import Path

import av
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse

from portal.countries import sites
from portal.countries.roles import Role
from portal.media import light, tasks
from portal.media.models import Recording
from tests.conftest import TEST_MEDIA, SiteClient
from tests.factories import make_person
from tests.factories.recordings import film, make_recording, mp3

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    shutil.copytree(TEST_MEDIA / "recordings", settings.MEDIA_ROOT / "recordings")
    return settings.MEDIA_ROOT


def opened(file):
    return av.open(io.BytesIO(file.read()))


class TestVideo:
    def test_a_light_copy_is_small_and_plays_on_old_phones(self, country):
        made = make_recording(country, file=film())
        assert light.make(made)
        assert made.light_size == made.light.size < made.size / 4
        data = made.light.read()
        assert data.index(b"moov") < data.index(b"mdat")
        with av.open(io.BytesIO(data)) as video:
            pictures, sound = video.streams.video[0], video.streams.audio[0]
            assert (pictures.codec_context.name, pictures.profile) == ("h264", "Constrained Baseline")
            assert (pictures.height, pictures.width) == (240, 426)
            assert pictures.average_rate <= 15
            assert (sound.codec_context.name, sound.channels) == ("aac", 1)
            assert abs(video.duration / 1_000_000 - 4) < 0.5

    def test_one_that_breaks_off_is_refused_when_it_is_uploaded(self, country):
        whole = film().read()
        with pytest.raises(ValidationError) as error:
            make_recording(country, file=ContentFile(whole[: len(whole) // 3], name="film.mp4"))
        assert error.value.message_dict["file"] == ["This recording breaks off after 1 seconds. Upload the whole file."]

    def test_one_that_was_damaged_later_is_played_as_it_is(self, country, media, capsys):
        made = make_recording(country, file=film())
        path = media / made.file.name
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
        with pytest.raises(light.CannotMake, match="No light copy could be made"):
            light.make(made)
        path.write_bytes(b"nothing")
        with pytest.raises(light.CannotMake, match="is damaged"):
            light.make(made)
        call_command("make_light_copies")
        assert "talk: No light copy could be made: the recording is damaged." in capsys.readouterr().err
        tasks.make_light_copy.enqueue(made.pk)
        made.refresh_from_db()
        assert not made.light
        assert made.played == made.file


class TestSound:
    def test_a_light_copy_is_mono_mp3(self, country):
        made = make_recording(country, file=mp3(20))
        assert light.make(made)
        with opened(made.light) as sound:
            stream = sound.streams.audio[0]
            assert (stream.codec_context.name.startswith("mp3"), stream.channels) == (True, 1)
        assert made.light_size < made.size / 4
        assert made.light.name.endswith("-light.mp3")

    def test_none_where_it_saves_too_little(self, country):
        made = make_recording(country, file=mp3(20, 32))
        assert light.make(made)  # 24 of 32 kbit/s
        heavy = Recording.objects.get(pk=made.pk)
        again = make_recording(country, "again", file=ContentFile(heavy.light.read(), name="again.mp3"))
        assert not light.make(again)
        assert not again.light

    def test_an_uploaded_copy_stays(self, country):
        made = make_recording(country, file=mp3(2.9), light=mp3(2.9, 32, "light.mp3"))
        assert not light.make(made)
        assert made.light_of == ""


class TestForm:
    def send(self, country, pk=None, **data):
        client = SiteClient("localhost")
        client.force_login(make_person(country, Role.EDITOR, name=f"editor-{pk}"))
        viewset = Recording.snippet_viewset
        address = reverse(viewset.get_url_name("edit" if pk else "add"), args=[pk] if pk else [])
        fields = {"title": "Talk", "key": "talk", "locale": sites.locale("en").pk, "dialect": "", "sort_order": 0}
        fields |= {"collection": country.collection_id, "captions-TOTAL_FORMS": 0, "captions-INITIAL_FORMS": 0}
        said = {"key": "a", "text": "Said", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
        fields["transcript"] = json.dumps({"blocks": [said], "entityMap": {}})
        return client.post(address, fields | data)

    def test_uploading_makes_one_and_a_new_file_a_new_one(self, country):
        answer = self.send(country, file=mp3(20))
        assert answer.status_code == 302, answer.text
        made = Recording.objects.get(collection=country.collection)
        first = made.light.name
        assert made.light_of == made.file.name
        assert made.light.url in SiteClient("testland.localhost").get("/en/listen/").text
        self.send(country, made.pk, title="Another title")
        made.refresh_from_db()
        assert made.light.name == first
        answer = self.send(country, made.pk, file=mp3(30, name="other.mp3"))
        assert answer.status_code == 302, answer.text
        made.refresh_from_db()
        assert made.light.name != first
        assert made.light_of == made.file.name

    def test_long_ones_wait_for_the_command_where_no_worker_runs(self, country, monkeypatch, capsys):
        monkeypatch.setitem(tasks.SOON, False, 10)
        self.send(country, file=mp3(20))
        assert not Recording.objects.get(collection=country.collection).light
        call_command("make_light_copies")
        assert "talk: " in capsys.readouterr().out
        assert Recording.objects.get(collection=country.collection).light


class TestServing:
    def test_parts_of_a_file(self, country, site):
        made = make_recording(country)
        client, url, size = site("testland"), made.file.url, made.size
        whole = client.get(url)
        assert whole.status_code == 200
        assert "max-age=2592000" in whole["Cache-Control"]
        part = client.get(url, headers={"range": "bytes=100-199"})
        assert (part.status_code, part["Content-Range"]) == (206, f"bytes 100-199/{size}")
        assert b"".join(part.streaming_content) == b"".join(whole.streaming_content)[100:200]
        last = client.get(url, headers={"range": "bytes=-50"})
        assert (last.status_code, last["Content-Length"]) == (206, "50")
        one = client.get(url, headers={"range": "bytes=0-0"})
        assert one.status_code in (200, 206)
        behind = client.get(url, headers={"range": f"bytes={size}-"})
        assert (behind.status_code, behind["Content-Range"]) == (416, f"bytes */{size}")
        assert client.get(url, headers={"range": "pages=1-2"}).status_code == 200
        again = client.get(url, headers={"if-none-match": whole["ETag"]})
        assert again.status_code == 304

    def test_a_part_of_another_state_of_the_file_is_never_given(self, country, site):
        made = make_recording(country)
        client, url = site("testland"), made.file.url
        whole = client.get(url)
        asked = {"range": "bytes=100-199"}
        assert client.get(url, headers={**asked, "if-range": whole["ETag"]}).status_code == 206
        assert client.get(url, headers={**asked, "if-range": whole["Last-Modified"]}).status_code == 206
        assert client.get(url, headers={**asked, "if-range": '"of-yesterday"'}).status_code == 200
        assert client.get(url, headers={**asked, "if-range": "Sat, 01 Jan 2022 00:00:00 GMT"}).status_code == 200
