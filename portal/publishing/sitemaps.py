"""robots.txt and sitemaps: per country with the translations of every page, at the front door the list of them."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from portal.core.pagecache import mark_public
from portal.core.pages import path_on_site
from portal.countries import front_door
from portal.countries.request import PortalRequest
from portal.publishing import published


def robots(request: PortalRequest) -> HttpResponse:
    """Everything public may be indexed; the admin may not."""
    host = request.get_host().split(":")[0]
    lines = [
        "User-agent: *",
        "Disallow: /cms/",
        "Disallow: /api/",
        "Disallow: /leave/",
        f"Sitemap: {front_door.address(request, host, '/sitemap.xml')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def sitemap(request: PortalRequest) -> HttpResponse:
    """The pages of a country site, each with its translations; at the front door, the countries' sitemaps."""
    if request.frame is None:
        context = {
            "sitemaps": [front_door.address(request, entry.host, "/sitemap.xml") for entry in front_door.countries()],
        }
        return mark_public(render(request, "publishing/sitemap_index.xml", context, content_type="application/xml"))
    host = request.frame.site.hostname
    groups = [
        [
            (code, front_door.address(request, host, path_on_site(page.url_path)), page.last_published_at)
            for code, page in group
        ]
        for group in published.pages(request.frame)
    ]
    groups += [
        [(code, front_door.address(request, host, f"/{code}/{path}"), None) for code in codes]
        for path, codes in published.services(request.frame)
    ]
    if not groups:
        raise Http404
    return mark_public(render(request, "publishing/sitemap.xml", {"groups": groups}, content_type="application/xml"))
