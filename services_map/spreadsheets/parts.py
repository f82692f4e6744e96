"""Writes what stands below services: words, contact points, exceptions of hours, places. What stays the same keeps its row."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model

from services_map import places
from services_map.models import ContactPoint, HoursException, Location, Service, ServiceAtLocation, ServiceText
from services_map.places import Place
from services_map.spreadsheets.outcomes import Handling, PlannedPlace
from services_map.spreadsheets.records import Stock
from services_map.vocabulary import Visibility

if TYPE_CHECKING:
    from services_map.spreadsheets.applying import Applied

BATCH = 500
Row = TypeVar("Row", bound=Model)


def write(applied: "list[Applied]", stock: Stock) -> None:
    """Write all parts of the services, in batches."""
    _words(applied, stock)
    _contacts(applied, stock)
    _exceptions(applied, stock)
    _places(applied, stock)


def batches(keys: list[int]) -> Iterator[list[int]]:
    """The keys in portions that one statement takes."""
    for first in range(0, len(keys), BATCH):
        yield keys[first : first + BATCH]


def _by_service(model: type[Row], stock: Stock, wanted: Iterable[Service]) -> dict[int, list[Row]]:
    """The stored rows of a part, by service."""
    pks = {service.pk for service in wanted}
    found: dict[int, list[Any]] = defaultdict(list)
    if pks:
        for row in model._default_manager.filter(service__country=stock.country):
            if row.service_id in pks:  # type: ignore[attr-defined]
                found[row.service_id].append(row)  # type: ignore[attr-defined]
    return found


def _save(model: type[Row], new: list[Row], changed: list[Row], gone: list[Row], fields: Iterable[str]) -> None:
    for batch in batches([row.pk for row in gone]):
        model._default_manager.filter(pk__in=batch).delete()
    model._default_manager.bulk_create(new, BATCH)
    model._default_manager.bulk_create(
        changed, BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=list(fields)
    )


def _words(applied: "list[Applied]", stock: Stock) -> None:
    """As ServiceText.save: changed words of a translation were made from the source's words as they are now."""
    said = {one.service.pk: _words_said(one.row.values) for one in applied}
    having = [one for one in applied if said[one.service.pk]]
    stored = _by_service(ServiceText, stock, [one.service for one in having if not one.new])
    source = stock.country.source_language_id
    new: list[ServiceText] = []
    changed: list[ServiceText] = []
    gone: list[ServiceText] = []
    for one in having:
        texts = {text.locale_id: text for text in stored.get(one.service.pk, [])}
        key = next((text.translation_key for text in texts.values()), uuid.uuid4())
        digests = {locale: text.digest for locale, text in texts.items()}
        for code, words in said[one.service.pk].items():
            locale = stock.lookups.locales[code]
            text = texts.setdefault(locale, ServiceText(service=one.service, locale_id=locale, translation_key=key))
            for name, value in words.items():
                setattr(text, name, value)
        for locale, text in list(texts.items()):
            if text.name:
                continue
            if text.pk:
                gone.append(text)
            del texts[locale]
        original = texts.get(source)
        for locale, text in texts.items():
            if text.pk and digests[locale] == text.digest:
                continue
            if original is not None and text is not original:
                text.made_from, text.machine = original.digest, False
            (changed if text.pk else new).append(text)
    _save(ServiceText, new, changed, gone, [*ServiceText.WORDS, "made_from", "machine"])


def _words_said(values: dict[str, Any]) -> dict[str, dict[str, str]]:
    """By language the fields that a row changes."""
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for key, value in values.items():
        field, colon, code = key.partition(":")
        if colon:
            said[code][field] = value
    return said


