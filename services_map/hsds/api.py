"""The API of a country at ``/api/hsds/``, described by OpenAPI at ``/api/hsds/openapi.json``."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import Query
from ninja.errors import HttpError

from locales import languages
from portal.core.pagecache import mark_public
from portal.countries import front_door
from services_map.entries import Entry
from services_map.hsds import answers, datapackage, filtering, organizations, places, reading, services, terms
from services_map.hsds.context import Context, Json, moment
from services_map.hsds.parameters import (
    BadParameter,
    Listing,
    OrganizationListing,
    PlaceListing,
    ServiceListing,
    TermListing,
    Wording,
)

VERSION = "3.1"
PROFILE = (
    "https://docs.openreferral.org/"  # the standard itself: nothing is left out of it, and additions are attributes
)
_LIST = ["GET", "POST"]  # the standard has both; the parameters stand in the address either way

api = answers.HsdsAPI(
    title="Services for refugees",
    version="1.0.0",
    description="The directory of a country in the Human Services Data Specification 3.1. Read only.",
    docs_url=None,  # its page would load scripts from a third party
    urls_namespace="hsds",
)


@api.get("/", summary="Version of the standard; at the front door also the countries", operation_id="metadata")
def metadata(request: HttpRequest) -> Any:
    about: Json = {
        "version": VERSION,
        "profile": PROFILE,
        "openapi_url": request.build_absolute_uri("/api/hsds/openapi.json"),
    }
    if getattr(request, "frame", None) is None:
        about["countries"] = [
            {"country": entry.code, "url": front_door.address(request, entry.host, "/api/hsds/")}
            for entry in front_door.countries()
        ]
    return api.create_response(request, about)


@api.api_operation(
    _LIST, "/services", summary="Services", operation_id="services",
    response=answers.Page, openapi_extra=answers.documented("compiled/service_list", paged=True),
)  # fmt: skip
def list_services(request: HttpRequest, asked: Query[ServiceListing]) -> Any:
    with _context(request, asked) as context:
        found = filtering.services(context, asked)
        if asked.minimal:
            return answers.listing(
                api, request, context, asked, found, lambda some: _minimal(context, some), on_one_page=True
            )
        form = services.full if asked.full else services.listed
        return answers.listing(api, request, context, asked, found, lambda some: _rows(context, some, form))


@api.get(
    "/services/{id}", summary="A service", operation_id="service", openapi_extra=answers.documented("compiled/service")
)
def one_service(request: HttpRequest, id: UUID, asked: Query[Wording]) -> Any:
    with _context(request, asked) as context:
        entry = next((entry for entry in context.directory.entries if entry.public_id == id), None)
        found = _rows(context, [entry], services.full) if entry else []
        return answers.single(api, request, context, found[0]) if found else _missing()


@api.api_operation(
    _LIST, "/organizations", summary="Organizations that have services", operation_id="organizations",
    response=answers.Page, openapi_extra=answers.documented("compiled/organization_list", paged=True),
)  # fmt: skip
def list_organizations(request: HttpRequest, asked: Query[OrganizationListing]) -> Any:
    with _context(request, asked) as context:
        found = filtering.organizations(context, asked)

        def make(some: Sequence[tuple[int, list[Entry]]]) -> list[Json]:
            if asked.full or asked.full_service:
                return _full_organizations(context, dict(some), with_services=asked.full_service)
            rows = {row.pk: row for row in reading.organizations([pk for pk, _entries in some])}
            return [organizations.own(rows[pk]) for pk, _entries in some if pk in rows]

        return answers.listing(api, request, context, asked, found, make)


@api.get(
    "/organizations/{id}", summary="An organization with its services", operation_id="organization",
    openapi_extra=answers.documented("compiled/organization"),
)  # fmt: skip
def one_organization(request: HttpRequest, id: UUID, asked: Query[Wording], full_service: bool = False) -> Any:
    with _context(request, asked) as context:
        pk = reading.organization_pk(context.frame, id)
        entries = [entry for entry in context.directory.entries if entry.organization_pk == pk]
        found = _full_organizations(context, {pk: entries}, with_services=full_service) if pk and entries else []
        return answers.single(api, request, context, found[0]) if found else _missing()


@api.api_operation(
    _LIST, "/service_at_locations", summary="Services at their public locations", operation_id="service_at_locations",
    response=answers.Page, openapi_extra=answers.documented("compiled/service_at_location_list", paged=True),
)  # fmt: skip
def list_places(request: HttpRequest, asked: Query[PlaceListing]) -> Any:
    with _context(request, asked) as context:
        found = filtering.places(context, asked)
        return answers.listing(
            api, request, context, asked, found, lambda some: _places(context, some, full=asked.full)
        )


@api.get(
    "/service_at_locations/{id}", summary="A service at a location", operation_id="service_at_location",
    openapi_extra=answers.documented("compiled/service_at_location"),
)  # fmt: skip
def one_place(request: HttpRequest, id: UUID, asked: Query[Wording]) -> Any:
    with _context(request, asked) as context:
        pair = places.find(context, id)
        found = _places(context, [pair], full=True) if pair else []
        return answers.single(api, request, context, found[0]) if found else _missing()


@api.api_operation(
    _LIST, "/taxonomies", summary="Taxonomies", operation_id="taxonomies",
    response=answers.Page, openapi_extra=answers.documented("taxonomy", paged=True),
)  # fmt: skip
def list_taxonomies(request: HttpRequest, asked: Query[Listing]) -> Any:
    with _context(request, asked) as context:
        found = filtering.with_words(terms.taxonomies(), asked.search)
        return answers.listing(api, request, context, asked, found, list)


@api.get(
    "/taxonomies/{id}", summary="A taxonomy", operation_id="taxonomy", openapi_extra=answers.documented("taxonomy")
)
def one_taxonomy(request: HttpRequest, id: UUID, asked: Query[Wording]) -> Any:
    with _context(request, asked) as context:
        found = next((item for item in terms.taxonomies() if item["id"] == str(id)), None)
        return answers.single(api, request, context, found) if found else _missing()


@api.api_operation(
    _LIST, "/taxonomy_terms", summary="Terms of the taxonomies", operation_id="taxonomy_terms",
    response=answers.Page, openapi_extra=answers.documented("taxonomy_term", paged=True),
)  # fmt: skip
def list_terms(request: HttpRequest, asked: Query[TermListing]) -> Any:
    with _context(request, asked) as context:
        return answers.listing(api, request, context, asked, filtering.terms(context, asked), list)


@api.get(
    "/taxonomy_terms/{id}", summary="A term", operation_id="taxonomy_term",
    openapi_extra=answers.documented("taxonomy_term"),
)  # fmt: skip
def one_term(request: HttpRequest, id: UUID, asked: Query[Wording]) -> Any:
    with _context(request, asked) as context:
        found = context.terms.get(*context.terms.by_id.get(id, ("", "")))
        return answers.single(api, request, context, found) if found else _missing()


@api.get("/datapackage.zip", summary="Everything as a tabular data package (zip of CSV)", operation_id="datapackage")
def package(request: HttpRequest, asked: Query[Wording]) -> Any:
    with _context(request, asked) as context:
        try:
            content = datapackage.kept(context)
        except datapackage.Busy as error:
            raise HttpError(503, "The package is being made: ask again in a minute.") from error
        response = HttpResponse(content, content_type="application/zip")
        name = f"hsds-{context.frame.country.slug}-{context.language}.zip"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Content-Language"] = languages.tag(context.language)
        return mark_public(response)


@contextmanager
def _context(request: HttpRequest, asked: Wording) -> Iterator[Context]:
    """The country of the host in the language asked for, which is active meanwhile. Raises BadParameter and HttpError."""
    frame = getattr(request, "frame", None)
    if frame is None:
        raise HttpError(404, "Each country answers at its own host: /api/hsds/ lists them.")
    language = (asked.language or frame.source_language).lower()
    if language not in frame.codes:
        offered = ", ".join(languages.tag(code) for code in frame.codes)
        raise BadParameter("language", f"This country has: {offered}.")
    with translation.override(language):
        yield Context(frame, language)


def _missing() -> NoReturn:
    raise HttpError(404, "There is nothing with this id.")


def _rows(context: Context, entries: Sequence[Entry], form: Any) -> list[Json]:
    return [form(context, row) for row in reading.rows(context.frame, entries, context.language)]


def _minimal(context: Context, entries: Sequence[Entry]) -> list[Json]:
    """What tells a copy that it is out of date: the specification's two fields, and the two that its schema wants besides."""
    dates = reading.modified(context.frame)
    return [
        {**services.brief(context, entry), "modified_date": moment(dates[entry.pk])}
        for entry in entries
        if entry.pk in dates
    ]


def _full_organizations(context: Context, found: dict[int, list[Entry]], *, with_services: bool) -> list[Json]:
    """``found``: services by primary key of their organization."""
    entries = [entry for own in found.values() for entry in own]
    if with_services:
        rows = reading.rows(context.frame, entries, context.language)
        made = {row.entry.pk: services.full(context, row, within_organization=True) for row in rows}
    else:
        made = {entry.pk: services.brief(context, entry) for entry in entries}
    parents = {row.pk: row for row in reading.organizations(list(found))}
    return [organizations.full(context, parents[pk], own, made) for pk, own in found.items() if pk in parents]


def _places(context: Context, pairs: Sequence[filtering.Pair], *, full: bool) -> list[Json]:
    unique = {entry.pk: entry for entry, _place in pairs}
    rows = {row.entry.pk: row for row in reading.rows(context.frame, list(unique.values()), context.language)}
    form = services.full_at_location if full else services.at_location
    return [form(context, rows[entry.pk], place) for entry, place in pairs if entry.pk in rows]
