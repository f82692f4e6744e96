"""Rules for whoever is signed in to the admin. Public pages pass without a look at the session."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, reverse

from portal.accounts import factors, sessions

_ADMIN = "/cms/"
# Wagtail's own lists of users, groups and keys look over every wall.
_SUPERUSERS_ONLY = {"wagtailusers_users", "wagtailusers_groups", "wagtailusers_api_tokens"}
# Open without a second factor: setting one up, signing out, and what the pages for that load.
_BEFORE_FACTOR = ("account_", "mfa_", "accounts_invitation", "wagtailadmin_logout")
_BY_ITSELF = "wagtailadmin_editing_sessions"  # an open editor calls these while nobody is there


class StaffMiddleware:
    """Signs out whoever was away too long; lets nobody without the second factor further than to set it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_ADMIN) and request.user.is_authenticated and sessions.has_run_out(request):
            logout(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not request.path.startswith(_ADMIN) or not request.user.is_authenticated:
            return None
        if _BY_ITSELF not in match.namespaces:
            sessions.note(request)
        if not (match.url_name or "").startswith(_BEFORE_FACTOR) and factors.is_missing(request.user):
            return HttpResponseRedirect(reverse("mfa_index"))
        if _is_of_superusers(match) and not request.user.is_superuser:
            raise PermissionDenied
        return None


def _is_of_superusers(match: ResolverMatch) -> bool:
    in_bulk = match.url_name == "wagtail_bulk_action" and match.kwargs.get("app_label") == "auth"
    return in_bulk or not _SUPERUSERS_ONLY.isdisjoint(match.namespaces)
