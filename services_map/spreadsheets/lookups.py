"""What a country's cells may name: categories, towns, languages, organizations."""

from collections import defaultdict
from dataclasses import dataclass, field

from locales.languages import LANGUAGES
from portal.countries.models import Country
from services_map.models import Category, CategoryText, Organization, Town, TownText
from services_map.spreadsheets.cells import Names


@dataclass
class Lookups:
    """Read once for a whole sheet. ``confidential``: slugs of categories whose places are hidden."""

    country: Country
    languages_offered: list[str]  # the source language first
    locales: dict[str, int]  # primary key by code
    languages: Names
    categories: Names
    category_pks: dict[str, int]
    category_names: dict[str, str]
    confidential: frozenset[str]
    check_days: dict[str, int]
    towns: Names
    town_rows: dict[str, Town]
    town_names: dict[str, str]
    organizations: dict[str, Organization] = field(default_factory=dict)


def read(country: Country) -> Lookups:
    """Read what the cells of a country may name, in seven queries."""
    offered = list(country.languages.order_by("sort_order").select_related("locale"))
    locales = {row.locale.language_code: row.locale_id for row in offered}
    source = country.source_language.language_code
    locales = {source: country.source_language_id, **locales}

    names: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for pk, code, name in CategoryText.objects.values_list("category_id", "locale__language_code", "name"):
        names[pk].append((code, name))
    categories = {category.pk: category for category in Category.objects.order_by("sort_order", "slug")}
    hidden = {pk for pk, category in categories.items() if category.confidential}

    town_names: dict[int, list[tuple[str, str]]] = defaultdict(list)
    texts = TownText.objects.filter(town__country=country)
    for pk, code, name in texts.values_list("town_id", "locale__language_code", "name"):
        town_names[pk].append((code, name))
    towns = {town.pk: town for town in Town.objects.filter(country=country)}

    return Lookups(
        country=country,
        languages_offered=list(locales),
        locales=locales,
        languages=Names("language", [(code, [one.name, one.endonym]) for code, one in LANGUAGES.items()]),
        categories=Names(
            "category", [(row.slug, [name for _code, name in names[row.pk]]) for row in categories.values()]
        ),
        category_pks={row.slug: row.pk for row in categories.values()},
        category_names={row.slug: _shown(names[row.pk], row.slug) for row in categories.values()},
        confidential=frozenset(row.slug for row in categories.values() if row.pk in hidden or row.parent_id in hidden),
        check_days={row.slug: row.check_every_days for row in categories.values()},
        towns=Names("town", [(row.slug, [name for _code, name in town_names[row.pk]]) for row in towns.values()]),
        town_rows={row.slug: row for row in towns.values()},
        town_names={row.slug: _shown(town_names[row.pk], row.slug) for row in towns.values()},
        organizations={row.name: row for row in Organization.objects.filter(country=country)},
    )


def _shown(names: list[tuple[str, str]], otherwise: str) -> str:
    """The English name, any name, or the code."""
    return dict(names).get("en") or next((name for _code, name in names), otherwise)
