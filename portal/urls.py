"""Every address of the portal.

The host decides between the front door and a country site (``portal.countries.middleware``), the first part of the path the language.
"""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from articles import public as article_views
from portal.accounts import urls as account_urls
from portal.core import health
from portal.countries import policies, tool_views, views, wagtail_walls
from portal.leaflets import public as leaflet_views
from portal.lifecycle import public as lifecycle_public
from portal.media import files
from portal.offline import urls as offline_urls
from portal.offline import views as offline_views
from portal.publishing import api, feeds, sitemaps
from portal.search import urls as search_urls
from services_map import urls as service_urls

urlpatterns = [
    path("", views.root),
    path("leave/", views.leave, name="leave"),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("robots.txt", sitemaps.robots),
    path("sitemap.xml", sitemaps.sitemap),
    re_path(r"^s/([\w-]+)/?$", tool_views.short_link, name="short_link"),
    path("sw.js", offline_views.worker),
    path("api/v1/", api.api.urls),
    path("api/hsds/", include("services_map.hsds.urls")),
    path("cms/", include(account_urls)),  # before Wagtail's own sign-in
    path("cms/", include(wagtail_walls.urlpatterns)),
    path("cms/", include(admin_urls)),
    path("documents/", include(document_urls)),
    re_path(rf"^{settings.MEDIA_URL.strip('/')}/(?P<path>.+)$", files.serve),
    *i18n_patterns(
        path("feed.atom", feeds.feed),
        path("changes/", article_views.what_changed, name="articles_changes"),
        path("alerts/", views.all_alerts, name="alerts"),
        path("leave-safely/", views.leave_safely, name="leave_safely"),
        path("listen/", views.listen, name="listen"),
        path("partners/", views.all_partners, name="partners"),
        path("share/<slug:ref>/", tool_views.share, name="share"),
        path("share/<slug:ref>/qr.svg", tool_views.share_code, name="share_code"),
        path("show/", tool_views.show, name="show"),
        path("take-along/", lifecycle_public.take_along, name="take_along"),
        *(path(f"{slug}/", policies.show, {"slug": slug}, name=f"policy_{slug}") for slug in policies.BY_SLUG),
        path("manifest.webmanifest", offline_views.manifest, name="manifest"),
        path("offline/", include(offline_urls)),
        path("services/", include(service_urls)),
        path("search/", include(search_urls)),
        re_path(
            r"^(?P<path>(?:[\w\-]+/)+)leaflet(?:-(?P<layout>a4|folded))?\.pdf$", leaflet_views.leaflet, name="leaflet"
        ),
        re_path(r"^((?:[\w\-]+/)*)$", views.serve, name="wagtail_serve"),
    ),
]

handler400 = "portal.countries.errors.bad_request"
handler403 = "portal.countries.errors.forbidden"
handler404 = "portal.countries.errors.page_not_found"
handler500 = "portal.countries.errors.server_error"
