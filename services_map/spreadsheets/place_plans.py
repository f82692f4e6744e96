"""The places of a row: what becomes of each, held to the rules of services_map.places."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from services_map import geo, places, sealing
from services_map.models import ConfidentialPlace
from services_map.places import Place
from services_map.sealing import TruePlace
from services_map.spreadsheets.cells import BadCell
from services_map.spreadsheets.columns import PLACE_FIELDS, place_columns
from services_map.spreadsheets.matching import Wanted, match
from services_map.spreadsheets.outcomes import SEALED, Change, Handling, PlannedPlace, RowPlan
from services_map.spreadsheets.records import KnownPlace, Stock
from services_map.vocabulary import Visibility

FAR = 100  # km: farther from the middle of its town no place lies
_SEALED_FIELDS = ("address", "postal_code", "latitude", "longitude")
_SECRET = {
    Visibility.EXACT: (),
    Visibility.AREA: _SEALED_FIELDS,
    Visibility.HIDDEN: (*_SEALED_FIELDS, "name", "town"),
}
BadPlace = tuple[int, str, str]  # number, field, message


class Sealed:
    """The true places of a country, opened one by one as rows speak of them. They are compared and sealed anew, never shown."""

    def __init__(self, stock: Stock) -> None:
        rows = ConfidentialPlace.objects.filter(location__country=stock.country)
        self._sealed = dict(rows.values_list("location_id", "sealed"))
        self._opened: dict[int, TruePlace] = {}

    def of(self, location: int) -> TruePlace:
        if location not in self._opened:
            text = self._sealed.get(location)
            self._opened[location] = sealing.unseal(text) if text else TruePlace()
        return self._opened[location]


class PlacePlanner:
    """Plans the places of rows. ``numbers``: those of the sheet's columns, in order."""

    def __init__(self, stock: Stock, numbers: list[int]) -> None:
        self.stock = stock
        self.numbers = numbers
        self.sealed = Sealed(stock)
        columns = place_columns(stock.lookups, 1)
        self._kinds = {name: column.kind for name, column in zip(PLACE_FIELDS, columns, strict=True)}

    def plan(self, row: RowPlan, cells: dict[int, dict[str, str]], confidential: bool) -> list[BadPlace]:
        """Fill in the row's places and their changes. ``cells``: text by number and field. ``confidential``: the row's categories are."""
        stored = row.known.places if row.known else []
        known, beyond = stored[: max(self.numbers)], stored[max(self.numbers) :]
        wanted = [Wanted(number, dict(texts)) for number, texts in cells.items() if any(texts.values())]
        bad = [problem for one in wanted for problem in self._read(one, known)]
        if bad:
            return bad
        match(wanted, known)
        planned: list[PlannedPlace] = []
        for one in wanted:
            place, hours = self._place(one, confidential)
            planned.append(self._planned(one, place, hours))
            bad += self._problems(one, place, planned[-1].handling, confidential)
        if bad:
            return bad
        changes = self._changes(row, cells, wanted, [one.place for one in planned])
        planned += [PlannedPlace(Handling.KEEP, place, None, place.cells["hours"]) for place in beyond]
        if [place.pk for place in stored] != [one.known.pk if one.known else 0 for one in planned]:
            changes = changes or [Change(_("places"), "", _("in another order"))]
        if changes:
            row.places = planned
            row.changes += changes
        return []

    def true_addresses(self, row: RowPlan) -> set[str]:
        """The addresses that no public words of the row may hold."""
        stored = row.known.places if row.known else []
        kept = stored if row.places is None else [one.known for one in row.places if one.known and not one.place]
        found = {
            self.sealed.of(place.location).address for place in kept if place.cells["visibility"] != Visibility.EXACT
        }
        for one in row.places or []:
            if one.place and one.place.visibility != Visibility.EXACT:
                found.add(one.place.address)
        return found

    def _read(self, one: Wanted, known: list[KnownPlace]) -> list[BadPlace]:
        """Read the cells of a place; hours that are stored in the same words need no reading."""
        bad: list[BadPlace] = []
        for name, text in one.cells.items():
            kind = self._kinds[name]
            try:
                one.values[name] = kind.read(text) if text else kind.blank
                one.cells[name] = kind.write(one.values[name])
            except BadCell as problem:
                one.values[name] = text
                if name != "hours" or all(text != place.cells[name] for place in known):
                    bad.append((one.number, name, str(problem)))
        return bad

    def _place(self, one: Wanted, confidential: bool) -> tuple[Place, str]:
        """The whole place and its hours: its cells over what is stored, sealed or not."""
        stored = one.known.cells if one.known else dict.fromkeys(PLACE_FIELDS, "")
        true = self.sealed.of(one.known.location) if one.known else TruePlace()
        values = {name: one.values.get(name, stored[name]) for name in PLACE_FIELDS}
        text = {name: "" if value is None else str(value) for name, value in values.items()}
        point = [float(text[name]) if text[name] else None for name in ("latitude", "longitude")]
        visibility = text["visibility"] or stored["visibility"] or _usual(confidential, point != [None, None])
        town = self.stock.lookups.town_rows.get(text["town"])
        name, address, postal_code, note = text["name"], text["address"], text["postal_code"], true.note
        if visibility != Visibility.EXACT:  # an empty cell leaves what is sealed
            if not address:
                address, postal_code = true.address, ""
            if point == [None, None]:
                point = [true.latitude, true.longitude]
            if visibility == Visibility.HIDDEN:
                name = name or true.name
                note = note or (self.stock.lookups.town_names[town.slug] if town else "")
            elif true.name and not name:
                note = note or true.name  # the name that stood sealed is not shown, nor is it lost
        return Place(visibility, town, name, address, postal_code, point[0], point[1], note), text["hours"]

    def _planned(self, one: Wanted, place: Place, hours: str) -> PlannedPlace:
        if one.known is None:
            return PlannedPlace(Handling.OTHER, None, place, hours)
        if self._as_stored(one.known, place):
            return PlannedPlace(Handling.KEEP, one.known, None, hours)
        shared = len(self.stock.at_location[one.known.location]) > 1
        # What others share stays theirs, but what is to be hidden is hidden for all.
        other = shared and _openness(place.visibility) >= _openness(one.known.cells["visibility"])
        return PlannedPlace(Handling.OTHER if other else Handling.CHANGE, one.known, place, hours)

    def _as_stored(self, known: KnownPlace, place: Place) -> bool:
        cells = known.cells
        shown = {"visibility": place.visibility, "name": place.name, "town": place.town.slug if place.town else ""}
        if place.visibility == Visibility.EXACT:
            shown |= {name: self._kinds[name].write(getattr(place, name)) for name in _SEALED_FIELDS}
            return all(cells[name] == text for name, text in shown.items())
        if place.visibility == Visibility.HIDDEN:
            shown = {"visibility": place.visibility}
        public = all(cells[name] == text for name, text in shown.items())
        return public and places.sealed_part(place) == self.sealed.of(known.location)

    def _problems(self, one: Wanted, place: Place, handling: Handling, confidential: bool) -> list[BadPlace]:
        bad: list[BadPlace] = []
        shown = one.known.cells["visibility"] if one.known else Visibility.HIDDEN.value
        guarded = confidential or (one.known is not None and self.stock.protected(one.known.location))
        approved = one.known is not None and one.known.approved
        looser = _openness(place.visibility) > _openness(shown)
        if (guarded and looser) or (confidential and place.visibility != Visibility.HIDDEN and not approved):
            bad.append((one.number, "visibility", _need_two()))
        if handling == Handling.KEEP:
            return bad
        try:
            place.check(self.stock.country)
        except ValidationError as error:
            return bad + [(one.number, name, " ".join(texts)) for name, texts in error.message_dict.items()]
        return bad + [(one.number, "latitude", text) for text in [_too_far(place)] if text]

    def _changes(
        self, row: RowPlan, cells: dict[int, dict[str, str]], wanted: list[Wanted], results: list[Place | None]
    ) -> list[Change]:
        """Cell by cell; of what is sealed only that it changes."""
        changes = []
        by_number = {one.number: (one, place) for one, place in zip(wanted, results, strict=True)}
        for number, texts in cells.items():
            one, place = by_number.get(number, (None, None))
            visibility = place.visibility if place else one.known.cells["visibility"] if one and one.known else "exact"
            secret = _SECRET[Visibility(visibility)]
            for name, text in (one.cells if one else texts).items():
                old = row.known.cell(f"place:{number}:{name}") if row.known else ""
                if name == "visibility" and one:
                    text = visibility  # an empty cell leaves it, or means the usual one
                elif name in secret:
                    text = SEALED if one and place and self._newly_sealed(one, place, name) else ""
                if text != old:
                    changes.append(Change(f"place {number} {_header(name)}", old, text))
        return changes

    def _newly_sealed(self, one: Wanted, place: Place, name: str) -> bool:
        """Whether this cell says of a place what is not sealed yet."""
        new, old = places.sealed_part(place), self.sealed.of(one.known.location) if one.known else TruePlace()
        part = {"postal_code": "address", "town": "note"}.get(name, name)
        return bool(one.cells[name]) and getattr(new, part) != getattr(old, part)


def _openness(visibility: str) -> int:
    return places.OPENNESS[Visibility(visibility)]


def _header(name: str) -> str:
    return name.replace("_", " ")


def _usual(confidential: bool, point: bool) -> str:
    """How much of a new place is shown where nothing is said of it."""
    if confidential:
        return Visibility.HIDDEN.value
    return Visibility.EXACT.value if point else Visibility.AREA.value


def _need_two() -> str:
    return _(
        "Places of this category are hidden. Write hidden; in the admin one officer asks to show more, another one agrees."
    )


def _too_far(place: Place) -> str:
    """What is odd about a point far from its town; empty when nothing is."""
    if place.town is None or place.latitude is None or place.longitude is None:
        return ""
    away = geo.distance((place.latitude, place.longitude), place.town.point)
    if away <= FAR:
        return ""
    values = {"km": round(away), "town": str(place.town)}
    if geo.distance((place.longitude, place.latitude), place.town.point) <= FAR:
        return _("Latitude and longitude are swapped: this point lies %(km)s km from %(town)s.") % values
    return _("This point lies %(km)s km from %(town)s. Look at latitude, longitude and town.") % values
