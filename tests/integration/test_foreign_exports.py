"""Exports that were changed to reach what belongs to others: hosts, files and texts of countries that are here, the server's memory."""

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from wagtail.models import Page

from articles.models import ArticleCheck, ArticlePage
from portal.countries.models import Country
from portal.lifecycle import package
from tests.conftest import TEST_MEDIA
from tests.factories import make_article, make_country
from tests.factories.recordings import make_recording

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    """The export of a small country that is gone."""
    settings.MEDIA_ROOT = tmp_path / "media"
    shutil.copytree(TEST_MEDIA, settings.MEDIA_ROOT)
    country = make_country()
    make_article(country, "a-guide")
    make_recording(country)
    call_command("export_country", "testland", to=str(tmp_path / "export"), verbosity=0)
    call_command("delete_country", "testland", without_export=True, verbosity=0)
    return tmp_path / "export"


def rewrite(folder: Path, table: str, change) -> None:
    """Change the first row of a table, or the list of files, as somebody would who knows the format."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    name = f"tables/{table}.jsonl"
    rows = [json.loads(line) for line in (folder / name).read_text().splitlines()]
    change(rows)
    data = b"".join(package.dump(row) for row in rows)
    (folder / name).write_bytes(data)
    for entry in manifest["tables"]:
        if entry["file"] == name:
            entry["sha256"] = package.digest(data)
    (folder / "manifest.json").write_bytes(package.dump(manifest))


def refused(folder: Path, why: str) -> None:
    with pytest.raises(CommandError, match=re.escape("Nothing was imported. ") + f".*{why}"):
        call_command("import_country", str(folder), verbosity=0)
    assert not Country.objects.filter(code="XT").exists()


@pytest.mark.parametrize("host", ["serbia.localhost", "SERBIA.localhost", "localhost", "127.0.0.1"])
def test_it_takes_no_host_of_another_site(folder, host):
    rewrite(folder, "wagtailcore.site", lambda rows: rows[0].update(hostname=host, port=8123))
    refused(folder, "another site answers at")


def test_its_site_is_not_the_one_for_every_unknown_host(folder):
    rewrite(folder, "wagtailcore.site", lambda rows: rows[0].update(is_default_site=True))
    call_command("import_country", str(folder), verbosity=0)
    assert not Country.objects.get(code="XT").site.is_default_site


def test_it_takes_no_file_of_another_country(folder):
    theirs = default_storage.save("recordings/theirs.mp3", ContentFile(b"theirs"))
    rewrite(folder, "media.recording", lambda rows: rows[0].update(file=theirs))
    refused(folder, "recordings/theirs.mp3 is no file of this export")
    rewrite(folder, "media.recording", lambda rows: rows[0].update(file="../secret_key"))
    refused(folder, "media.recording")


@pytest.mark.parametrize(
    "name", ["files/documents/a.html", "files/images/a.SVG", "files/copies/a.zip", "files/images/a"]
)
def test_it_brings_no_kind_of_file_that_cannot_be_uploaded(folder, name):
    data = b"<script>alert(1)</script>"
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"].append({"file": name, "bytes": len(data), "sha256": package.digest(data)})
    (folder / "manifest.json").write_bytes(package.dump(manifest))
    refused(folder, "is no file that can be uploaded here")


def test_it_marks_no_article_of_another_country_as_checked(folder):
    theirs = ArticlePage.objects.filter(url_path__startswith="/serbia/en/").first()
    before = ArticleCheck.objects.filter(translation_key=theirs.translation_key).count()
    check = {
        "id": "x#1",
        "translation_key": str(theirs.translation_key),
        "checked_on": "2026-11-20",
        "checked_by": "Nobody",
    }
    check |= {"next_check_on": "2036-11-20", "recorded_at": "2026-11-20T08:00:00Z"}
    rewrite(folder, "articles.articlecheck", lambda rows: rows.append(check))
    refused(folder, "it belongs to a text of another country")
    assert ArticleCheck.objects.filter(translation_key=theirs.translation_key).count() == before


def test_its_pages_are_no_translations_of_another_countrys(folder):
    theirs = Page.objects.filter(url_path__startswith="/serbia/sr").first()
    rewrite(folder, "wagtailcore.page", lambda rows: rows[-1].update(translation_key=str(theirs.translation_key)))
    refused(folder, "it belongs to a text of another country")


def test_its_revisions_are_of_pages(folder):
    def change(rows):
        rows[0].update(base_content_type="countries.fact", content_type="countries.fact")

    rewrite(folder, "wagtailcore.revision", change)
    refused(folder, "wagtailcore.revision")


def test_a_bomb_is_not_unpacked(folder, tmp_path):
    """A few kilobytes that become gigabytes are refused before they are read."""
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in folder.rglob("*"):
            if file.is_file() and file.name != "manifest.json":
                archive.write(file, file.relative_to(folder).as_posix())
        with archive.open("manifest.json", "w") as manifest:
            for _ in range(600):
                manifest.write(b" " * 1_000_000)
    refused(bomb, "far larger than the file")
