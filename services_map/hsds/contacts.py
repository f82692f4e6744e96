"""Public contact points of a service as telephones, addresses of messengers and websites, and e-mail addresses."""

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from locales import formats
from locales.languages import LANGUAGES
from services_map import contacts
from services_map.hsds.context import Context, Json
from services_map.hsds.ids import derived
from services_map.hsds.reading import ContactRow, Row
from services_map.hsds.terms import iso639
from services_map.vocabulary import ContactKind

_VOICE = (ContactKind.PHONE, ContactKind.SHORT_CODE)


def website(context: Context, row: Row) -> str | None:
    """The first website of the service."""
    found = (_uri(context, point) for point in row.contacts if point.kind == ContactKind.WEBSITE)
    return next(filter(None, found), None)


def email(row: Row) -> str | None:
    """The first e-mail address of the service."""
    return next((point.value for point in row.contacts if point.kind == ContactKind.EMAIL), None)


def phones(context: Context, row: Row) -> list[Json]:
    """Telephones and short numbers in the order in which to try them."""
    return [
        {
            "id": str(point.public_id),
            "service_id": str(row.entry.public_id),
            "number": point.value,
            "type": "voice",
            **({"description": point.hours.strip('"')} if point.hours else {}),
            "languages": [
                {"phone_id": str(point.public_id), "id": derived(point.public_id, "language", code), **language}
                for code, language in languages(context, point.languages)
            ],
        }
        for point in row.contacts
        if point.kind in _VOICE
    ]


def people(row: Row) -> list[Json]:
    """Each public e-mail address as a contact of the organization; never a person."""
    return [
        {
            "id": str(point.public_id),
            "service_id": str(row.entry.public_id),
            "name": row.organization.name,
            "email": point.value,
        }
        for point in row.contacts
        if point.kind == ContactKind.EMAIL
    ]


def urls(context: Context, row: Row) -> list[Json]:
    """Messengers, social media, further websites, and the service's page on the portal."""
    owner = row.entry.public_id
    first = website(context, row)
    found = [
        (str(point.public_id), str(ContactKind(point.kind).label), _uri(context, point))
        for point in row.contacts
        if point.kind not in (*_VOICE, ContactKind.EMAIL)
    ]
    found.append((derived(owner, "url"), _("Page on this portal"), page(context, row)))
    return [
        {"id": own_id, "service_id": str(owner), "label": label, "url": address}
        for own_id, label, address in found
        if address and address != first  # none: the value is no contact of its kind
    ]


def page(context: Context, row: Row) -> str:
    """The address of the service's page."""
    return f"{context.base}/{context.language}/services/{row.entry.slug}/"


def languages(context: Context, codes: tuple[str, ...]) -> list[tuple[str, Json]]:
    """(our code, name and code of the standard) of languages."""
    return [
        (code, {"name": formats.language_name(code, context.language), "code": iso639(code)})
        for code in codes
        if code in LANGUAGES
    ]


def _uri(context: Context, point: ContactRow) -> str:
    return str(iri_to_uri(contacts.link(point.kind, point.value, context.frame.country.code)))
