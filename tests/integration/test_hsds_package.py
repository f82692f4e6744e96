"""The data package: accepted by frictionless, valid by the standard's tables, complete, without anything hidden."""

import csv
import io
import json
import zipfile
from pathlib import Path

import frictionless
import pytest
from django.core.management import CommandError, call_command

from portal.countries.models import Country
from services_map.hsds import datapackage
from services_map.hsds.tables import TABLES
from services_map.models import ServiceAtLocation, ServiceText
from tests import hsds
from tests.factories import hsds as full

NUMBERS = {(table.name, column.name) for table in TABLES for column in table.columns if column.type == "number"}


@pytest.fixture
def country(db) -> Country:
    return full.make_full_directory()


@pytest.fixture
def package(site, country):
    def package(language="en") -> zipfile.ZipFile:
        response = site(country.slug).get(f"/api/hsds/datapackage.zip?language={language}")
        assert response["Content-Type"] == "application/zip"
        assert response["Content-Disposition"] == f'attachment; filename="hsds-testland-{language}.zip"'
        return zipfile.ZipFile(io.BytesIO(response.content))

    return package


def rows(package, path):
    return list(csv.DictReader(io.StringIO(package.read(path).decode())))


def validated(folder: Path) -> list[str]:
    """What frictionless finds wrong with the package in a folder; it checks types, keys and what they refer to."""
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert len(report.tasks) == len(TABLES)
    return [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors] + [
        error.message for error in report.errors
    ]


@pytest.mark.parametrize("language", ["en", "uk"])
def test_frictionless_accepts_it(package, tmp_path, language):
    package(language).extractall(tmp_path)
    assert validated(tmp_path) == []
    services = tmp_path / "services.csv"
    services.write_text(services.read_text().replace("active", "", 1))
    assert validated(tmp_path) != []


def test_tables_are_those_of_the_standard(package):
    known = hsds.tables()
    found = package()
    for table in TABLES:
        if table.name not in known:
            assert table.name in ("service_capacity", "unit", "url")  # objects of 3.1 that its tables lack
            continue
        standard = known[table.name]
        names = [column.name for column in table.columns]
        assert table.path == standard["path"]
        assert set(names) <= set(standard["properties"])
        assert {*standard["required"], *standard.get("tabular_required", [])} <= set(names)
        objects = [_typed(table.name, row, standard["required"]) for row in rows(found, table.path)]
        assert objects
        assert hsds.tabular_errors(objects, table.name) == []


def test_it_holds_everything_that_readers_see(package, site, country):
    found = package()
    for path, name in {"services.csv": "services", "service_at_location.csv": "service_at_locations"}.items():
        page = site(country.slug).get(f"/api/hsds/{name}?per_page=200").json()
        assert {row["id"] for row in rows(found, path)} == {item["id"] for item in page["contents"]}
    assert {row["number"] for row in rows(found, "phones.csv")} >= {"+420222333444", "112"}  # as they are dialled
    assert {row["code"] for row in rows(found, "languages.csv") if row["phone_id"]} == {"uk"}
    assert [row["document"] for row in rows(found, "required_documents.csv")] == ["Passport", "Medical papers"]
    assert {row["language"] for row in rows(package("uk"), "meta_table_descriptions.csv")} == {"uk"}


def test_nothing_of_a_hidden_place_is_in_it(package):
    hidden = ServiceAtLocation.objects.get(service__slug="shelter")
    keys = [str(hidden.public_id), str(hidden.location.public_id)]
    needles = [full.NEEDLE, str(full.NEEDLE_LATITUDE), str(full.NEEDLE_LONGITUDE), *keys]
    found = package()
    text = "\n".join(found.read(name).decode() for name in found.namelist())
    assert "Shelter" in text
    assert [needle for needle in needles if needle in text] == []


def test_it_is_made_anew_only_after_a_change(package):
    first, same = package(), package()
    assert [item.CRC for item in first.infolist()] == [item.CRC for item in same.infolist()]
    text = ServiceText.objects.get(service__slug="bus")
    text.name = 'Another bus, "with" quotes\nand lines'
    text.save()
    assert text.name in {row["name"] for row in rows(package(), "services.csv")}


def test_one_package_is_made_at_a_time(site, country, monkeypatch):
    monkeypatch.setattr(datapackage, "PATIENCE", 0.01)
    with datapackage._building:
        response = site(country.slug).get("/api/hsds/datapackage.zip")
    assert (response.status_code, "minute" in response.json()["detail"]) == (503, True)


def test_the_command_writes_the_same(package, tmp_path, country, capsys):
    file = tmp_path / "testland.zip"
    call_command("export_hsds", "testland", str(file), "--language", "uk")
    assert "7 services" in capsys.readouterr().out
    written, served = zipfile.ZipFile(file), package("uk")
    assert {name: written.read(name) for name in written.namelist()} == {
        name: served.read(name) for name in served.namelist()
    }
    described = json.loads(written.read("datapackage.json"))
    assert [resource["path"] for resource in described["resources"]] == [table.path for table in TABLES]


@pytest.mark.parametrize(
    "arguments, words",
    [
        (("nowhere", "x.zip"), "No such country"),
        (("moldova", "x.zip", "--language", "bg"), "No such language"),
        (("moldova", "/no/such/folder/x.zip"), "Cannot write"),
    ],
)
def test_the_command_says_what_is_wrong(db, arguments, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=words):
        call_command("export_hsds", *arguments)
    assert list(tmp_path.iterdir()) == []


def _typed(table: str, row: dict[str, str], required: list[str]) -> dict:
    """A row as an object: empty cells are missing, or empty words where the standard wants the field."""
    kept = {name: value for name, value in row.items() if value or name in required}
    return {name: float(value) if (table, name) in NUMBERS else value for name, value in kept.items()}
