"""Who makes leaflets and writes down where they went: those who write, publish, keep the directory or lead a country's team."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404

from portal.countries import archived, roles
from portal.countries import frame as frames
from portal.countries.frame import Frame
from portal.countries.models import Country
from portal.countries.roles import Role
from portal.leaflets.models import Edition, LeafletJob

MAKERS = (Role.EDITOR, Role.PUBLISHER, Role.OFFICER, Role.MANAGER)


def countries(user: Any) -> list[Country]:
    """The countries whose leaflets a user makes. Raises PermissionDenied where there is none."""
    found = roles.countries_of(user, *MAKERS).filter(container__isnull=False, site__isnull=False)
    chosen = list(found.select_related("site").order_by("slug"))
    if not chosen:
        raise PermissionDenied
    return chosen


def country(user: Any, slug: str) -> Country:
    """One of them by its short name. Raises Http404 for none, PermissionDenied for another team's."""
    found = Country.objects.public().filter(slug=slug).select_related("site").first()
    if found is None:
        raise Http404
    return _own(user, found)


def edition(user: Any, pk: int) -> Edition:
    """Raises Http404 for none, PermissionDenied for another team's."""
    found = Edition.objects.filter(pk=pk).select_related("country").first()
    if found is None:
        raise Http404
    _own(user, found.country)
    return found


def job(user: Any, pk: int) -> LeafletJob:
    """Raises Http404 for none, PermissionDenied for another team's."""
    found = LeafletJob.objects.filter(pk=pk).select_related("country__site", "user").first()
    if found is None:
        raise Http404
    _own(user, found.country)
    return found


def asks_rightly(job: LeafletJob) -> bool:
    """Whether the person who asked for leaflets may still have them made: accounts and countries change while a job runs."""
    user = get_user_model().objects.filter(pk=job.user_id, is_active=True).first()
    country = Country.objects.get(pk=job.country_id)
    return user is not None and roles.may(user, country, *MAKERS) and not archived.closed(country, user)


def frame(country: Country) -> Frame:
    """The site of a country. Raises Http404 for a country without one."""
    found = frames.at_host(country.site.hostname) if country.site else None
    if found is None:
        raise Http404
    return found


def _own(user: Any, country: Country) -> Country:
    if not roles.may(user, country, *MAKERS):
        raise PermissionDenied
    return country
