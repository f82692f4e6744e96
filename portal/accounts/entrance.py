"""The pages of sign-in: django-allauth's views, and accepting an invitation.

They run under a policy of their own, as strict as that of public pages, and speak the browser's language.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from locales import negotiation
from portal.accounts import invitations
from portal.accounts.forms import PasswordForm

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # Wagtail's stylesheet draws ticks and arrows so
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
View = Callable[..., HttpResponseBase]


def entrance(view: View) -> View:
    """A page of sign-in: strict policy, kept by nobody, in the language of the account or of the browser."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(_language(request)):
            response = view(request, *args, **kwargs)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()  # here, while the language is active
        response.headers["Content-Security-Policy"] = POLICY
        return response

    kept_by_nobody: View = never_cache(shown)
    return kept_by_nobody


def mailed(view: View) -> View:
    """A page that only a portal with a mail server has."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.ENVIRONMENT.email_host:
            raise Http404
        return view(request, *args, **kwargs)

    return shown


def _language(request: HttpRequest) -> str:
    offered = tuple(code for code, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES)
    profile = getattr(request.user, "wagtail_userprofile", None)
    chosen = profile.preferred_language if profile else ""
    return chosen or negotiation.best(request.META.get("HTTP_ACCEPT_LANGUAGE", ""), offered) or "en"


@sensitive_post_parameters()
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The invited person chooses a password, then signs in with it and sets up a second factor."""
    try:
        account = invitations.find(token)
        form = PasswordForm(request.POST or None, account=account)
        if request.method == "POST" and form.is_valid():
            invitations.accept(token=token, password=form.cleaned_data["password"])
            messages.success(request, _("Your password is set. Sign in with it now."))
            return HttpResponseRedirect(reverse("account_login"))
    except invitations.Void:
        return render(request, "accounts/invitation_void.html", status=410)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/invitation.html", {"form": form, "account": account}, status=status)
