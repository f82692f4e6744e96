"""Narrows the directory in memory as the parameters of a list ask."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from locales import folding
from services_map import geo
from services_map.entries import Entry, PlaceEntry
from services_map.geo import Point
from services_map.hsds.context import Context, Json, public_places
from services_map.hsds.parameters import BadParameter, PlaceListing, ServiceListing, TermListing, WithTerms
from services_map.hsds.reading import modified, organization_pk
from services_map.hsds.terms import TAXONOMIES

Pair = tuple[Entry, PlaceEntry]


def services(context: Context, asked: ServiceListing | PlaceListing) -> list[Entry]:
    """The services asked for, in the directory's order. At most two queries."""
    entries = [entry for entry in context.directory.entries if has_terms(context, asked, entry)]
    if asked.search:
        entries = _with_words(context, entries, asked.search)
    if asked.organization_id:
        pk = organization_pk(context.frame, asked.organization_id)
        entries = [entry for entry in entries if entry.organization_pk == pk]
    if asked.modified_after:
        dates, since = modified(context.frame), _aware(asked.modified_after)
        entries = [entry for entry in entries if entry.pk in dates and dates[entry.pk] >= since]
    return entries


def places(context: Context, asked: PlaceListing) -> list[Pair]:
    """The public places of the services asked for."""
    if asked.proximity is not None and not asked.postcode:
        raise BadParameter("proximity", "Give a postcode with it: distances are measured from there.")
    pairs = [(entry, place) for entry in services(context, asked) for place in public_places(entry)]
    if not asked.postcode:
        return pairs
    fits = _near(context, asked)
    return [pair for pair in pairs if fits(pair[1])]


def organizations(context: Context, asked: WithTerms) -> list[tuple[int, list[Entry]]]:
    """The organizations asked for by name, each as its primary key and its services."""
    found: dict[int, list[Entry]] = {}
    for entry in context.directory.entries:
        found.setdefault(entry.organization_pk, []).append(entry)
    wanted = folding.words(asked.search)

    def fits(entries: list[Entry]) -> bool:
        name = folding.fold(entries[0].organization)
        terms = any(has_terms(context, asked, entry, of_organization=True) for entry in entries)
        return terms and all(word in name for word in wanted)

    named = sorted((folding.fold(entries[0].organization), pk) for pk, entries in found.items())
    return [(pk, found[pk]) for _name, pk in named if fits(found[pk])]


def terms(context: Context, asked: TermListing) -> list[Json]:
    """The terms asked for."""
    parent = asked.parent_id and str(asked.parent_id)
    taxonomy = asked.taxonomy_id and str(asked.taxonomy_id)
    return [
        term
        for term in with_words(context.terms.all(), asked.search)
        if (not taxonomy or term["taxonomy_id"] == taxonomy)
        and (not parent or term.get("parent_id") == parent)
        and not (asked.top_only and "parent_id" in term)
    ]


def with_words(items: list[Json], search: str) -> list[Json]:
    """Taxonomies or terms whose name or description holds all words."""
    wanted = folding.words(search)
    return [
        item for item in items if all(word in folding.fold(f"{item['name']} {item['description']}") for word in wanted)
    ]


def has_terms(context: Context, asked: WithTerms, entry: Entry, *, of_organization: bool = False) -> bool:
    """Whether a service has the term and a term of the taxonomy asked for, or (``of_organization``) its organization has."""
    wanted: list[tuple[str, str]] = []
    if asked.taxonomy_term_id:
        wanted.append(context.terms.by_id.get(asked.taxonomy_term_id, ("", "")))
    if asked.taxonomy_id:
        wanted.append((_SLUGS.get(asked.taxonomy_id, ""), ""))
    if not wanted:
        return True
    language = context.text_language(entry)

    def fits(taxonomy: str, code: str) -> bool:
        if taxonomy == "organization-type":
            return of_organization and code in ("", entry.organization_type)
        return context.terms.has(entry, language, taxonomy, code)

    return all(fits(taxonomy, code) for taxonomy, code in wanted)


_SLUGS: dict[UUID, str] = {taxonomy.id: taxonomy.slug for taxonomy in TAXONOMIES}


def _with_words(context: Context, entries: list[Entry], search: str) -> list[Entry]:
    folded = context.directory.folded(context.frame, context.language)
    wanted = folding.words(search)
    return [entry for entry in entries if all(word in folded[entry.position] for word in wanted)]


def _near(context: Context, asked: PlaceListing) -> Callable[[PlaceEntry], bool]:
    """A test of places: with the postcode, or near the middle of the public places that have it."""
    code = _plain(asked.postcode)
    if not code:
        raise BadParameter("postcode", "A postcode has letters or digits.")
    if asked.proximity is None:
        return lambda place: _plain(place.postal_code) == code
    everywhere = (place for entry in context.directory.entries for place in public_places(entry))
    points = [place.point for place in everywhere if place.point and _plain(place.postal_code) == code]
    if not points:
        return lambda place: False
    middle: Point = (sum(point[0] for point in points) / len(points), sum(point[1] for point in points) / len(points))
    kilometres = asked.proximity / 1000
    return lambda place: place.point is not None and geo.distance(middle, place.point) <= kilometres


def _plain(postcode: str) -> str:
    return "".join(character for character in postcode.casefold() if character.isalnum())


def _aware(moment: dt.datetime) -> dt.datetime:
    """A moment without an offset is in UTC, as the standard's own dates."""
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
