"""The stamp of a country's directory: changed whenever something of its listings changes, so that an article's change costs nothing here."""

from portal.core import stamps
from portal.countries import purge
from portal.countries.models import Country


def scope(slug: str) -> str:
    """The scope of the stamp of a country, by its short name."""
    return f"services:{slug}"


def change(country: Country) -> None:
    """Readers of the country see a change at once. Bulk writers, which send no signals, call this themselves."""
    stamps.bump(scope(country.slug))
    purge.country(country)


def change_all() -> None:
    """After a change to what directories share."""
    stamps.bump(*(scope(slug) for slug in Country.objects.values_list("slug", flat=True)))
