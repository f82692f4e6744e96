"""Partners and donors in the admin, for publishers and managers."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import ObjectList

from portal.countries.models import Country, Partner
from portal.countries.roles import Role
from portal.countries.walls import CountryPolicy, WalledForm, WalledViewSet
from portal.countries.words_admin import check_languages

KEEPERS = (Role.PUBLISHER, Role.MANAGER)
POLICY = CountryPolicy(Partner, *KEEPERS, actions=("add", "change", "view", "delete"), readers=(Role.EDITOR,))


class PartnerForm(WalledForm):
    """A partner or donor with its credit lines."""

    roles = KEEPERS

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        country: Country | None = self.instance.country if self.instance.pk else data.get("country")
        if country is None:
            return data
        logo = data.get("logo")
        if logo and logo.pk != self.instance.logo_id and logo.collection_id != country.collection_id:
            self.add_error("logo", _("This picture belongs to another collection. Upload it to that of the country."))
        check_languages(self, country)
        return data


class PartnerViewSet(WalledViewSet):
    """Partners and donors of the own countries."""

    model = Partner
    icon = "group"
    menu_label = gettext_lazy("Partners and donors")
    menu_hook = "register_portal_menu_item"
    admin_url_namespace = "countries_partner"
    chooser_admin_url_namespace = "countries_partner_chooser"
    base_url_path = "partners"
    list_display = ["name", "kind", "country", "everywhere"]
    list_filter = ["kind"]
    search_fields = ["name"]
    edit_handler = ObjectList(Partner.panels, base_form_class=PartnerForm)

    def get_queryset(self, request: Any) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("country")
