"""An Atom feed per country and language: what was published or changed last."""

from django.http import Http404, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from locales import languages
from portal.core.pagecache import mark_public
from portal.countries import front_door
from portal.countries.request import PortalRequest
from portal.publishing import published

ENTRIES = 30


def feed(request: PortalRequest) -> HttpResponse:
    """The newest articles in the language of the address; only what exists in it."""
    frame = request.frame
    if frame is None:
        raise Http404
    host, language = frame.site.hostname, request.language
    atom = Atom1Feed(
        title=f"{frame.name(language)} – {_('Information for refugees')}",
        link=front_door.address(request, host, f"/{language}/"),
        description="",
        language=languages.tag(language),
        feed_url=front_door.address(request, host, f"/{language}/feed.atom"),
        author_name=frame.country.team,
    )
    for page in published.articles(frame, language).order_by("-last_published_at")[:ENTRIES]:
        url = front_door.address(request, host, page.path_on_site)
        atom.add_item(
            title=page.title,
            link=url,
            description=page.summary,
            unique_id=f"urn:uuid:{page.translation_key}#{language}",
            pubdate=page.first_published_at,
            updateddate=page.last_published_at,
        )
    return mark_public(HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"))
