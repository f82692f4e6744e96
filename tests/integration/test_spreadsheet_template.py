"""The workbook that officers start from."""

import io

import openpyxl
import pytest

from services_map.spreadsheets import planning, reading, records, template
from services_map.spreadsheets.outcomes import Outcome
from tests.factories.spreadsheets import make_ground

pytestmark = pytest.mark.django_db


def test_the_template_can_be_filled_in_and_sent():
    country = make_ground()
    book = openpyxl.load_workbook(io.BytesIO(template.make(country)))
    assert book.sheetnames == ["Services", "Instructions", "Allowed values"]
    sheet = book["Services"]
    position = {cell.value: cell.column for cell in sheet[1]}
    for header, text in {
        "id": "9",
        "name (en)": "New",
        "organization": "Demo organization",
        "main category": "legal-aid",
    }.items():
        sheet.cell(2, position[header], text)
    data = io.BytesIO()
    book.save(data)
    data.seek(0)
    plan = planning.plan(reading.read("template.xlsx", data, 1), records.read(country))
    assert [row.outcome for row in plan.rows] == [Outcome.NEW], [str(problem) for problem in plan.rows[0].problems]
    assert len(sheet.data_validations.dataValidation) >= 8


def test_every_list_of_allowed_values_is_in_the_template():
    country = make_ground()
    book = openpyxl.load_workbook(io.BytesIO(template.make(country)))
    lists = {
        column[0].value: [cell.value for cell in column[1:] if cell.value] for column in book["Allowed values"].columns
    }
    assert lists["town"] == ["prague"]
    assert "temporary-protection" in lists["status needed"]
    assert {"legal-aid", "womens-shelter"} <= set(lists["category"])
    named = {row[3] for row in book["Instructions"].iter_rows(values_only=True) if row[3] and row[0] != "column"}
    assert named <= set(lists)
