"""The columns of a sheet of services: one registry for the template, the export and the import."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext_lazy as _

from services_map import vocabulary as v
from services_map.models import Service, ServiceText
from services_map.spreadsheets import cells, lines
from services_map.spreadsheets.cells import Kind, Names
from services_map.spreadsheets.lookups import Lookups

SHEET = "Services"
PLACE_FIELDS = ("name", "visibility", "town", "address", "postal_code", "latitude", "longitude", "hours")
_WORDS = {
    "name": ("name", _("The name, as readers see it.")),
    "description": ("what it is", _("What people get there, in plain words.")),
    "eligibility": ("who can use it", _("Who is served, in words.")),
    "bring": ("what to bring", _("Papers and other things to bring.")),
    "directions": ("how to get there", _("The way, in words. Never for a hidden place.")),
    "cost": ("what it costs", _("Only if it costs something.")),
}


@dataclass(frozen=True)
class Column:
    """A column. ``key``: a field of Service, ``name:uk`` for words, ``place:2:town`` for places. ``header``: the same in every language.

    ``allowed``: the list of the sheet "Allowed values". ``keep``: an empty cell leaves what is stored (a new service gets the usual
    value); in other columns it empties. ``needed``: a new service must have it. ``read_only``: written, never read.
    """

    key: str
    header: str
    help: Any
    kind: Kind
    example: str = ""
    allowed: str = ""
    keep: bool = False
    needed: bool = False
    read_only: bool = False

    @property
    def place(self) -> tuple[int, str] | None:
        """The number of the place and its field, for a column of places."""
        if not self.key.startswith("place:"):
            return None
        _place, number, field = self.key.split(":")
        return int(number), field

    @property
    def words(self) -> tuple[str, str] | None:
        """The field of ServiceText and the language, for a column of words."""
        field, colon, code = self.key.partition(":")
        return (field, code) if colon and field in ServiceText.WORDS else None


class Columns:
    """The columns of a country, as many places as there are."""

    def __init__(self, lookups: Lookups, places: int = 1) -> None:
        self.lookups = lookups
        self.all = [
            *_identity(lookups),
            *_words(lookups.languages_offered[:1]),
            *_service(lookups),
            *(column for number in range(1, places + 1) for column in place_columns(lookups, number)),
            *_words(lookups.languages_offered[1:]),
            *_checks(),
        ]
        self.by_key = {column.key: column for column in self.all}
        self._by_header = {column.header: column for column in self.all}

    def __iter__(self) -> Iterator[Column]:
        return iter(self.all)

    def find(self, header: str) -> Column | None:
        """The column with this header, whatever its case; of any place."""
        header = " ".join(header.replace("*", " ").casefold().split())
        if header not in self._by_header:
            word, number, *_rest = (*header.split(" "), "", "")
            if word == "place" and number.isdecimal() and 1 <= int(number) <= 500 and str(int(number)) == number:
                for column in place_columns(self.lookups, int(number)):
                    self._by_header[column.header] = column
        return self._by_header.get(header)

    def near(self, header: str) -> str:
        """The header nearest to an unknown one; empty where none is near."""
        close = get_close_matches(" ".join(header.casefold().split()), self._by_header, 1, 0.6)
        return close[0] if close else ""


def _identity(lookups: Lookups) -> list[Column]:
    status = cells.vocabulary("status", Service.Status)
    return [
        Column(
            "external_id", "id", _("Your own key of the service. Importing a row with a known id changes that service."),
            cells.words(100), "A-17", keep=True,
        ),
        Column(
            "slug", "address (slug)", _("The last part of its web address. Empty for a new service: made from its name."),
            cells.slug(), "legal-aid-office", keep=True,
        ),
        Column(
            "status", "status", _("draft: not shown. listed: shown. archived: no longer shown."),
            cells.one_of(status), "listed", "status", keep=True,
        ),
        Column(
            "organization", "organization", _("Its name. A name that is not there yet becomes a new organization."),
            cells.words(200), "Demo organization", keep=True, needed=True,
        ),
        Column(
            "organization_type", "organization type", _("What kind of organization it is."),
            cells.one_of(cells.vocabulary("organization type", v.OrganizationType)), "ngo", "organization type", keep=True,
        ),
    ]  # fmt: skip


def _words(codes: Iterable[str]) -> list[Column]:
    return [
        Column(f"{field}:{code}", f"{header} ({code})", help, cells.words())
        for code in codes
        for field, (header, help) in _WORDS.items()
    ]


def _service(lookups: Lookups) -> list[Column]:
    def one(key: str, header: str, help: Any, choices: Any, example: str) -> Column:
        return Column(key, header, help, cells.one_of(cells.vocabulary(header, choices)), example, header, keep=True)

    def some(key: str, header: str, help: Any, choices: Any, example: str) -> Column:
        return Column(key, header, help, cells.some_of(cells.vocabulary(header, choices)), example, header)

    def yes(key: str, header: str, help: Any) -> Column:
        return Column(key, header, help, cells.yes_or_no(), "yes", "yes or no")

    def number(key: str, header: str, help: Any, least: int, most: int) -> Column:
        return Column(key, header, help, cells.whole(least, most), str(min(max(least, 18), most)))

    def day(key: str, header: str, help: Any) -> Column:
        return Column(key, header, help, cells.day(), "2026-12-31")

    kinds, reasons = cells.vocabulary("contact kind", v.ContactKind), cells.vocabulary("reason", v.ExceptionReason)
    return [
        Column(
            "category", "main category", _("One category; it decides how often the service is checked."),
            cells.one_of(lookups.categories), "legal-aid", "category", keep=True, needed=True,
        ),
        Column(
            "other_categories", "other categories", _("Further categories."),
            cells.some_of(lookups.categories), "health; clinic", "category",
        ),
        some("populations", "for whom", _("Whom it is for especially. Empty: for everyone."), v.Population, "women; children"),
        number("age_from", "from age", _("The youngest age."), 0, 120),
        number("age_to", "to age", _("The oldest age."), 0, 120),
        Column(
            "languages", "languages", _("Languages spoken there."),
            cells.some_of(lookups.languages), "uk; ru; en", "language",
        ),
        yes("interpretation", "interpretation", _("Other languages through an interpreter.")),
        some("accessibility", "accessibility", _("What makes it reachable."), v.Accessibility, "step-free; online"),
        one("cost", "cost", _("What it costs the person."), v.Cost, "free"),
        one("status_needed", "status needed", _("Which legal status a person needs."), v.StatusNeeded, "none"),
        one("capacity", "capacity", _("Whether there is room."), v.Capacity, "open"),
        day("capacity_as_of", "capacity as of", _("The day for which the capacity was true.")),
        day("starts_on", "starts on", _("The first day.")),
        day("ends_on", "last day", _("Readers no longer see it after it.")),
        day("funded_until", "funded until", _("It must be checked again by then.")),
        some("referral", "referral", _("How people get there."), v.Referral, "self; call"),
        some("referral_by", "who may refer", _("Who may send people."), v.ReferralBy, "doctor; police"),
        some("referral_method", "how to refer", _("How a referral is made."), v.ReferralMethod, "phone; email"),
        number("response_days", "answers within (days)", _("Days until a referral is answered."), 0, 365),
        yes("consent_needed", "consent needed", _("Asks for written consent.")),
        yes("referral_feedback", "referral feedback", _("Tells the referrer what became of it.")),
        Column(
            "hours", "opening hours", _("In OpenStreetMap's notation. Empty: not known."),
            cells.opening_hours(), "Mo-Fr 09:00-17:00; Sa 10:00-13:00",
        ),
        Column(
            "exceptions", "exceptions of hours", _("Days with other hours, one line for each: days: hours | reason."),
            lines.exception_lines(reasons), "2026-12-24 - 2026-12-26: off | holiday", "reason",
        ),
        Column(
            "contacts", "contacts",
            _("One line for each, in the order in which to try them: kind: value | languages | hours."),
            lines.contact_lines(kinds, lookups.languages, lookups.country.code),
            "phone: +373 00 000 001 | ro, ru | Mo-Fr 09:00-17:00", "contact kind",
        ),
        yes("mobile", "mobile", _("Comes to several places; each place has its own hours.")),
        yes("priority", "stands first", _("Carries the load where nobody else does.")),
        number("check_every_days", "check every (days)", _("Empty: by its categories."), 1, 365),
        Column("source_title", "source", _("Where this was found."), cells.words()),
        Column("source_url", "source address", _("The web address of the source."), cells.address()),
        day("source_date", "source date", _("The day of the source.")),
    ]  # fmt: skip


def place_columns(lookups: Lookups, number: int) -> list[Column]:
    """The columns of the place with this number, counted from 1."""

    def column(field: str, header: str, help: Any, kind: Kind, example: str = "", allowed: str = "") -> Column:
        return Column(f"place:{number}:{field}", f"place {number} {header}", help, kind, example, allowed)

    visibility: Names = cells.vocabulary("visibility", v.Visibility)
    sealed = _("Of an area or a hidden place: kept sealed, never written out. Empty: what is sealed stays.")
    return [
        column("name", "name", _("As on the door, if it has one."), cells.words(200)),
        column(
            "visibility", "visibility", _("exact: address and point. area: only the town. hidden: contact first."),
            cells.one_of(visibility), "exact", "visibility",
        ),
        column("town", "town", _("A town of the list."), cells.one_of(lookups.towns), "", "town"),
        column("address", "address", sealed, cells.words(300)),
        column("postal_code", "postal code", _("As on letters."), cells.words(20)),
        column("latitude", "latitude", sealed, cells.degrees(), "47.0105"),
        column("longitude", "longitude", sealed, cells.degrees(), "28.8638"),
        column("hours", "hours", _("Empty: as the service."), cells.opening_hours()),
    ]  # fmt: skip


def _checks() -> list[Column]:
    computed = _("Computed: ignored when imported.")
    return [
        Column(
            "checked_on", "checked on", _("Only if somebody has checked the service: the day. Importing alone checks nothing."),
            cells.day(), "2026-11-20", keep=True,
        ),
        Column("last_checked_on", "last checked on", computed, cells.day(), read_only=True),
        Column("due_on", "check due on", computed, cells.day(), read_only=True),
        Column("state", "state", computed, cells.words(), read_only=True),
    ]  # fmt: skip
