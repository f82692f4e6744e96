"""Export, deletion and import of a country: lossless, or nothing."""

import json
import re
import shutil
import threading
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail_localize.models import TranslationSource

from articles.models import ArticlePage, TranslationState
from portal.countries.models import Country
from portal.lifecycle import exporting, package, snapshot
from portal.lifecycle.left_out import LEFT_OUT
from portal.lifecycle.tables import TABLES
from services_map.models import ConfidentialPlace, Location, OfficerNote, Service
from tests.conftest import TEST_MEDIA
from tests.factories import make_article, make_country, make_fact
from tests.factories import services as make


@pytest.fixture
def media(settings, tmp_path: Path) -> Path:
    """Uploaded files that a test may delete."""
    folder = tmp_path / "media"
    shutil.copytree(TEST_MEDIA, folder)
    settings.MEDIA_ROOT = folder
    return folder


def _export(slug: str, to: Path, **options) -> Path:
    call_command("export_country", slug, to=str(to), verbosity=0, **options)
    return to


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _addresses(slug: str) -> list[str]:
    country = Country.objects.get(slug=slug)
    pages = Page.objects.descendant_of(country.container).live()
    codes = [item.locale.language_code for item in country.languages.select_related("locale")]
    services = [f"/{codes[0]}/services/{service.slug}/" for service in country.services.all()]
    return ["/" + path.split("/", 2)[2] for path in pages.values_list("url_path", flat=True)] + services


@pytest.mark.parametrize("slug", ["moldova", "serbia"])
def test_a_country_comes_back_as_it_was(slug: str, db, site, media: Path, tmp_path: Path, monkeypatch) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    first = _export(slug, tmp_path / "first", sealed=True, internal=True)
    addresses = _addresses(slug)
    before = {path: site(slug).get(path).content for path in addresses}
    call_command("delete_country", slug, export=str(first), verbosity=0)
    assert site(slug).get("/en/").status_code == 404
    call_command("import_country", str(first), verbosity=0)
    again = _export(slug, tmp_path / "again", sealed=True, internal=True)
    kept, new = _contents(first), _contents(again)
    assert kept.keys() == new.keys()
    assert [name for name in kept if kept[name] != new[name]] == []
    assert _addresses(slug) == addresses
    for path in addresses:
        assert site(slug).get(path).content.decode() == before[path].decode(), path
    assert Page.find_problems() == ([], [], [], [], [])


def _broken(folder: Path, name: str, change) -> None:
    """Change a table of an export and its digest in the manifest, as a careless hand would."""
    data = change((folder / name).read_bytes())
    (folder / name).write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for entry in manifest["tables"]:
        if entry["file"] == name:
            entry["sha256"] = package.digest(data)
    (folder / "manifest.json").write_bytes(package.dump(manifest))


@pytest.fixture
def testland(db, media: Path):
    """A small country with an article in draft beside its live words, which refers to everything that an article can refer to."""
    country = make_country()
    fact = make_fact(country, "office-phone", type="phone", phone_value="+420 123 456 789")
    other = make_article(country, "other-guide", title="Other guide")
    document = Document.objects.create(
        title="Form", file=ContentFile(b"words", "form.txt"), collection=country.collection
    )
    link = f'<p>See <a linktype="page" id="{other.pk}">this</a> and <a linktype="document" id="{document.pk}">that</a>.</p>'
    body = [("text", RichText(link)), ("facts", [fact.pk]), ("related", [other.pk])]
    article = make_article(country, "a-guide", body=body)
    article.title = "A draft of it"
    article.save_revision()
    service = make.make_service(country, "help", name="Help")
    OfficerNote.objects.create(service=service, text="Among officers")
    return country


