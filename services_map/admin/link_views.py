"""Links by which organizations confirm or correct their listings without an account."""

from typing import Any
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from locales.languages import LANGUAGES
from portal.countries.models import CountryLanguage
from services_map import access, links
from services_map.admin.action_forms import LinkForm
from services_map.admin.base import add_errors, back, officers, page, paged, say
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
    if request.method == "POST" and form.is_valid():
        try:
            link, token = links.create(
                form.cleaned_data["organization"], user=request.user, days=form.cleaned_data["days"]
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _made(request, link, token, form.cleaned_data["language"])
    return _page(request, form=form)


@officers
@never_cache
@sensitive_post_parameters("token")
@require_POST
def mail_link(request: HttpRequest) -> HttpResponse:
    """Mail a link that has just been made. The token comes back from the page that shows it: nothing else knows it."""
    token, language, to = (request.POST.get(name, "") for name in ("token", "language", "to"))
    try:
        link = links.find(token)
        links.send(link, token, language=language, to=to, user=request.user)
    except links.LinkProblem:
        say(request, _("This link cannot be sent any more: it has been used or its days are over."), problem=True)
        return back(request, reverse("services_map_link_new"))
    except ValidationError as error:
        say(request, " ".join(error.messages), problem=True)
    except links.NotSent:
        say(request, _("The e-mail could not be sent. Copy the text, or send it in another way."), problem=True)
    else:
        say(request, _("Sent to %(address)s.") % {"address": to})
    return _made(request, link, token, language)


def _made(request: HttpRequest, link: ConfirmLink, token: str, language: str) -> HttpResponse:
    """The link, and the ways to send it."""
    text, subject = links.message(link, token, language), quote(links.subject(link, language))
    organization = link.organization
    return _page(
        request,
        organization=organization,
        text=text,
        token=token,
        language=language,
        addresses=links.addresses(organization) if links.can_mail() else {},
        mail=f"mailto:?subject={subject}&body={quote(text)}",
        whatsapp=f"https://wa.me/?text={quote(text)}",
        people=[
            (person, f"mailto:{quote(person.email, safe='@')}?subject={subject}&body={quote(text)}")
            for person in FocalPerson.objects.filter(organization=organization)
        ],
    )


def _page(request: HttpRequest, **context: Any) -> HttpResponse:
    crumbs = [(reverse("services_map_links"), _("Links for organizations"))]
    return page(request, "link", _("New link"), crumbs=crumbs, icon="link", **context)
