"""Synonyms in the admin: kept by programme staff, the same for all countries."""

from django.utils.translation import gettext_lazy as _
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from portal.countries.walls import CountryPolicy, WalledViewSet
from portal.search.models import Synonym

register_permission_policy(Synonym, CountryPolicy(Synonym, path="", actions=()))


class SynonymViewSet(WalledViewSet):
    """Words that mean the same to those who search."""

    model = Synonym
    icon = "link"
    menu_label = _("Synonyms")
    list_display = ["__str__", "locale"]
    list_filter = ["locale"]
    add_to_settings_menu = True


register_snippet(SynonymViewSet)
