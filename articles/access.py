"""Who may do what with articles: the people of a country, by their roles."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from articles.models import ArticlePage
from portal.countries.models import Country
from portal.countries.roles import Role, countries_of, may

# Those who answer for what an article says. A translator answers for the words of a language only.
KEEPERS = (Role.EDITOR, Role.REVIEWER, Role.PUBLISHER, Role.MANAGER)
READERS = (*KEEPERS, Role.TRANSLATOR)


def countries(user: Any) -> "QuerySet[Country]":
    """The countries whose articles a user keeps: checks, and says what changed."""
    found: QuerySet[Country] = countries_of(user, *KEEPERS)
    return found


def article(user: Any, pk: int, *wanted: Role) -> tuple[ArticlePage, Country]:
    """An article and its country. Raises Http404 for no article, PermissionDenied for one of a country where the user has no such role."""
    found = ArticlePage.objects.filter(pk=pk).first()
    country = Country.objects.of_page(found) if found else None
    if found is None or country is None:
        raise Http404
    if not may(user, country, *(wanted or KEEPERS)):
        raise PermissionDenied
    return found, country
