"""Who makes a country site and by what rules: imprint, privacy notice, accessibility statement, terms, in every language of every country.

Their words are the interface's, so that no language lacks them; names and contact come from the country. A team that has more to say
publishes a page of that short name below its home page: it takes the place of ours.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from portal.core.pagecache import mark_public
from portal.countries import routing, screen, views
from portal.countries.request import PortalRequest


@dataclass(frozen=True)
class Policy:
    """``slug``: its address below the language, and its template."""

    slug: str
    title: Callable[[], str]


POLICIES = (
    Policy("imprint", lambda: gettext("About this site")),
    Policy("privacy", lambda: gettext("Privacy")),
    Policy("accessibility", lambda: gettext("Can everybody use this site?")),
    Policy("terms", lambda: gettext("Rules for using this site")),
)
BY_SLUG = {policy.slug: policy for policy in POLICIES}


@require_safe
def show(request: PortalRequest, slug: str) -> HttpResponse:
    """``/<language>/privacy/`` and the others; the team's own page where it has one."""
    if request.frame is None:
        raise Http404
    if routing.find(request.frame, request.language, [slug]):
        own: HttpResponse = views.serve(request, f"{slug}/")
        return own
    policy = BY_SLUG[slug]
    title = policy.title()
    context = {
        "screen": screen.at(request, f"{slug}/", title),
        "page": {"title": title},
        "others": [(f"/{request.language}/{other.slug}/", other.title()) for other in POLICIES if other != policy],
    }
    return mark_public(render(request, f"countries/policies/{slug}.html", context))
