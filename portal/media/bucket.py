"""Uploads in an object storage (S3), for a portal that runs on more than one host (ADR 37).

The bucket is private. Readers get a file from the portal's own host like everything else, so that pages load nothing from anybody else and
the storage sees no reader; the portal passes it on, in parts where a player asks for parts.
"""

import mimetypes
from collections.abc import Iterator
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

_PART = 64 * 1024
_PASSED_ON = {"ETag": "ETag", "ContentRange": "Content-Range", "ContentLength": "Content-Length"}


class BucketStorage(S3Storage):
    """django-storages with our own addresses: ``/media/...``, never the bucket's."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # A storage that does not answer must not hold up the process.
        patience = Config(connect_timeout=3, read_timeout=10, retries={"max_attempts": 2})
        config: Config = self.client_config  # type: ignore[has-type]
        self.client_config = config.merge(patience)

    def url(self, name: str, parameters: Any = None, expire: Any = None, http_method: Any = None) -> str:
        return f"{settings.MEDIA_URL}{filepath_to_uri(clean_name(name))}"

    def fetch(self, name: str, **wanted: str) -> dict[str, Any]:
        """The object as boto3 gives it. ``wanted``: Range, IfNoneMatch. Raises ClientError, SuspiciousOperation for a path that leads out."""
        key = self._normalize_name(clean_name(name))
        client = self.connection.meta.client
        found: dict[str, Any] = client.get_object(Bucket=self.bucket_name, Key=key, **wanted)
        return found


def serve(storage: BucketStorage, request: HttpRequest, path: str) -> HttpResponseBase:
    """One file of the bucket: 200, 206 for a part, 304, 404, 416; 503 while the storage does not answer."""
    asked = {"Range": request.headers.get("Range"), "IfNoneMatch": request.headers.get("If-None-Match")}
    try:
        found = storage.fetch(path, **{name: value for name, value in asked.items() if value})
    except SuspiciousOperation as problem:
        raise Http404 from problem
    except ClientError as problem:
        return _refused(problem)
    except BotoCoreError:
        return _unavailable()
    status = found["ResponseMetadata"]["HTTPStatusCode"]
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    body = found["Body"]
    if request.method == "HEAD":
        body.close()
        response: HttpResponseBase = HttpResponse(status=status, content_type=kind)
    else:
        response = StreamingHttpResponse(_parts(body), status=status, content_type=kind)
    for name, header in _PASSED_ON.items():
        if name in found:
            response[header] = str(found[name])
    response["Last-Modified"] = found["LastModified"].strftime("%a, %d %b %Y %H:%M:%S GMT")
    response["Accept-Ranges"] = "bytes"
    return response


def _parts(body: Any) -> Iterator[bytes]:
    try:
        yield from body.iter_chunks(_PART)
    finally:
        body.close()


def _refused(problem: ClientError) -> HttpResponseBase:
    status = problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    if status == 304:
        return HttpResponseNotModified()
    if status == 416:
        return HttpResponse(status=416)
    if status in (403, 404):
        raise Http404 from problem
    return _unavailable()


def _unavailable() -> HttpResponse:
    return HttpResponse(status=503, headers={"Retry-After": "30", "Cache-Control": "no-store"})
