"""Who sees a board, and who may do what on it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from articles.models import TranslationJob, TranslationState
from locales import languages
from portal.countries import roles
from portal.countries.models import Country, CountryLanguage
from portal.countries.roles import Role

Kind = TranslationJob.Kind
LEADING = (Role.EDITOR, Role.PUBLISHER, Role.MANAGER)  # say who translates what
PUBLISHING = (Role.PUBLISHER, Role.MANAGER)


def countries(user: Any) -> list[Country]:
    """The countries whose boards a user sees: those whose team they belong to."""
    found = roles.countries_of(user).filter(container__isnull=False).select_related("source_language", "site")
    return list(found.order_by("slug"))


def country(user: Any, slug: str) -> Country:
    """A country by its short name. Raises Http404 for none, PermissionDenied for another team's."""
    found = Country.objects.filter(slug=slug, container__isnull=False).select_related("source_language").first()
    if found is None:
        raise Http404
    if not roles.may(user, found):
        raise PermissionDenied
    return found


def state(user: Any, pk: int) -> TranslationState:
    """A cell of a board. Raises Http404 for none, PermissionDenied for another team's."""
    related = ("country__source_language", "content_type", "locale", "assignee", "made_from", "settled_by")
    found = TranslationState.objects.filter(pk=pk).select_related(*related).first()
    if found is None:
        raise Http404
    if not roles.may(user, found.country):
        raise PermissionDenied
    return found


def job(user: Any, pk: int) -> TranslationJob:
    """Work on translations. Raises Http404 for none, PermissionDenied for another team's."""
    found = TranslationJob.objects.filter(pk=pk).select_related("country", "user").first()
    if found is None:
        raise Http404
    if not roles.may(user, found.country):
        raise PermissionDenied
    return found


def offered(user: Any, country: Country) -> list[CountryLanguage]:
    """The languages into which a country translates, the user's own first, else in order of offer."""
    rows = CountryLanguage.objects.filter(country=country).exclude(locale=country.source_language_id)
    mine = roles.languages_of(user, country)
    found = list(rows.select_related("locale").order_by("sort_order"))
    return sorted(found, key=lambda item: item.locale.language_code not in mine)


def writable(user: Any, country: Country) -> frozenset[str]:
    """The languages into which a user may translate."""
    return roles.languages_of(user, country) - {country.source_language.language_code}


def may(user: Any, country: Country, kind: str) -> bool:
    """Whether a user may ask for this work at all, in some language."""
    if kind == Kind.PUBLISH:
        return roles.may(user, country, *PUBLISHING)
    return bool(writable(user, country))


def may_assign(user: Any, country: Country) -> bool:
    """Whether a user says who translates what."""
    return roles.may(user, country, *LEADING)


def translators(country: Country) -> list[Any]:
    """The people whom work can be given to."""
    found = {}
    for role in (Role.TRANSLATOR, *LEADING):
        found.update({user.pk: user for user in roles.members(country, role)})
    return sorted(found.values(), key=called)


def called(user: Any) -> str:
    """A person's name for other people of the team."""
    return user.get_full_name() or user.get_username() if user else ""


def endonym(code: str) -> str:
    """A language's own name."""
    return languages.get(code).endonym
