"""Links by which organizations confirm or correct their listings without an account."""

from typing import Any
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from locales.languages import LANGUAGES
from portal.countries.models import CountryLanguage
from services_map import access, links
from services_map.admin.action_forms import LinkForm
from services_map.admin.base import add_errors, officers, page, paged
from services_map.models import ConfirmLink, FocalPerson, Organization


@officers
def all_links(request: HttpRequest) -> HttpResponse:
    """Links that were made; the links themselves are kept nowhere."""
    found = ConfirmLink.objects.filter(organization__country__in=access.countries(request.user))
    found = found.select_related("organization", "created_by").order_by("-pk")
    return page(request, "links", _("Links for organizations"), icon="link", **paged(request, found))


@officers
@never_cache
def new_link(request: HttpRequest) -> HttpResponse:
    """Make a link, and show it this once with a text to send."""
    countries = access.countries(request.user)
    organizations = Organization.objects.filter(country__in=countries)
    offered = CountryLanguage.objects.filter(country__in=countries).order_by("sort_order")
    codes = dict.fromkeys(offered.values_list("locale__language_code", flat=True))
    form = LinkForm(
        request.POST or None,
        organizations=organizations,
        languages=[(code, LANGUAGES[code].endonym) for code in codes if code in LANGUAGES],
        initial={"organization": request.GET.get("organization")},
    )
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        organization = form.cleaned_data["organization"]
        try:
            link, token = links.create(organization, user=request.user, days=form.cleaned_data["days"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            text = links.message(link, token, form.cleaned_data["language"])
            subject = quote(_("Are your services listed right?"))
            context = {
                "organization": organization,
                "text": text,
                "mail": f"mailto:?subject={subject}&body={quote(text)}",
                "whatsapp": f"https://wa.me/?text={quote(text)}",
                "people": [
                    (person, f"mailto:{quote(person.email, safe='@')}?subject={subject}&body={quote(text)}")
                    for person in FocalPerson.objects.filter(organization=organization)
                ],
            }
    crumbs = [(reverse("services_map_links"), _("Links for organizations"))]
    return page(request, "link", _("New link"), crumbs=crumbs, icon="link", **context)
