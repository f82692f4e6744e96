"""People of a country in the admin: the list, invitations, roles, leaving, a lost second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from portal.accounts import factors, forms, invitations, people
from portal.countries.models import Country
from portal.countries.roles import Role, countries_of

Inner = Callable[..., HttpResponse]


def managed(view: Inner) -> Callable[..., HttpResponseBase]:
    """For managers of the country in the address; with a key in it, for one of the country's own people."""

    @wraps(view)
    def checked(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        country = get_object_or_404(Country, slug=slug)
        if not countries_of(request.user, Role.MANAGER).filter(pk=country.pk).exists():
            raise PermissionDenied
        if "pk" in kwargs:
            kwargs["person"] = people.get(country, kwargs.pop("pk"))
            if kwargs["person"] is None:
                raise Http404
        return view(request, country, **kwargs)

    return checked


def start(request: HttpRequest) -> HttpResponse:
    """The list of the first country that the person manages."""
    first = countries_of(request.user, Role.MANAGER).order_by("slug").first()
    if first is None:
        raise PermissionDenied
    return HttpResponseRedirect(_list(first))


@managed
def overview(request: HttpRequest, country: Country) -> HttpResponse:
    """Everybody who has a role in the country."""
    mine = sorted(countries_of(request.user, Role.MANAGER), key=str)
    rows = [
        {
            "person": person,
            "roles": [_role_name(role, person) for role in person.roles],
            "may_reset": people.may_reset(person, by=request.user),
            "may_invite_again": people.may_invite_again(person, by=request.user),
        }
        for person in people.of(country)
    ]
    context: dict[str, Any] = {
        "rows": rows,
        "countries": mine if len(mine) > 1 else (),
        "required": settings.SECOND_FACTOR_REQUIRED,
    }
    return _page(request, country, "list", _("People"), **context)


@managed
def invite(request: HttpRequest, country: Country) -> HttpResponse:
    """Somebody new: name, address, roles. The link is mailed or shown."""
    form = forms.InviteForm(request.POST or None, country=country)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            account = people.invite(
                country=country, name=data["name"], email=data["email"], by=request.user, **form.choice
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if not people.is_invited(account):
                messages.success(request, _("The account has these roles now; its person signs in as before."))
                return HttpResponseRedirect(_list(country))
            return _show_link(request, country, account, invitations.link(account))
    return _form(request, country, form, _("Invite somebody"), _("Invite"), new=True)


@managed
def change(request: HttpRequest, country: Country, person: people.Person) -> HttpResponse:
    """The roles of one person."""
    initial = {"roles": person.roles, "languages": person.languages}
    form = forms.RolesForm(request.POST or None, initial=initial, country=country)
    if request.method == "POST" and form.is_valid():
        try:
            people.set_roles(country=country, account=person.account, by=request.user, **form.choice)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved the roles of %(name)s.") % {"name": person.name})
            return HttpResponseRedirect(_list(country))
    title = _("Roles of %(name)s") % {"name": person.name}
    return _form(request, country, form, title, _("Save"))


@managed
def remove(request: HttpRequest, country: Country, person: people.Person) -> HttpResponse:
    """A person leaves the country."""
    if request.method == "POST":
        try:
            closed = people.remove(country=country, account=person.account, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            text = (
                _("%(name)s has left the country. The account is closed.")
                if closed
                else _("%(name)s has left the country.")
            )
            messages.success(request, text % {"name": person.name})
        return HttpResponseRedirect(_list(country))
    lead = _(
        "%(name)s will no longer see or change anything of this country. "
        "What the person has written stays. An account without any country is closed."
    )
    return _confirm(request, country, _("Remove %(name)s?"), lead, _("Remove"), person)


@managed
@reauthentication_required
def reset(request: HttpRequest, country: Country, person: people.Person) -> HttpResponse:
    """A person has lost phone and recovery codes."""
    if not people.may_reset(person, by=request.user):
        raise PermissionDenied
    if request.method == "POST":
        factors.reset(account=person.account, by=request.user)
        text = _("%(name)s is signed out and sets up a new second factor at the next sign-in.")
        messages.success(request, text % {"name": person.name})
        return HttpResponseRedirect(_list(country))
    lead = _(
        "Only do this when you are sure that %(name)s asks for it: speak to the person, do not trust a mail. "
        "The password stays as it is."
    )
    return _confirm(request, country, _("Reset the second factor of %(name)s?"), lead, _("Reset"), person)


@managed
@require_POST
def invite_again(request: HttpRequest, country: Country, person: people.Person) -> HttpResponse:
    """A new link in place of the earlier one."""
    if not people.may_invite_again(person, by=request.user):
        raise PermissionDenied
    url = invitations.renewed_link(account=person.account, by=request.user)
    return _show_link(request, country, person.account, url)


def _show_link(request: HttpRequest, country: Country, account: Any, url: str) -> HttpResponse:
    sent = invitations.send(account=account, country=country, url=url)
    context = {"link": url, "sent": sent, "account": account, "days": invitations.LIFE.days}
    response = _page(request, country, "link", _("Invitation"), **context)
    response["Cache-Control"] = "no-store"
    return response


def _form(
    request: HttpRequest, country: Country, form: BaseForm, title: str, button: str, *, new: bool = False
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return _page(request, country, "form", title, form=form, button=button, new=new, status=status)


def _confirm(
    request: HttpRequest, country: Country, title: str, lead: str, button: str, person: people.Person
) -> HttpResponse:
    words = {"name": person.name}
    return _page(request, country, "confirm", title % words, lead=lead % words, button=button)


def _page(
    request: HttpRequest, country: Country, template: str, title: str, status: int = 200, **context: Any
) -> HttpResponse:
    above = [(reverse("wagtailadmin_home"), _("Home"))]
    above += [] if template == "list" else [(_list(country), _("People"))]
    frame = {
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in (*above, ("", title))],
        "header_title": title,
        "page_title": title,
        "header_icon": "group",
        "country": country,
        "back": _list(country),
    }
    return render(request, f"accounts/people/{template}.html", {**frame, **context}, status=status)


def _list(country: Country) -> str:
    return reverse("accounts_people", args=[country.slug])


def _role_name(role: Role, person: people.Person) -> str:
    name = str(forms.NAMES.get(role, role.value))
    return f"{name} ({', '.join(person.languages)})" if role == Role.TRANSLATOR and person.languages else name
