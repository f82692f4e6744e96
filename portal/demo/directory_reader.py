"""Reads and checks the content files of the service directory; ``reader`` calls it for each country."""

import math
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.demo import directory_schema as schema
from portal.demo.schema import Country
from portal.demo.yaml_lines import ContentError, Document, Location, parse
from services_map import contacts, geo
from services_map.geo import Point
from services_map.vocabulary import Visibility

NEAR_TOWN = 60  # km: a place lies in or around its town
NEAR_COUNTRY = 1000  # km: no town of a country lies farther from the middle of its towns
_SHOWN: dict[str, tuple[str, ...]] = {
    Visibility.HIDDEN: (),
    Visibility.AREA: ("name", "town"),
    Visibility.EXACT: ("name", "town", "address", "postal_code", "latitude", "longitude"),
}


@dataclass
class DirectoryContent:
    """The directory of one country, checked; ``words`` by language code and service."""

    towns: list[schema.Town]
    data: schema.Directory
    words: dict[str, dict[str, schema.ServiceWords]]


def read_categories(folder: Path, errors: list[ContentError]) -> list[schema.UpperCategory]:
    """The list of categories that countries share; what is wrong with it is added to ``errors``."""
    found = parse(folder / "categories.yaml", schema.Categories, errors)
    if found is None:
        return []
    document, data = found
    seen: set[str] = set()
    for where, item in _each(data.categories):
        if item.slug in seen:
            errors.append(document.error((*where, "slug"), f"{item.slug} is there already"))
        if "en" not in item.names:
            errors.append(document.error((*where, "names"), "the English name is missing"))
        seen.add(item.slug)
    return data.categories


def _each(categories: list[schema.UpperCategory]) -> Iterator[tuple[Location, schema.LowerCategory]]:
    for position, upper in enumerate(categories):
        yield ("categories", position), upper
        for place, lower in enumerate(upper.children):
            yield ("categories", position, "children", place), lower


def read_directory(
    folder: Path, country: Country, categories: list[schema.UpperCategory], errors: list[ContentError]
) -> DirectoryContent | None:
    """The directory in a country's folder; None where it has none or where it is wrong, which is then in ``errors``."""
    if not (folder / "services.yaml").exists():
        for offer in country.languages:
            if (folder / offer.language / "services.yaml").exists():
                errors.append(ContentError(folder / "services.yaml", 1, "", "this file is missing"))
        return None
    towns = parse(folder / "towns.yaml", schema.Towns, errors)
    data = parse(folder / "services.yaml", schema.Directory, errors)
    if towns is None or data is None:
        return None
    errors.extend(_check_towns(*towns, country))
    confidential = {upper.slug: upper.confidential for upper in categories}
    for upper in categories:
        confidential |= {lower.slug: upper.confidential or lower.confidential for lower in upper.children}
    errors.extend(_Check(*data, towns[1].towns, confidential, country).everything())
    words = {}
    for language in (offer.language for offer in country.languages):
        file = folder / language / "services.yaml"
        if file.exists() or language == country.source_language:
            found = parse(file, schema.Words, errors)
            if found:
                words[language] = found[1].root
                errors.extend(_check_words(found[0], found[1].root, data[1], language == country.source_language))
    return DirectoryContent(towns[1].towns, data[1], words)


def _check_towns(document: Document, data: schema.Towns, country: Country) -> Iterator[ContentError]:
    middle = (
        statistics.median(town.latitude for town in data.towns),
        statistics.median(town.longitude for town in data.towns),
    )
    seen: set[str] = set()
    for position, town in enumerate(data.towns):
        where: Location = ("towns", position)
        if town.slug in seen:
            yield document.error((*where, "slug"), f"{town.slug} is there already")
        seen.add(town.slug)
        if country.source_language not in town.names:
            yield document.error((*where, "names"), f"the name in {country.source_language} is missing")
        problem = _misplaced((town.latitude, town.longitude), middle, NEAR_COUNTRY, "the other towns", country.code)
        if problem:
            yield document.error((*where, "latitude"), problem)


