"""What the content files of the service directory hold. See ``content/README.md`` for the same in words, with examples."""

import datetime as dt
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, RootModel, model_validator

from locales.languages import LANGUAGES
from portal.demo.schema import Plain, Slug, Source, Strict
from services_map import hours
from services_map.vocabulary import (
    Accessibility,
    Capacity,
    ContactKind,
    Cost,
    Method,
    OrganizationType,
    Population,
    Referral,
    ReferralBy,
    ReferralMethod,
    StatusNeeded,
    Visibility,
)


def _known_language(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError(f"{code} is no language of locales/languages.py")
    return code


def _hours(text: str) -> str:
    return hours.check(text) if text else ""


def _each_once(values: list[Any]) -> list[Any]:
    if len(set(values)) != len(values):
        raise ValueError("something is named twice here")
    return values


def _one_or_more(value: Any) -> Any:
    if isinstance(value, str):
        return [value] if value else []
    return value


Language = Annotated[str, AfterValidator(_known_language)]
Languages = Annotated[list[Language], AfterValidator(_each_once)]
Hours = Annotated[str, Field(max_length=400), AfterValidator(_hours)]
Names = dict[Language, Plain]
Once = AfterValidator(_each_once)


class LowerCategory(Strict):
    """What a service is. ``confidential``: its places are hidden. ``sensitive``: its pages can be left quickly."""

    slug: Slug
    icon: Slug
    check_every_days: Annotated[int, Field(ge=1, le=365)]
    confidential: bool = False
    sensitive: bool = False
    names: Names


class UpperCategory(LowerCategory):
    """A category with those that belong to it."""

    children: list[LowerCategory] = []


class Categories(Strict):
    categories: list[UpperCategory]


class Town(Strict):
    """A town with its own point: its town hall or centre."""

    slug: Slug
    latitude: float
    longitude: float
    population: Annotated[int, Field(ge=0)] = 0
    names: Names


class Towns(Strict):
    """A country's ``towns.yaml``."""

    towns: Annotated[list[Town], Field(min_length=1)]


class Organization(Strict):
    name: Annotated[Plain, Field(max_length=200)]
    type: OrganizationType
    website: HttpUrl | None = None


class Location(Strict):
    """A place. What a visibility asks for and forbids is checked by the reader, which can name the field."""

    organization: Slug | None = None
    name: Plain | None = None
    visibility: Visibility
    town: Slug | None = None
    address: Plain | None = None
    postal_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class Ages(Strict):
    first: Annotated[int | None, Field(alias="from", ge=0, le=120)] = None
    last: Annotated[int | None, Field(alias="to", ge=0, le=120)] = None

    @model_validator(mode="after")
    def _in_order(self) -> "Ages":
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueError("`to` comes before `from`")
        return self


class ReferralRules(Strict):
    """How a person gets to the service, and what an organization that refers must know."""

    kinds: Annotated[list[Referral], Field(min_length=1), Once]
    by: Annotated[list[ReferralBy], BeforeValidator(_one_or_more), Once] = []
    method: Annotated[list[ReferralMethod], BeforeValidator(_one_or_more), Once] = []
    response_days: Annotated[int | None, Field(ge=0, le=365)] = None
    consent: bool = False
    feedback: bool = False


class CapacityNow(Strict):
    state: Capacity
    as_of: dt.date


class Place(Strict):
    """A service at one of the country's locations."""

    location: Slug
    hours: Hours = ""


class Contact(Strict):
    """Whether ``value`` is a contact of its kind depends on the country: the reader checks it."""

    kind: ContactKind
    value: Annotated[str, Field(min_length=1, max_length=300)]
    languages: Languages = []
    hours: Hours = ""


class Check(Strict):
    """The last time somebody found the listing right."""

    on: dt.date
    method: Method


class Service(Strict):
    """A listing: all that is not words. Its key in the file is its address and its external id."""

    organization: Slug
    categories: Annotated[list[Slug], Field(min_length=1), Once]
    populations: Annotated[list[Population], Once] = []
    languages: Annotated[Languages, Field(min_length=1)]
    interpretation: bool = False
    accessibility: Annotated[list[Accessibility], Once] = []
    ages: Ages = Ages()
    cost: Cost
    status_needed: StatusNeeded
    referral: ReferralRules
    hours: Hours
    mobile: bool = False
    capacity: CapacityNow | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    funded_until: dt.date | None = None
    locations: list[Place] = []
    contacts: list[Contact] = []
    source: Source
    check: Check | None = None
    invented: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> "Service":
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError("ends_on comes before starts_on")
        return self


class Directory(Strict):
    """A country's ``services.yaml``."""

    organizations: dict[Slug, Organization]
    locations: dict[Slug, Location] = {}
    services: dict[Slug, Service]


class ServiceWords(Strict):
    """A listing's words in one language."""

    name: Annotated[Plain, Field(max_length=80)]
    description: Plain
    eligibility: Plain | None = None
    bring: Plain | None = None
    directions: Plain | None = None
    cost: Plain | None = None


class Words(RootModel[dict[Slug, ServiceWords]]):
    """A language's ``services.yaml``, by listing."""
