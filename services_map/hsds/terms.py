"""Taxonomies and their terms: our categories, and what the standard has no field for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from locales import formats, languages
from portal.countries.frame import Frame
from services_map.directory import Directory, named
from services_map.entries import Entry
from services_map.freshness import State
from services_map.hsds.ids import derived, shared
from services_map.vocabulary import (
    Accessibility,
    Capacity,
    Cost,
    OrganizationType,
    Population,
    Referral,
    StatusNeeded,
    Visibility,
)

Json = dict[str, Any]
CATEGORY = "category"
_FRESHNESS = {
    State.CURRENT: _("checked in time"),
    State.DUE: _("due for a check"),
    State.OVERDUE: _("not checked for too long: call first"),
}


@dataclass(frozen=True)
class Taxonomy:
    """A list of terms. ``choices``: the codes with their names; None where they come from the database or the registry."""

    slug: str
    name: Promise
    description: Promise
    choices: type[TextChoices] | None = None

    @property
    def id(self) -> UUID:
        return _taxonomy_id(self.slug)


TAXONOMIES = (
    Taxonomy(CATEGORY, _("categories"), _("What a service is; two levels.")),
    Taxonomy("population", _("for whom"), _("Whom a service is for especially; none named: everyone."), Population),
    Taxonomy(
        "status-needed", _("status needed"), _("Which legal status or registration a person needs."), StatusNeeded
    ),
    Taxonomy("referral", _("how to get there"), _("Whether people come by themselves or are referred."), Referral),
    Taxonomy("accessibility", _("accessibility"), _("What helps people with disabilities."), Accessibility),
    Taxonomy("cost", _("cost"), _("What it costs the person who is served."), Cost),
    Taxonomy("capacity", _("capacity"), _("Whether there is room."), Capacity),
    Taxonomy("visibility", _("visibility"), _("How much of a place the public may know."), Visibility),
    Taxonomy("freshness", _("checks"), _("Whether the listing was checked in time.")),
    Taxonomy("text-language", _("language of the text"), _("In which language the words of a service are given.")),
    Taxonomy("organization-type", _("type"), _("What kind of organization offers a service."), OrganizationType),
)


@lru_cache
def _taxonomy_id(slug: str) -> UUID:
    return shared("taxonomy", slug)


@lru_cache(maxsize=2048)
def term_id(taxonomy: str, code: str) -> UUID:
    """The identifier of a term of any taxonomy but the categories, which have their own."""
    return shared("term", taxonomy, code)


class Terms:
    """All terms of a country in one language. ``by_id`` gives (taxonomy, code) of a term."""

    def __init__(self, directory: Directory, frame: Frame, language: str) -> None:
        self.directory, self.frame, self.language = directory, frame, language
        self.chain = frame.chain(language)
        self._terms: dict[tuple[str, str], Json] = {}
        self.by_id: dict[UUID, tuple[str, str]] = {}
        for taxonomy in TAXONOMIES:
            for code, own_id, parent, name, name_language in self._of(taxonomy):
                key = (taxonomy.slug, code)
                self.by_id[own_id] = key
                self._terms[key] = _term(taxonomy, code, own_id, parent, name, name_language)

    def get(self, taxonomy: str, code: str) -> Json | None:
        return self._terms.get((taxonomy, code))

    def all(self) -> list[Json]:
        """Every term, taxonomy by taxonomy."""
        return list(self._terms.values())

    def attribute(self, owner: UUID, entity: str, taxonomy: str, code: str) -> Json | None:
        """The object that links a term to ``owner``, an ``entity`` such as "service"; None for a code that is no term."""
        term = self.get(taxonomy, code)
        if term is None:
            return None
        return {
            "id": derived(owner, "attribute", taxonomy, code),
            "link_id": str(owner),
            "link_entity": entity,
            "link_type": taxonomy,
            "taxonomy_term_id": term["id"],
            "value": code,
            "label": term["name"],
            "taxonomy_term": term,
        }

    def attributes(self, owner: UUID, entity: str, codes: Mapping[str, Iterable[str]]) -> list[Json]:
        """The attributes for the codes of each taxonomy."""
        found = (self.attribute(owner, entity, name, code) for name, values in codes.items() for code in values)
        return [attribute for attribute in found if attribute]

    def codes(self, entry: Entry, text_language: str) -> dict[str, tuple[str, ...]]:
        """By taxonomy the codes that a service has. ``text_language``: of its words."""
        return {
            CATEGORY: tuple(self.directory.categories[pk].slug for pk in entry.categories),
            "population": entry.populations,
            "status-needed": (entry.status_needed,),
            "referral": entry.referral,
            "accessibility": entry.accessibility,
            "cost": (entry.cost,),
            "capacity": (entry.capacity,),
            "visibility": (str(Visibility.HIDDEN),) if entry.hidden else (),
            "freshness": (str(entry.freshness.state),),
            "text-language": (text_language,),
        }

    def has(self, entry: Entry, text_language: str, taxonomy: str, code: str = "") -> bool:
        """Whether a service has a term of the taxonomy, or that very one; an upper category has what its lower ones have."""
        codes = self.codes(entry, text_language).get(taxonomy, ())
        if not code or code in codes:
            return bool(codes)
        if taxonomy != CATEGORY:
            return False
        categories = self.directory.categories
        parents = (categories[pk].parent for pk in entry.categories)
        return any(categories[pk].slug == code for pk in parents if pk is not None)

    def _of(self, taxonomy: Taxonomy) -> Iterator[tuple[str, UUID, UUID | None, str, str]]:
        """(code, id, id of the parent, name, language of the name) of each term."""
        slug = taxonomy.slug
        if slug == CATEGORY:
            categories = self.directory.categories
            for category in categories.values():
                language = next((code for code in self.chain if code in category.names), "en")
                parent = categories[category.parent].public_id if category.parent else None
                name = named(category.names, self.chain, category.slug)
                yield category.slug, category.public_id, parent, name, language
            return
        for code, name in self._names(taxonomy):
            yield code, term_id(slug, code), None, name, languages.get(self.language).catalog_code

    def _names(self, taxonomy: Taxonomy) -> list[tuple[str, str]]:
        if taxonomy.choices:
            return [(str(code), str(name)) for code, name in taxonomy.choices.choices]
        if taxonomy.slug == "freshness":
            return [(str(state), str(name)) for state, name in _FRESHNESS.items()]
        return [(code, formats.language_name(code, self.language)) for code in self.frame.codes]


def taxonomies() -> list[Json]:
    """All taxonomies in the active language."""
    return [
        {"id": str(item.id), "name": str(item.name), "description": str(item.description), "version": "1"}
        for item in TAXONOMIES
    ]


def iso639(code: str) -> str:
    """What the standard takes as a language code: ``sr-latn`` -> ``sr``, a Romani dialect -> ``rom``."""
    return code.split("-")[0]


def _term(taxonomy: Taxonomy, code: str, own_id: UUID, parent: UUID | None, name: str, language: str) -> Json:
    return {
        "id": str(own_id),
        # The standard wants codes that no other taxonomy has.
        "code": code if taxonomy.slug == CATEGORY else f"{taxonomy.slug}:{code}",
        "name": name,
        "description": name,
        **({"parent_id": str(parent)} if parent else {}),
        "taxonomy": str(taxonomy.name),
        "taxonomy_id": str(taxonomy.id),
        "language": iso639(language),
    }
