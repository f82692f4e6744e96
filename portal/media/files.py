"""Uploaded files over HTTP: with ranges (listening to a part), 304 answers, and no way to run what is in them."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from whitenoise.base import WhiteNoise
from whitenoise.responders import MissingFileError


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve one file below MEDIA_ROOT. A web server in front may do this instead."""
    files = WhiteNoise(None, max_age=86_400, mimetypes={".vtt": "text/vtt", ".opus": "audio/ogg"})
    files.autorefresh = True
    files.add_files(str(settings.MEDIA_ROOT), prefix=settings.MEDIA_URL)
    try:
        file = files.find_file(f"{settings.MEDIA_URL}{path}")
    except MissingFileError:
        file = None
    if file is None or request.method not in ("GET", "HEAD"):
        raise Http404
    answer = file.get_response(request.method, request.META)
    status = int(answer.status)
    response: HttpResponseBase = (
        FileResponse(answer.file, status=status) if answer.file else HttpResponse(status=status)
    )
    for name, value in answer.headers:
        response[name] = value
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
