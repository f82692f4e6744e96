"""An Atom feed per country and language: the alerts of now, what was published last, and what changed that matters."""

import datetime as dt

from django.http import Http404, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from articles import changes
from locales import languages
from portal.core import clock
from portal.core.pagecache import mark_public
from portal.countries import alerts, front_door
from portal.countries.request import PortalRequest
from portal.publishing import published

ENTRIES = 30


def feed(request: PortalRequest) -> HttpResponse:
    """Alerts and notes on changes in the best language for the reader, and the newest articles that exist in the language of the address."""
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
    for alert in alerts.now(frame.alerts(language), clock.now()):
        atom.add_item(
            title=f"{alert.region}: {alert.title}" if alert.region else alert.title,
            link=front_door.address(request, host, f"/{language}/alerts/#alert-{alert.pk}"),
            description=alert.text or alert.title,
            unique_id=f"urn:uuid:{alert.uid}#{language}",
            categories=[alert.kind],
            pubdate=alert.starts_at,
            updateddate=alert.changed_at,
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
    for change in changes.log(frame, language, stop=ENTRIES):
        moment = dt.datetime.combine(change.on, dt.time(), dt.UTC)
        atom.add_item(
            title=f"{_('What changed')}: {change.title}" if change.title else _("What changed"),
            link=front_door.address(request, host, change.path or f"/{language}/changes/"),
            description=change.text,
            unique_id=f"tag:{host},{change.on.isoformat()}:change/{change.pk}#{language}",
            pubdate=moment,
            updateddate=moment,
        )
    return mark_public(HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"))
