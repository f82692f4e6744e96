"""The leaflet of an article for everybody: ``/uk/housing/rent/leaflet.pdf``."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core.pagecache import PUBLIC, SENSITIVE
from portal.countries import routing
from portal.countries.request import PortalRequest
from portal.leaflets import composing, keeping
from portal.leaflets.asking import Ask
from portal.leaflets.layouts import Layout
from portal.leaflets.problems import Busy, NotInstalled, NotThere, TooMany

RETRY_AFTER = 5  # seconds


@require_safe
def leaflet(request: PortalRequest, path: str, layout: str = "") -> HttpResponseBase:
    """The PDF as it is kept; drawn where the words are new, one at a time: while another one is drawn, 503 with Retry-After.

    Nothing is written to the database: the leaflet bears the number of an edition where the team has registered these words.
    """
    if request.frame is None:
        raise Http404
    found = routing.find(request.frame, request.language, [part for part in path.split("/") if part])
    if found is None:
        raise Http404
    ask = Ask(articles=(str(found.shown.translation_key),))
    try:
        composed = composing.compose(request.frame, request.language, ask)
        kept = keeping.keep(composed, Layout(layout or Layout.A5))
    except (NotThere, TooMany) as error:
        raise Http404 from error
    except Busy:
        response = HttpResponse(
            _("Please try again in a moment."), status=503, content_type="text/plain; charset=utf-8"
        )
        response["Retry-After"] = str(RETRY_AFTER)
        response["Cache-Control"] = "no-store"
        return response
    except NotInstalled as problem:
        return HttpResponse(str(problem), status=503, content_type="text/plain; charset=utf-8")
    slug = path.strip("/").rsplit("/", 1)[-1]
    name = f"{slug}-{request.language}{f'-{layout}' if layout else ''}.pdf"
    etag = f'"{kept.name.rsplit("/", 1)[1][:20]}"'
    if etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        answer: HttpResponseBase = HttpResponse(status=304)
    else:
        answer = FileResponse(default_storage.open(kept.name), filename=name, content_type="application/pdf")
        answer["Content-Length"] = str(kept.size)
    answer["ETag"], answer["Cache-Control"] = etag, SENSITIVE if composed.screen.sensitive else PUBLIC
    answer["X-Robots-Tag"] = "noindex"  # the page itself is what should be found
    return answer
