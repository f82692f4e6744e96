"""How many people a country team has in each role. Who they are stands elsewhere."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth import get_user_model

from portal.countries.models import Country
from portal.countries.roles import Role


def sizes(countries: Iterable[Country]) -> dict[int, dict[Role, int]]:
    """By country the number of active people in each role, those without anybody too. One query; a translator of two languages counts once."""
    people: dict[tuple[str, str], set[int]] = defaultdict(set)
    active = get_user_model().objects.filter(is_active=True, groups__name__contains=".")
    for name, pk in active.values_list("groups__name", "pk"):
        role, slug, *_language = name.split(".")
        people[role, slug].add(pk)
    return {country.pk: {role: len(people[role, country.slug]) for role in Role} for country in countries}