def _contacts(applied: "list[Applied]", stock: Stock) -> None:
    having = [one for one in applied if "contacts" in one.row.values]
    stored = _by_service(ContactPoint, stock, [one.service for one in having if not one.new])
    new: list[ContactPoint] = []
    changed: list[ContactPoint] = []
    gone: list[ContactPoint] = []
    for one in having:
        left = stored.get(one.service.pk, [])
        for order, contact in enumerate(one.row.values["contacts"]):
            row = next((row for row in left if (row.kind, row.value) == (contact.kind, contact.value)), None)
            if row:
                left.remove(row)
            (changed if row else new).append(row := row or ContactPoint(service=one.service))
            row.kind, row.value, row.sort_order = contact.kind, contact.value, order
            row.languages, row.hours = list(contact.languages), contact.hours
        gone += left
    _save(ContactPoint, new, changed, gone, ["kind", "value", "languages", "hours", "sort_order"])


def _exceptions(applied: "list[Applied]", stock: Stock) -> None:
    having = [one for one in applied if "exceptions" in one.row.values]
    stored = _by_service(HoursException, stock, [one.service for one in having if not one.new])
    new: list[HoursException] = []
    gone: list[HoursException] = []
    for one in having:
        left = stored.get(one.service.pk, [])
        for days in one.row.values["exceptions"]:
            row = next((row for row in left if (row.first, row.last, row.hours, row.reason) == _fields(days)), None)
            if row:
                left.remove(row)  # keeps the batch in which it was entered
            else:
                first, last, hours, reason = _fields(days)
                new.append(HoursException(service=one.service, first=first, last=last, hours=hours, reason=reason))
        gone += left
    _save(HoursException, new, [], gone, ["hours"])


def _fields(days: Any) -> tuple[Any, Any, str, str]:
    return days.first, days.last, days.hours, days.reason


def _places(applied: "list[Applied]", stock: Stock) -> None:
    """Locations first, then which service is where."""
    having = [(one, one.row.places) for one in applied if one.row.places is not None]
    if not having:
        return
    finder = _Locations(stock)
    found = [[finder.of(planned, one.service) for planned in wanted] for one, wanted in having]
    places.save_many(stock.country, finder.written)
    stored = _by_service(ServiceAtLocation, stock, [one.service for one, _wanted in having if not one.new])
    new: list[ServiceAtLocation] = []
    changed: list[ServiceAtLocation] = []
    gone: list[ServiceAtLocation] = []
    for (one, wanted), locations in zip(having, found, strict=True):
        left = {row.pk: row for row in stored.get(one.service.pk, [])}
        for order, (planned, location) in enumerate(zip(wanted, locations, strict=True)):
            row = left.pop(planned.known.pk) if planned.known else None
            (changed if row else new).append(row := row or ServiceAtLocation(service=one.service))
            row.location, row.hours, row.sort_order = location, planned.hours, order
        gone += left.values()
    _save(ServiceAtLocation, new, changed, gone, ["location", "hours", "sort_order"])


class _Locations:
    """Finds the location of a planned place, or makes it: one for all services at the same exact address."""

    def __init__(self, stock: Stock) -> None:
        self._rows = {location.pk: location for location in Location.objects.filter(country=stock.country)}
        self._country = stock.country
        self._exact: dict[Any, Location] = {}
        for location in self._rows.values():
            if location.visibility == Visibility.EXACT:
                self._exact.setdefault(_address(location), location)
        self.written: list[tuple[Location, Place]] = []

    def of(self, planned: PlannedPlace, service: Service) -> Location:
        if planned.place is None and planned.known:
            return self._rows[planned.known.location]
        place: Any = planned.place
        if planned.handling == Handling.CHANGE and planned.known:
            location = self._rows[planned.known.location]
        else:
            exact = place.visibility == Visibility.EXACT
            same = self._exact.get(_address(place)) if exact else None
            if same is not None:
                return same
            location = Location(country=self._country, organization=service.organization)
            if exact:
                self._exact[_address(place)] = location
        self.written.append((location, place))
        return location


def _address(place: Any) -> tuple[Any, ...]:
    town = place.town_id if isinstance(place, Location) else place.town.pk if place.town else None
    return place.name, town, place.address, place.postal_code, place.latitude, place.longitude
