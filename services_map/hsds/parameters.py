"""Parameters of the lists, as the standard's document of the interface names them."""

import datetime as dt
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from services_map.finding import LONGEST_QUERY

DEFAULT_PAGE, LARGEST_PAGE = 50, 200


class BadParameter(Exception):
    """A parameter asks for what there is not."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter, self.message = parameter, message


class Wording(Schema):
    """In which language."""

    language: str | None = Field(
        None, max_length=35, description="A language of the country (BCP 47); its source language otherwise."
    )


class Listing(Wording):
    """Which part of a list, and in which form."""

    search: str = Field("", max_length=LONGEST_QUERY, description="Words that must all occur.")
    page: int = Field(1, ge=1, le=1_000_000, description="Number of the page, from 1.")
    per_page: int | None = Field(
        None, ge=1, le=LARGEST_PAGE, description=f"Items on a page; {DEFAULT_PAGE} unless said otherwise."
    )
    format: Literal["json", "ndjson"] = Field("json", description="ndjson: all items, one a line, without pages.")


class WithTerms(Listing):
    """A list whose items have terms."""

    taxonomy_term_id: UUID | None = Field(
        None, description="With this term; an upper category has its lower ones' items."
    )
    taxonomy_id: UUID | None = Field(None, description="With any term of this taxonomy.")


class ServiceListing(WithTerms):
    """Parameters of /services."""

    organization_id: UUID | None = Field(None, description="Of this organization.")
    modified_after: dt.datetime | None = Field(None, description="Changed or checked at this moment or later.")
    minimal: bool = Field(False, description="Only id, name, status and the date of the last change; all on one page.")
    full: bool = Field(False, description="With everything below each service.")


class OrganizationListing(WithTerms):
    """Parameters of /organizations."""

    full: bool = Field(False, description="With locations and services.")
    full_service: bool = Field(False, description="As full, and the services with everything below them.")


class PlaceListing(WithTerms):
    """Parameters of /service_at_locations."""

    organization_id: UUID | None = Field(None, description="Of services of this organization.")
    modified_after: dt.datetime | None = Field(
        None, description="Of services changed or checked at this moment or later."
    )
    full: bool = Field(False, description="With everything below each.")
    postcode: str = Field("", max_length=20, description="At addresses with this postal code.")
    proximity: float | None = Field(
        None, gt=0, le=1_000_000, description="Within so many metres of the middle of the addresses with the postcode."
    )


class TermListing(Listing):
    """Parameters of /taxonomy_terms."""

    taxonomy_id: UUID | None = Field(None, description="Of this taxonomy.")
    top_only: bool = Field(False, description="Only those without a parent.")
    parent_id: UUID | None = Field(None, description="Below this term.")
