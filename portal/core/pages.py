"""The base of every page that readers see."""

from http import HTTPMethod

from django.http import HttpRequest
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField


class OwnField(SynchronizedField):
    """A field that each language keeps for itself: neither translated nor taken over from the source (wagtail-localize has no such kind)."""

    def is_translated(self, obj: Page) -> bool:
        return False

    def is_synchronized(self, source: Page) -> bool:
        return False


class BasePage(Page):
    """A page below a country's home.

    ``url_path`` is ``/<country>/<language>/<rest>``; readers see ``/<language>/<rest>`` on the country's host. The slug is the same in
    every language, so that a page's address says where its translations and fallbacks are.
    """

    show_in_menus_default = False
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    private_page_options: list[str] = []  # nothing on a public site is behind a login
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    class Meta:
        abstract = True

    @classmethod
    def load_for_reader(cls, pk: int, source_pk: int | None) -> "BasePage":
        """The page with what its template needs, in as few queries as can be. ``source_pk``: its source-language page."""
        return cls.objects.get(pk=pk)

    @property
    def path_on_site(self) -> str:
        """``/uk/housing/``: the address on the country's host."""
        return path_on_site(self.url_path)

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """The same address whatever language is active, and without a query for the language."""
        sites = self._get_relevant_site_root_paths(request)
        return (sites[0].site_id, sites[0].root_url, self.path_on_site) if sites else None


def path_on_site(url_path: str) -> str:
    """``/moldova/uk/housing/`` -> ``/uk/housing/``."""
    return "/" + url_path.split("/", 2)[2]