def _misplaced(point: Point, near: Point, km: int, what: str, code: str) -> str:
    """What is wrong with a point that should lie near another one; empty when nothing is."""
    problem = geo.problem(*point, code)
    if problem:
        return problem
    far = geo.distance(point, near)
    if math.isnan(far):
        return "this is no number"
    if far <= km:
        return ""
    turned = point[1], point[0]
    if not geo.problem(*turned, code) and geo.distance(turned, near) <= km:
        return "latitude and longitude are swapped"
    return f"this point lies {far:.0f} km from {what}"


@dataclass
class _Check:
    """The checks of one country's ``services.yaml`` that the schema cannot make."""

    document: Document
    data: schema.Directory
    towns: list[schema.Town]
    confidential: dict[str, bool]
    country: Country

    def everything(self) -> Iterator[ContentError]:
        seen: set[str] = set()
        for key, organization in self.data.organizations.items():
            if organization.name in seen:
                yield self.document.error(("organizations", key, "name"), "another organization has this name")
            seen.add(organization.name)
        for key, location in self.data.locations.items():
            yield from self._location(("locations", key), location)
        for slug, service in self.data.services.items():
            yield from self._service(("services", slug), service)

    def _location(self, where: Location, location: schema.Location) -> Iterator[ContentError]:
        if location.organization:
            yield from self._organization(where, location.organization)
        for field in _SHOWN[Visibility.EXACT]:
            written, shown = getattr(location, field) is not None, field in _SHOWN[location.visibility]
            if written and not shown:
                yield self.document.error((*where, field), f"a location that is {location.visibility} has no {field}")
            elif shown and not written and field not in ("name", "postal_code"):
                yield self.document.error(where, f"a location that is {location.visibility} needs its {field}")
        town = next((town for town in self.towns if town.slug == location.town), None)
        if location.town and town is None:
            yield self.document.error((*where, "town"), f"no town {location.town} in towns.yaml")
        if town and location.latitude is not None and location.longitude is not None:
            centre = town.latitude, town.longitude
            problem = _misplaced(
                (location.latitude, location.longitude), centre, NEAR_TOWN, town.slug, self.country.code
            )
            if problem:
                yield self.document.error((*where, "latitude"), problem)

    def _service(self, where: Location, service: schema.Service) -> Iterator[ContentError]:
        yield from self._organization(where, service.organization)
        for position, category in enumerate(service.categories):
            if category not in self.confidential:
                yield self.document.error(
                    (*where, "categories", position), f"no category {category} in categories.yaml"
                )
        hidden = any(self.confidential.get(category) for category in service.categories)
        for position, place in enumerate(service.locations):
            at: Location = (*where, "locations", position, "location")
            location = self.data.locations.get(place.location)
            if location is None:
                yield self.document.error(at, f"no {place.location} among the locations here")
            elif hidden and location.visibility != Visibility.HIDDEN:
                yield self.document.error(at, "a category of this service is confidential: its places are hidden")
        for position, contact in enumerate(service.contacts):
            try:
                contacts.check(contact.kind, contact.value, self.country.code)
            except contacts.BadContact as problem:
                yield self.document.error((*where, "contacts", position, "value"), str(problem))

    def _organization(self, where: Location, key: str) -> Iterator[ContentError]:
        if key not in self.data.organizations:
            yield self.document.error((*where, "organization"), f"no {key} among the organizations here")


def _check_words(
    document: Document, words: dict[str, schema.ServiceWords], data: schema.Directory, source: bool
) -> Iterator[ContentError]:
    for slug, text in words.items():
        service = data.services.get(slug)
        if service is None:
            yield document.error((slug,), "no such service in the country's services.yaml")
            continue
        if service.invented and not text.name.startswith("Demo"):
            yield document.error((slug, "name"), "an invented service is named Demo ... in every language")
        places = [data.locations[place.location] for place in service.locations if place.location in data.locations]
        if text.directions and any(place.visibility == Visibility.HIDDEN for place in places):
            yield document.error((slug, "directions"), "nobody is shown the way to a hidden place")
    if source:
        for slug in data.services.keys() - words.keys():
            yield document.error((), f"the service {slug} has no words")
