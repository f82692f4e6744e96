"""Sheets of services for tests, as a country without services gets them."""

from portal.countries.models import Country
from services_map.spreadsheets import applying, planning, records
from services_map.spreadsheets.outcomes import Plan
from services_map.spreadsheets.reading import Table
from tests.factories import make_country
from tests.factories.services import make_category, make_town

NEW = {
    "id": "A1", "name (en)": "Legal help", "name (uk)": "Правова допомога", "organization": "Law, Ltd",
    "organization type": "un", "main category": "Legal-Aid", "languages": "English, ukrainian", "opening hours": "Mo 9:00-17:00",
    "contacts": "phone: +373 22 000 001 | uk\nemail: a@example.org", "exceptions of hours": "2026-12-24: off | holiday",
    "place 1 town": "Prague", "place 1 address": "Hlavní 1", "place 1 latitude": "50,09", "place 1 longitude": "14.42",
    "interpretation": "yes", "starts on": "1.2.2026",
}  # fmt: skip


def make_ground() -> Country:
    """A country with a town and two categories, one of them confidential."""
    country = make_country()
    make_category()
    make_category("womens-shelter", confidential=True)
    make_town(country)
    return country


def make_sheet(*rows: dict[str, str]) -> Table:
    header = list(dict.fromkeys(name for row in rows for name in row))
    texts = [[row.get(name, "") for name in header] for row in rows]
    return Table("a.xlsx", "Services", 1, header, list(range(2, len(rows) + 2)), texts)


def plan_of(country, *rows) -> Plan:
    return planning.plan(make_sheet(*rows), records.read(country))


def bring_in(country, officer, *rows) -> list[str]:
    plan = plan_of(country, *rows)
    applying.run(make_sheet(*rows), country, plan.digest(), user=officer)
    return [row.outcome.value for row in plan.rows]


def problems(country, *rows) -> list[str]:
    plan = plan_of(country, *rows)
    assert plan.has_errors
    return [str(problem) for problem in [*plan.problems, *(one for row in plan.rows for one in row.problems)]]