def test_what_refers_to_something_still_refers_to_it(testland, site, tmp_path: Path) -> None:
    before = site("testland").get("/en/housing/a-guide/").content.decode()
    _export("testland", tmp_path / "t.zip")
    call_command("delete_country", "testland", without_export=True, verbosity=0)
    make_country("elsewhere", "XE")  # takes the next numbers
    call_command("import_country", str(tmp_path / "t.zip"), verbosity=0)
    article = ArticlePage.objects.get(slug="a-guide", url_path__startswith="/testland/")
    other = ArticlePage.objects.get(slug="other-guide", url_path__startswith="/testland/")
    raw = list(article.body.raw_data)
    assert f'linktype="page" id="{other.pk}"' in raw[0]["value"]
    assert f'linktype="document" id="{Document.objects.get(title="Form").pk}"' in raw[0]["value"]
    assert raw[2]["value"][0]["value"] == other.pk
    assert article.title == "A guide"
    assert article.get_latest_revision_as_object().title == "A draft of it"
    assert site("testland").get("/en/housing/a-guide/").content.decode() == before


def test_a_country_comes_back_under_another_name(testland, site, tmp_path: Path) -> None:
    _export("testland", tmp_path / "t.zip")
    call_command("delete_country", "testland", export=str(tmp_path / "t.zip"), verbosity=0)
    call_command("import_country", str(tmp_path / "t.zip"), slug="newland", verbosity=0)
    assert site("newland").get("/en/housing/a-guide/").status_code == 200
    assert site("testland").get("/en/").status_code == 404


def test_people_and_secrets_stay_behind(testland, tmp_path: Path) -> None:
    place = make.make_location(testland, "hidden", address="Needle street 12345")
    make.make_service(testland, "shelter", name="Shelter", locations=(place,))
    make.make_officer(testland, "needle-officer")
    plain = b"".join(_contents(_export("testland", tmp_path / "plain")).values())
    assert b"needle" not in plain.lower()
    assert b"Among officers" not in plain
    asked = _export("testland", tmp_path / "asked", sealed=True, internal=True)
    everything = b"".join(_contents(asked).values())
    assert b"Needle" not in everything
    assert ConfidentialPlace.objects.get(location=place).sealed.encode() in everything
    assert b"Among officers" in everything
    assert json.loads((asked / "manifest.json").read_bytes())["asked"] == ["internal", "sealed"]


@pytest.mark.parametrize(
    "name, change, said",
    [
        (
            "tables/countries.fact.jsonl",
            lambda data: data + b"{nonsense\n",
            "tables/countries.fact.jsonl, line 2: this is no JSON",
        ),
        (
            "tables/countries.fact.jsonl",
            lambda data: data.replace(b'"type"', b'"colour"'),
            "tables/countries.fact.jsonl, line 1: this portal knows no field colour",
        ),
        (
            "tables/services_map.servicetext.jsonl",
            lambda data: data.replace(b'"service":"', b'"service":"x'),
            "tables/services_map.servicetext.jsonl, line 1: it refers to",
        ),
        (
            "tables/countries.fact.jsonl",
            lambda data: data.replace(b'"phone_value":"+420 123 456 789"', b'"phone_value":""'),
            "tables/countries.fact.jsonl, line 1: ",
        ),
    ],
)
def test_a_broken_line_is_named_and_nothing_is_imported(
    name: str, change, said: str, testland, media: Path, tmp_path: Path
) -> None:
    folder = _export("testland", tmp_path / "export")
    call_command("delete_country", "testland", export=str(folder), verbosity=0)
    files, pages = _contents(media), Page.objects.count()
    _broken(folder, name, change)
    with pytest.raises(CommandError, match=re.escape("Nothing was imported")) as problem:
        call_command("import_country", str(folder), verbosity=0)
    assert said in str(problem.value)
    assert Page.objects.count() == pages
    assert not Country.objects.filter(slug="testland").exists()
    assert _contents(media) == files


def test_a_damaged_or_foreign_file_is_refused(testland, tmp_path: Path) -> None:
    folder = _export("testland", tmp_path / "export")
    with pytest.raises(CommandError, match=re.escape("testland (XT) already")):
        call_command("import_country", str(folder))
    table = folder / "tables" / "countries.fact.jsonl"
    table.write_bytes(table.read_bytes() + b"\n")
    with pytest.raises(CommandError, match=re.escape("countries.fact.jsonl: it was changed or damaged")):
        call_command("import_country", str(folder))
    table.unlink()
    with pytest.raises(CommandError, match=re.escape("countries.fact.jsonl is missing")):
        call_command("import_country", str(folder))
    (folder / "manifest.json").write_text('{"format": "another"}')
    with pytest.raises(CommandError, match=re.escape("no export of a country site")):
        call_command("import_country", str(folder))
    (tmp_path / "words.zip").write_text("words")
    with pytest.raises(CommandError, match=re.escape("words.zip is no zip file")):
        call_command("import_country", str(tmp_path / "words.zip"))


