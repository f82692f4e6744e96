"""Uploads in an object storage: a real server that speaks S3, on the loopback interface."""

import io
import logging
from collections.abc import Iterator

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage, storages
from django.test import override_settings
from moto.server import ThreadedMotoServer
from PIL import Image as Pillow

from portal import backends
from portal.environment import Environment
from portal.media.models import PortalImage
from tests.conftest import SiteClient

SOUND = bytes(range(256)) * 40


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint, settings, monkeypatch):
    """The portal with its uploads in a fresh bucket."""
    client = boto3.client(
        "s3", endpoint_url=endpoint, aws_access_key_id="key", aws_secret_access_key="secret", region_name="us-east-1"
    )
    client.create_bucket(Bucket="portal-media")
    made = Environment(
        media_storage=f"s3://portal-media/uploads?endpoint={endpoint}&region=us-east-1",
        media_storage_key="key",
        media_storage_secret="secret",
    )
    with override_settings(ENVIRONMENT=made, STORAGES={**settings.STORAGES, "default": backends.media_storage(made)}):
        yield client
    for item in client.list_objects_v2(Bucket="portal-media").get("Contents", []):
        client.delete_object(Bucket="portal-media", Key=item["Key"])
    client.delete_bucket(Bucket="portal-media")
    storages._storages.clear()


def _picture() -> ImageFile:
    data = io.BytesIO()
    Pillow.new("RGB", (900, 600), "teal").save(data, "JPEG")
    return ImageFile(io.BytesIO(data.getvalue()), name="a picture.jpg")


def _keys(client) -> list[str]:
    return [item["Key"] for item in client.list_objects_v2(Bucket="portal-media").get("Contents", [])]


@pytest.mark.django_db
def test_a_picture_and_its_renditions_live_and_die_in_the_bucket(bucket):
    image = PortalImage.objects.create(title="A picture", file=_picture())
    rendition = image.get_rendition("width-320|format-webp|webpquality-60")
    assert rendition.url.startswith("/media/images/")
    assert {key.split("/")[1] for key in _keys(bucket)} == {"original_images", "images"}
    answer = SiteClient("moldova.localhost").get(rendition.url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["Cache-Control"] == "max-age=2592000, public"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert Pillow.open(io.BytesIO(b"".join(answer.streaming_content))).width == 320
    rendition_file = rendition.file
    rendition_file.storage.delete(rendition_file.name)
    assert SiteClient("moldova.localhost").get(rendition.url).status_code == 404
    assert len(_keys(bucket)) == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("bucket")
class TestReading:
    @pytest.fixture
    def sound(self) -> str:
        return default_storage.url(default_storage.save("recordings/sound.mp3", ContentFile(SOUND)))

    def test_a_player_gets_the_part_that_it_asks_for(self, sound):
        client = SiteClient("moldova.localhost")
        whole = client.get(sound)
        assert b"".join(whole.streaming_content) == SOUND
        assert (whole["Accept-Ranges"], whole["Content-Length"]) == ("bytes", str(len(SOUND)))
        part = client.get(sound, headers={"range": "bytes=100-199"})
        assert (part.status_code, part["Content-Range"]) == (206, f"bytes 100-199/{len(SOUND)}")
        assert b"".join(part.streaming_content) == SOUND[100:200]
        assert client.get(sound, headers={"range": "bytes=999999-"}).status_code == 416

    def test_unchanged_head_and_nothing(self, sound):
        client = SiteClient("moldova.localhost")
        head = client.head(sound)
        assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", str(len(SOUND)))
        assert client.get(sound, headers={"if-none-match": head["ETag"]}).status_code == 304
        assert client.get("/media/recordings/none.mp3").status_code == 404
        assert client.post(sound).status_code in (403, 404)

    def test_no_path_leads_out_of_the_portals_part_of_the_bucket(self, sound, bucket):
        bucket.put_object(Bucket="portal-media", Key="backups/dump", Body=b"secret")
        for path in ("../backups/dump", "..%2Fbackups/dump", "/backups/dump", "recordings/../../backups/dump"):
            assert SiteClient("moldova.localhost").get(f"/media/{path}").status_code == 404, path


def test_strangers_get_nothing_from_the_bucket_itself(bucket, endpoint):
    default_storage.save("recordings/sound.mp3", ContentFile(SOUND))
    grants = bucket.get_object_acl(Bucket="portal-media", Key="uploads/recordings/sound.mp3")["Grants"]
    assert all("AllUsers" not in grant["Grantee"].get("URI", "") for grant in grants)


def test_a_storage_that_does_not_answer_is_a_503_and_no_hang(settings):
    made = Environment(
        media_storage="s3://portal-media?endpoint=http://127.0.0.1:9&region=us-east-1",
        media_storage_key="key",
        media_storage_secret="secret",
    )
    with override_settings(ENVIRONMENT=made, STORAGES={**settings.STORAGES, "default": backends.media_storage(made)}):
        answer = SiteClient("moldova.localhost").get("/media/recordings/sound.mp3")
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store")
