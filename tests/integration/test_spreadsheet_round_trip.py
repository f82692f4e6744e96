"""Written out and read in again, the directory stays as it is; what is sealed never comes out."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from wagtail.models import Revision

from portal.core.formulas import guard, unguard
from portal.countries.models import Country
from services_map import places, sealing
from services_map.models import ConfidentialPlace, ContactPoint, HoursException, Service, ServiceAtLocation, ServiceText
from services_map.spreadsheets import applying, planning, reading, records, writing
from services_map.spreadsheets.outcomes import Outcome, Plan
from tests.factories import make_country
from tests.factories.services import make_category, make_location, make_officer, make_service, make_town

pytestmark = pytest.mark.django_db
NEEDLE = "Xylofonova 4711"
FORMATS = [(writing.as_workbook, "a.xlsx"), (writing.as_csv, "a.csv")]
POINT = (49.876543, 14.123457)


@pytest.fixture
def country():
    """Services with every kind of content, awkward ones among it."""
    country = make_country()
    town = make_town(country)
    make_category("health")
    full = make_service(
        country, "full", name="=HYPERLINK(1)", texts={"uk": "'-назва", "ar": "@اسم _x0041_"}, external_id="007",
        locations=(make_location(country, name="Door; 5"), make_location(country, "area", name="Camp", address=NEEDLE)),
        contacts=(("phone", "+420 000 000 001"), ("website", "https://example.org/a|b"), ("telegram", "@example")),
        populations=["women", "children"], age_from=0, age_to=17, languages=["uk", "ar"], interpretation=True,
        accessibility=["step-free"], cost="paid", capacity="full", capacity_as_of=dt.date(2026, 11, 1),
        starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2030, 1, 1), referral=["call", "referral"], response_days=3,
        consent_needed=True, mobile=True, check_every_days=30, source_title="A\r\nsource ", source_url="http://example.org",
        hours="Mo-Fr 09:00-17:00 || \"by appointment\"",
    )  # fmt: skip
    full.other_categories.add(make_category("health"))
    full.save()
    contact = ContactPoint.objects.filter(service=full).first()
    ContactPoint.objects.filter(pk=contact.pk).update(languages=["ar", "uk"], hours="24/7")
    HoursException.objects.create(
        service=full, first=dt.date(2026, 12, 24), last=dt.date(2026, 12, 26), reason="holiday"
    )
    ServiceText.objects.filter(service=full).update(bring="+ papers\n- a pen\t", cost="-5")
    shelter = make_category("womens-shelter", confidential=True)
    hidden = places.create(country, places.Place("hidden", town, "Needle house", NEEDLE, "", *POINT, "needle note"))
    make_service(
        country, "shelter", name="A shelter", category=shelter, locations=(hidden,), contacts=(), status="draft"
    )
    make_service(country, "bare", name="Bare", contacts=(), hours="nonsense that was stored once", languages=[])
    return country


def planned(country, data: bytes, name: str) -> Plan:
    return planning.plan(reading.read(name, io.BytesIO(data), len(data)), records.read(country))


@pytest.mark.parametrize("write, name", FORMATS)
def test_an_export_changes_nothing_and_comes_out_the_same_again(country, write, name):
    data = write(country)
    plan = planned(country, data, name)
    assert [(row.outcome, row.changes, [str(one) for one in row.problems]) for row in plan.rows] == [
        (Outcome.UNCHANGED, [], [])
    ] * 3, plan.problems
    assert write(country) == data


def test_the_demonstration_comes_out_and_in_unchanged():
    for country in Country.objects.public():
        plan = planned(country, writing.as_workbook(country), "a.xlsx")
        assert plan.counts == {Outcome.UNCHANGED: Service.objects.filter(country=country).count()}, country


@pytest.mark.parametrize("write, name", FORMATS)
def test_an_export_makes_the_same_directory_elsewhere(country, write, name):
    Service.objects.filter(slug="bare").update(hours="")
    data = write(country)
    other = make_country("otherland", "XU")
    make_town(other)
    plan = planned(other, data, name)
    assert [str(problem) for row in plan.rows for problem in row.problems] == []
    applying.apply(plan, user=make_officer(other))
    rows = [list(writing.rows(one)[1]) for one in (country, other)]
    keys = [column.key for column in writing.rows(country)[0]]
    computed = [keys.index(key) for key in ("last_checked_on", "due_on", "state")]
    for row in (*rows[0], *rows[1]):
        for position in computed:
            row[position] = ""
    assert rows[0] == rows[1]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "'=1", "''+1", "\t=1", "'quoted'", "plain", "it's", "'"])
def test_the_guard_against_formulas_loses_nothing(text):
    assert unguard(guard(text)) == text
    assert guard(text)[0] not in "=+-@\t\r"


def test_no_cell_of_an_export_is_run_by_a_spreadsheet(country):
    book = openpyxl.load_workbook(io.BytesIO(writing.as_workbook(country)))
    cells = [cell for row in book["Services"] for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}
    assert not [cell.value for cell in cells if isinstance(cell.value, str) and cell.value[0] in "=+-@\t\r"]
    assert "'=HYPERLINK(1)" in [cell.value for cell in cells]
    assert ",=" not in writing.as_csv(country).decode("utf-8-sig")


def test_what_is_sealed_never_comes_out(country):
    book = writing.as_workbook(country)
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        text = "".join(parts.read(name).decode() for name in parts.namelist())
    for written in (text, writing.as_csv(country).decode("utf-8-sig"), str(records.read(country))):
        assert "Camp" in written
        for mark in ("Xylofonova", "4711", "49.8765", "14.1234", "Needle", "needle"):
            assert mark not in written


def test_applying_keeps_rows_keys_and_what_is_sealed(country):
    before = {
        model: set(model.objects.filter(service__country=country).values_list("pk", flat=True))
        for model in (ServiceText, ContactPoint, HoursException, ServiceAtLocation)
    }
    kept = ConfidentialPlace.objects.filter(location__country=country).order_by("pk").values_list("sealed", flat=True)
    sealed = list(kept)
    data = writing.as_csv(country).decode("utf-8-sig").replace("Door; 5", "Door 6").encode()
    applying.apply(planned(country, data, "a.csv"), user=make_officer(country))
    for model, pks in before.items():
        assert set(model.objects.filter(service__country=country).values_list("pk", flat=True)) == pks
    assert list(kept.all()) == sealed
    assert sealing.unseal(sealed[1]).note == "needle note"
    assert "Xylofonova" not in str(list(Revision.objects.values_list("content", flat=True)))