@pytest.mark.parametrize("name", ["../../outside.txt", "/etc/outside", "tables/../../outside", "elsewhere/file"])
def test_a_manifest_cannot_name_files_outside(name: str, testland, tmp_path: Path) -> None:
    folder = _export("testland", tmp_path / "export")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"].append({"file": name, "bytes": 1, "sha256": "0"})
    (folder / "manifest.json").write_bytes(package.dump(manifest))
    with pytest.raises(CommandError, match=re.escape("no name of a file of an export")):
        call_command("import_country", str(folder))


def test_a_country_is_deleted_only_with_an_export_of_what_it_is_now(testland, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=re.escape("Export the country first")):
        call_command("delete_country", "testland")
    folder = _export("testland", tmp_path / "export")
    make_article(testland, "newer")
    with pytest.raises(CommandError, match=re.escape("is not an export of testland as it is now")):
        call_command("delete_country", "testland", export=str(folder))
    assert Country.objects.filter(slug="testland").exists()


def test_deleting_leaves_other_countries_alone(testland, site) -> None:
    before = {
        model: model._base_manager.count() for model in (Page, Service, Location, TranslationSource, TranslationState)
    }
    make_country("lonely", "XL")
    call_command("delete_country", "lonely", without_export=True, verbosity=0)
    assert before == {model: model._base_manager.count() for model in before}
    assert site("testland").get("/en/housing/a-guide/").status_code == 200
    assert Page.find_problems() == ([], [], [], [], [])


def test_every_model_is_exported_or_left_out_for_a_reason() -> None:
    """A new model belongs into TABLES (portal/lifecycle/tables.py) or LEFT_OUT (left_out.py)."""
    exported = {table.label for table in TABLES}
    models = {model._meta.label for model in apps.get_models() if not model._meta.label.startswith("wagtailsearch.")}
    assert models - exported - LEFT_OUT.keys() == set()
    assert exported & LEFT_OUT.keys() == set()
    order = [table.label for table in TABLES]
    for table in TABLES:
        for field in table.fields:
            target = field.related_model._meta.label if field.is_relation else ""
            if target in exported and field.name not in table.later and target != table.label:
                assert order.index(target) < order.index(table.label), (
                    f"{table.label}.{field.name} comes before {target}"
                )
            if target and target not in exported:
                assert target in {"wagtailcore.Locale", "contenttypes.ContentType"}, f"{table.label}.{field.name}"


def test_what_is_written_meanwhile_is_not_in_an_export(django_db_setup, django_db_blocker) -> None:
    """On the database itself, outside any test's transaction: what the writer changed is put back."""
    with django_db_blocker.unblock():
        country = Country.objects.get(slug="serbia")
        page = Page.objects.descendant_of(country.container).order_by("path").last()
        waited: list[float] = []

        def write() -> None:
            try:
                Page.objects.filter(pk=page.pk).update(title="Written meanwhile")
                waited.append(1)
            finally:
                connection.close()

        class Sink:
            def __init__(self) -> None:
                self.files: dict[str, bytes] = {}

            def write(self, name: str, data: bytes) -> None:
                if not self.files:  # the first table is read, that of pages is not
                    writer = threading.Thread(target=write)
                    writer.start()
                    writer.join(timeout=30)
                self.files[name] = data

        sink = Sink()
        try:
            with snapshot.snapshot():
                exporting.write(country=country, to=sink)
            assert waited, "the writer had to wait for the export"
            assert next(iter(sink.files)) != "tables/wagtailcore.page.jsonl"
            assert page.title.encode() in sink.files["tables/wagtailcore.page.jsonl"]
            assert not [name for name, data in sink.files.items() if b"Written meanwhile" in data]
            assert Page.objects.get(pk=page.pk).title == "Written meanwhile"
        finally:
            Page.objects.filter(pk=page.pk).update(title=page.title)
            connection.close()
