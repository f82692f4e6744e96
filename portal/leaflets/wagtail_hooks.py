"""The places of leaflets in the admin."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from articles.models import ArticlePage
from portal.countries.models import Country
from portal.countries.policy import CountryPolicy
from portal.countries.roles import has_any, may
from portal.leaflets import access, urls
from portal.leaflets.models import Edition, Handout

register_permission_policy(Edition, CountryPolicy(Edition, *access.MAKERS, actions=("add", "view")))
register_permission_policy(
    Handout, CountryPolicy(Handout, *access.MAKERS, path="edition__country", actions=("add", "view"))
)


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    """The admin's views of this room."""
    return list(urls.urlpatterns)


class LeafletsMenuItem(MenuItem):
    """The way to leaflets, for those who make them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_any(request.user, *access.MAKERS)


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """Below the translations."""
    return LeafletsMenuItem(
        gettext_lazy("Leaflets"), reverse("leaflets_choose"), name="leaflets", icon_name="doc-full", order=140
    )


@hooks.register("register_page_header_buttons")
def header_button(page: Page, user: Any, next_url: str | None = None, **kwargs: Any) -> Iterator[Button]:
    """From an article that readers see to its leaflet."""
    if page.specific_class is not ArticlePage or not page.live:
        return
    country = Country.objects.of_page(page)
    if country is None or not may(user, country, *access.MAKERS):
        return
    asked = urlencode({"country": country.slug, "article": page.translation_key})
    yield Button(_("Leaflet"), f"{reverse('leaflets_choose')}?{asked}", icon_name="doc-full", priority=17)
