"""Recordings: heard and watched on slow links, read by those who cannot hear, refused where they are none."""

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.countries import sites
from portal.media.models import Recording, RecordingCaptions
from tests.conftest import SiteClient
from tests.factories import make_article, make_country
from tests.factories.recordings import make_recording, mp3, mp4

pytestmark = pytest.mark.django_db
VTT = "WEBVTT\n\n00:00.000 --> 00:02.500\nWhat is said.\n"


def read(path: str) -> str:
    return SiteClient("testland.localhost").get(path).text


def caption(recording, code: str, text: str = VTT) -> RecordingCaptions:
    captions = RecordingCaptions(
        recording=recording, locale=sites.locale(code), file=ContentFile(text.encode(), name=f"{code}.vtt")
    )
    captions.full_clean()
    captions.save()
    return captions


def problems(make) -> dict:
    with pytest.raises(ValidationError) as error:
        make()
    return error.value.message_dict


class TestListening:
    def test_what_is_said_before_anything_loads(self, country):
        make_recording(country, dialect="Levantine")
        page = read("/en/listen/")
        assert "<bdi>0:03</bdi>" in page
        assert "<bdi>Levantine</bdi>" in page
        assert '<audio controls preload="none" src="/media/recordings/talk' in page
        assert "What is said." in page

    def test_the_light_copy_is_played_and_the_other_offered(self, country):
        made = make_recording(country, light=mp3(2.9, 32, "light.mp3"))
        page = read("/en/listen/")
        assert f'preload="none" src="{made.light.url}"' in page
        assert f'<a href="{made.file.url}" download>Better sound</a>' in page
        assert made.played_size == made.light.size < made.size

    def test_a_video_has_its_captions_and_a_place(self, country):
        made = make_recording(country, file=mp4(75))
        caption(made, "en")
        ukrainian = caption(made, "uk")
        page = read("/en/listen/")
        assert '<video controls preload="none" width="640" height="360"' in page
        assert "<bdi>1:15</bdi>" in page
        assert f'<track kind="captions" srclang="uk" label="Українська" src="{ukrainian.file.url}">' in page
        assert page.count(" default>") == 1
        served = SiteClient("testland.localhost").get(ukrainian.file.url)
        assert served["Content-Type"].startswith("text/vtt")

    def test_another_languages_where_there_is_none(self, country):
        make_recording(country)
        page = read("/ar/listen/")
        assert "There is nothing to listen to" in page or "lang=" in page
        assert '<span lang="en" dir="ltr">A talk</span>' in page
        assert SiteClient("localhost").get("/en/listen/").status_code == 404

    def test_nothing_of_another_country(self, country):
        make_recording(make_country("otherland", "XO"), title="Needle")
        assert "Needle" not in read("/en/listen/")

    def test_the_home_page_has_the_first_ones_and_the_way_to_all(self, country):
        for number in range(6):
            make_recording(country, f"talk-{number}", title=f"Talk {number}", sort_order=number)
        home = read("/en/")
        assert home.count("<audio") == 5
        assert '<a class="button" href="/en/listen/">' in home
        assert read("/en/listen/").count("<audio") == 6

    def test_the_cost_does_not_grow(self, country):
        counts = []
        for size in (2, 12):
            while Recording.objects.filter(collection=country.collection).count() < size:
                number = Recording.objects.count()
                made = make_recording(country, f"r{number}", file=mp4(9) if number % 2 else None)
                if made.is_video:
                    caption(made, "en")
            body = [("recording", made) for made in Recording.objects.filter(collection=country.collection)]
            make_article(country, f"guide-{size}", body=body)
            for path in ("/en/listen/", f"/en/housing/guide-{size}/"):
                read(path)
                caches["pages"].clear()
                with CaptureQueriesContext(connection) as captured:
                    read(path)
                counts.append(len(captured))
        assert counts[:2] == counts[2:]
        assert max(counts) <= 6


class TestBadInput:
    @pytest.mark.parametrize("name", ["talk.mp3", "talk.mp4", "talk.ogg"])
    def test_no_recording(self, country, name):
        found = problems(lambda: make_recording(country, file=ContentFile(b"no sound at all" * 50, name=name)))
        assert "cannot be played" in found["file"][0]

    def test_another_kind_of_file(self, country):
        assert "file" in problems(lambda: make_recording(country, file=ContentFile(b"MZ", name="talk.exe")))

    def test_too_long(self, country):
        found = problems(lambda: make_recording(country, file=mp4(31 * 60)))
        assert found["file"] == ["This recording lasts 31 minutes; at most 30. Cut it into parts."]

    @pytest.mark.parametrize("transcript", ["", "<p></p>", "<p> </p>"])
    def test_without_its_words(self, country, transcript):
        assert problems(lambda: make_recording(country, transcript=transcript))["transcript"]

    @pytest.mark.parametrize(
        ("copy", "message"),
        [
            (lambda: mp3(9, 32, "light.mp3"), "another recording"),
            (lambda: mp3(2.9, 128, "light.mp3"), "not lighter"),
            (lambda: mp4(3, "light.mp4"), "another kind"),
            (lambda: ContentFile(b"nothing", name="light.mp3"), "cannot be played"),
        ],
    )
    def test_a_light_copy_that_is_none(self, country, copy, message):
        assert message in problems(lambda: make_recording(country, light=copy()))["light"][0]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("Hello", "first line must be WEBVTT"),
            ("WEBVTT\n\nHello\n", "no captions"),
            ("WEBVTT\n\n00:01 --> 00:02\nHello\n", "Line 3: write the times"),
            ("WEBVTT\n\n00:04.000 --> 00:02.000\nHello\n", "Line 3: this caption ends before"),
            ("WEBVTT\n" + "x" * 500_001, "too large"),
        ],
        ids=["no WEBVTT", "no cue", "bad time", "backwards", "too large"],
    )
    def test_captions_that_are_none(self, country, text, message):
        made = make_recording(country, file=mp4(9))
        assert message in problems(lambda: caption(made, "en", text))["file"][0]

    def test_captions_in_another_encoding(self, country):
        made = make_recording(country, file=mp4(9))
        broken = RecordingCaptions(
            recording=made, locale=sites.locale("en"), file=ContentFile(VTT.encode() + b"\xff\xfe", name="en.vtt")
        )
        assert "UTF-8" in problems(broken.full_clean)["file"][0]

    def test_the_form_keeps_what_was_typed(self, country, admin_client):
        data = {"title": "A long title", "key": "talk", "locale": sites.locale("en").pk, "dialect": "Of the north"}
        data |= {"file": ContentFile(b"nothing", name="talk.mp3"), "collection": country.collection_id}
        data |= {"sort_order": 0, "transcript": "null", "captions-TOTAL_FORMS": 0, "captions-INITIAL_FORMS": 0}
        answer = admin_client.post(
            reverse(Recording.snippet_viewset.get_url_name("add")), data, headers={"host": "localhost:8000"}
        )
        assert "cannot be played" in answer.text
        assert "Of the north" in answer.text
        assert "A long title" in answer.text
