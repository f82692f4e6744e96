"""Uploaded files over HTTP: with ranges (listening to a part), 304 answers, and no way to run what is in them."""

import mimetypes
import re
from email.utils import parsedate
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from whitenoise.base import WhiteNoise
from whitenoise.responders import MissingFileError, StaticFile

# What systems differ about, or do not know.
_KINDS = {".vtt": "text/vtt", ".opus": "audio/ogg", ".avif": "image/avif", ".webp": "image/webp"}
for _ending, _kind in _KINDS.items():
    mimetypes.add_type(_kind, _ending)
_KEPT_FOR = 30 * 86_400  # seconds; a file does not change under its name: storages give a new one its own
_RECALLED = "copies/"  # files below it are deleted when something in them is withdrawn (ADR 33): nobody keeps them without asking


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve one uploaded file, from the folder or from the bucket."""
    if request.method not in ("GET", "HEAD"):
        raise Http404
    if settings.ENVIRONMENT.media_storage:
        from portal.media import bucket  # boto3 takes a tenth of a second and 20 MB to load

        response = bucket.serve(default_storage, request, path)  # type: ignore[arg-type]
        if response.status_code in (200, 206, 304):
            response["Cache-Control"] = f"max-age={_KEPT_FOR}, public"
    else:
        response = _from_folder(request, path)
    if path.startswith(_RECALLED):
        response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _from_folder(request: HttpRequest, path: str) -> HttpResponseBase:
    files = WhiteNoise(None, max_age=_KEPT_FOR, mimetypes=_KINDS)
    files.autorefresh = True
    files.add_files(str(settings.MEDIA_ROOT), prefix=settings.MEDIA_URL)
    try:
        file = files.find_file(f"{settings.MEDIA_URL}{path}")
    except MissingFileError:
        file = None
    if file is None:
        raise Http404
    answer = file.get_response(request.method, _asked(request, file))
    status = int(answer.status)
    response: HttpResponseBase = (
        FileResponse(answer.file, status=status) if answer.file else HttpResponse(status=status)
    )
    for name, value in answer.headers:
        response[name] = value
    return response


def _asked(request: HttpRequest, file: StaticFile) -> dict[str, Any]:
    """The headers, without a range that must not be given: of another state of the file (If-Range, RFC 9110 13.1.5).

    WhiteNoise does not know If-Range, and takes a range of one byte for an impossible one; the whole file is a right answer to both.
    """
    headers = dict(request.META)
    state = headers.get("HTTP_IF_RANGE", "")
    if state and state != file.etag and parsedate(state) != file.last_modified:
        headers.pop("HTTP_RANGE", None)
    if re.fullmatch(r"bytes=(\d+)-\1|bytes=-1", headers.get("HTTP_RANGE", "")):
        headers.pop("HTTP_RANGE")
    return headers
