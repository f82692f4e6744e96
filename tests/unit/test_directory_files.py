"""Content files of the directory: a mistake is named by file, line and field, and nothing is loaded by halves."""

from pathlib import Path

import pytest

from portal.countries.models import Country
from portal.demo import reader
from portal.demo.load import load
from portal.demo.reader import ContentErrors
from portal.demo.yaml_lines import read
from tests.factories import directory_files


@pytest.fixture
def content(tmp_path) -> Path:
    return directory_files.write(tmp_path)


def spoil(file: Path, old: str, new: str) -> int:
    """Replace the first occurrence; returns its line."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_files_without_a_mistake_are_read(content):
    directory = reader.read_countries(content)[0].directory
    assert directory.data.services["advice"].check.on.isoformat() == "2026-11-10"
    assert directory.words["uk"]["advice"].name == "Поради"


def test_a_country_without_a_directory_is_allowed(content):
    for file in content.glob("testland/**/services.yaml"):
        file.unlink()
    assert reader.read_countries(content)[0].directory is None


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "message"),
    [
        ("services", "[legal-aid]", "[gardening]", "services.advice.categories[0]", "no category gardening"),
        ("services", "[women]", "[men]", "services.advice.populations[0]", "Input should be 'women'"),
        ("services", "[uk, en]", "[uk, xx]", "services.advice.languages[1]", "xx is no language"),
        ("services", "kind: phone", "kind: fax", "services.advice.contacts[0].kind", "Input should be 'phone'"),
        ("services", '"0 000 00 01"', "two hundred", "services.advice.contacts[0].value", ""),
        ("services", "09:00-17:00", "13:00pm", "services.advice.hours", ""),
        ("services", "organization: lawyers", "organization: x", "services.advice.organization", "no x among"),
        ("services", "{location: office}", "{location: moon}", "services.advice.locations[0].location", "no moon"),
        ("services", "[{location: secret}]", "[{location: office}]", "services.refuge.locations[0].location", "hidden"),
        ("services", "{visibility: hidden}", "{visibility: hidden, town: brno}", "locations.secret.town", "no town"),
        (
            "services",
            "{visibility: hidden}",
            "{visibility: hidden, address: A 1}",
            "locations.secret.address",
            "no addr",
        ),
        ("services", "address: Hlavní 1, ", "", "locations.office", "needs its address"),
        ("services", "town: prague", "town: atlantis", "locations.office.town", "no town atlantis"),
        ("services", "latitude: 50.09", "latitude: 91.5", "locations.office.latitude", "no such place"),
        ("services", "50.09, longitude: 14.43", "0, longitude: 0", "locations.office.latitude", "0, 0"),
        ("services", "50.09, longitude: 14.43", "14.43, longitude: 50.09", "locations.office.latitude", "swapped"),
        ("services", "latitude: 50.09", "latitude: 52.09", "locations.office.latitude", "km from prague"),
        ("services", "cost: free", "price: free", "services.advice.price", "Extra inputs"),
        ("services", "on: 2026-11-10", "on: soon", "services.advice.check.on", "valid date"),
        ("towns", "49.1922, longitude: 16.6113", "16.6113, longitude: 49.1922", "towns[1].latitude", "swapped"),
        ("towns", "{en: Brno}", "{uk: Брно}", "towns[1].names", "name in en is missing"),
        ("en/services", "advice:", "advise:", "advise", "no such service"),
        ("en/services", "refuge: {name: Demo refuge", "refuge: {name: Refuge", "refuge.name", "named Demo"),
        ("en/services", "A safe place.", "Safe., directions: Behind the church", "refuge.directions", "hidden place"),
        ("uk/services", ", description: Відповідають юристи.", "", "advice.description", "Field required"),
        ("categories", "slug: shelter", "slug: legal", "categories[0].children[1].slug", "there already"),
        ("categories", "{en: Lawyers}", "{uk: Юристи}", "categories[0].children[0].names", "English name"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_field(content, file, old, new, field, message):
    path = content / ("" if file == "categories" else "testland") / f"{file}.yaml"
    line = spoil(path, old, new)
    with pytest.raises(ContentErrors) as problems:
        reader.read_countries(content)
    found = [error for error in problems.value.errors if error.where == field and message in error.message]
    assert found, str(problems.value)
    assert (found[0].file, found[0].line) == (path, line)


def test_every_service_has_words_in_the_source_language(content):
    (content / "testland/en/services.yaml").write_text("advice: {name: Advice, description: Words.}\n")
    with pytest.raises(ContentErrors, match=r"en/services.yaml:1: the service refuge has no words"):
        reader.read_countries(content)


def test_on_no_and_off_are_words(tmp_path):
    (tmp_path / "a.yaml").write_text("on: off\nno: [yes, true]\n")
    assert read(tmp_path / "a.yaml").data == {"on": "off", "no": ["yes", True]}


@pytest.mark.django_db
def test_nothing_is_loaded_by_halves(content):
    spoil(content / "testland/services.yaml", "[legal-aid]", "[gardening]")
    with pytest.raises(ContentErrors):
        load(content)
    assert not Country.objects.filter(code="AT").exists()
