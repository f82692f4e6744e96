"""Copies to take along: made ahead, complete in their language, without what must not lie on a device that others use."""

import datetime as dt
import json
import shutil
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from libzim.reader import Archive

from portal.countries.models import Stage
from portal.countries.roles import Role
from portal.lifecycle import copies, jobs, stages, static_site, zim
from portal.lifecycle.models import SiteJob, TakeAlong
from tests.conftest import TEST_MEDIA
from tests.factories import make_article, make_country, make_person
from tests.factories import services as make
from tests.factories.recordings import make_recording

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    """Uploaded files that a test may add to."""
    folder = tmp_path / "media"
    shutil.copytree(TEST_MEDIA / "recordings", folder / "recordings")
    settings.MEDIA_ROOT = folder
    settings.EXPORT_ROOT = tmp_path / "exports"
    return folder


@pytest.fixture
def country():
    """With an article, one on violence, a shelter whose place nobody may know, and a recording."""
    country = make_country(languages=("en", "ar"))
    make_article(country, "a-guide", title="How to register", body=[("text", "<p>Bring your passport.</p>")])
    make_article(country, "hurt", title="Needle at home", summary="Needle", sensitive=True)
    place = make.make_location(country, "hidden", address="Needle street 12345")
    make.make_service(country, "shelter", name="Shelter", locations=(place,))
    make_recording(country)
    return country


def files_of(name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(default_storage.open(name)) as archive:
        return {entry: archive.read(entry) for entry in archive.namelist()}


def copy_of(language: str = "en", form: str = "zip", recordings: bool = False) -> TakeAlong:
    return TakeAlong.objects.get(
        country__slug="testland", locale__language_code=language, form=form, recordings=recordings
    )


class TestFiles:
    def test_what_is_in_a_copy_and_what_is_not(self, country):
        copies.make(country=country)
        kept = {
            (row.locale.language_code, row.form, row.recordings) for row in TakeAlong.objects.filter(country=country)
        }
        both = {(code, form) for code in ("en", "ar") for form in ("zip", "zim")}
        assert {(*pair, False) for pair in both} <= kept
        assert ("en", "zip", True) in kept
        light, full = files_of(copy_of().name), files_of(copy_of(recordings=True).name)
        assert not [name for name in light if name.endswith(".mp3")]
        assert [name for name in full if name.endswith(".mp3")]
        assert b"The recording is not in this copy." in light["en/index.html"]
        assert b"What is said." in light["en/index.html"]
        assert "en/housing/a-guide/index.html" in light
        assert "en/housing/hurt/index.html" not in light
        assert not [name for name in light if name.startswith("ar/")]
        for name, data in {**light, **full}.items():
            assert b"needle" not in data.lower(), name
            assert not name.startswith(("/", "..")), name
        assert copy_of().pages == len([name for name in light if name.startswith("en/") and name.endswith(".html")])

    def test_every_link_leads_to_a_file(self, country):
        copies.make(country=country)
        files = files_of(copy_of("ar").name)
        for name, data in files.items():
            tags = ["a", "img", "script", "source", "link", "audio", "video", "iframe"]
            for tag in BeautifulSoup(data, "html.parser").find_all(tags) if name.endswith("html") else ():
                target = unquote(str(tag.get("href") or tag.get("src") or "")).partition("#")[0]
                assert tag.name == "a" or ":" not in target, f"{name} loads {target}"
                if target and ":" not in target:
                    parts = (Path("/") / name).parent.joinpath(target)
                    assert str(parts.resolve())[1:] in files, (name, target)

    def test_every_page_says_its_day_and_when_it_is_old(self, country, monkeypatch):
        day = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
        monkeypatch.setattr(timezone, "now", lambda: day)
        copies.make(country=country)
        page = BeautifulSoup(files_of(copy_of().name)["en/housing/a-guide/index.html"], "html.parser")
        assert (
            "Copy as of 22 November 2026: the map and forms are not in it. After 20 December 2026 ask for a newer one."
            in page.main.text
        )
        assert page.find(attrs={"data-old": "2026-12-20"}).has_attr("hidden")

    def test_the_index_finds_by_folded_words(self, country):
        make_article(country, "letters", title="Żółty Ёлка Ärzte", summary="")
        copies.make(country=country)
        text = files_of(copy_of().name)["en/search-index.js"].decode()
        index = json.loads(text.removeprefix("window.copyIndex=").rstrip(";\n"))
        entry = next(entry for entry in index["entries"] if entry[0] == "housing/letters/index.html")
        assert entry[4].split() == ["zolty", "елка", "arzte"]
        letters = index["letters"]
        assert "".join(letters.get(letter, letter) for letter in "Żółty Ёлка Ärzte") == "zolty елка arzte"
        assert "passport" in next(entry for entry in index["entries"] if "a-guide" in entry[0])[5].split()

    def test_a_zim_file_is_whole(self, country, tmp_path):
        copies.make(country=country)
        archive = Archive(Path(default_storage.path(copy_of("ar", "zim").name)))
        assert archive.check()
        assert archive.main_entry.get_item().path == "ar/index.html"
        assert archive.get_metadata("Language") == b"ara"
        assert archive.get_metadata("Creator").decode() == country.team
        assert archive.get_metadata("Title")
        assert archive.get_metadata("Date").decode() == str(copy_of("ar", "zim").made_on)
        assert archive.has_illustration(48)
        assert archive.has_fulltext_index
        ids = range(archive.all_entry_count)
        entries = {entry.path: entry for entry in map(archive._get_entry_by_id, ids) if not entry.is_redirect}
        assert "ar/housing/a-guide/index.html" in entries
        assert entries["ar/housing/a-guide/index.html"].title == "How to register"
        assert "copy.js" in entries
        for path, entry in entries.items():
            assert b"needle" not in bytes(entry.get_item().content).lower(), path

    @pytest.mark.parametrize(
        ("code", "iso"), [("uk", "ukr"), ("sr-latn", "srp"), ("rom-x-ursari", "rom"), ("prs", "prs")]
    )
    def test_languages_of_zim_files(self, code, iso):
        assert zim.language(code) == iso

    def test_without_libzim_there_is_no_zim_file(self, country, monkeypatch, site):
        monkeypatch.setattr(zim, "is_possible", lambda: False)
        copies.make(country=country)
        assert not TakeAlong.objects.filter(country=country, form="zim").exists()
        assert "Kiwix" not in site("testland").get("/en/take-along/").text


class TestKeeping:
    @pytest.fixture(autouse=True)
    def _only_zip(self, monkeypatch):
        monkeypatch.setattr(zim, "is_possible", lambda: False)

    def test_old_files_go_one_round_later(self, country, media):
        copies.make(country=country)
        first = copy_of().name
        copies.make(country=country)
        second = copy_of().name
        assert first != second
        assert default_storage.exists(first)
        copies.make(country=country)
        assert not default_storage.exists(first)
        assert default_storage.exists(second)
        kept = {f"copies/{path.name}" for path in (media / "copies").iterdir()}
        assert kept == copies.files(country)

    def test_a_language_that_is_gone_takes_its_copies_along(self, country):
        copies.make(country=country)
        gone = copy_of("ar").name
        country.languages.filter(locale__language_code="ar").delete()
        copies.make(country=country)
        assert not default_storage.exists(gone)
        assert not TakeAlong.objects.filter(country=country, locale__language_code="ar").exists()

    def test_nothing_is_lost_when_a_page_cannot_be_shown(self, country, monkeypatch):
        copies.make(country=country)
        before = copies.files(country)

        def fail(**kwargs):
            raise static_site.CannotCopy("/en/ cannot be shown")

        monkeypatch.setattr(static_site, "write", fail)
        with pytest.raises(CommandError, match="testland: /en/ cannot be shown"):
            call_command("make_packs", "testland", verbosity=0)
        assert copies.files(country) == before
        assert all(default_storage.exists(name) for name in before)

    def test_deleting_a_country_deletes_them(self, country, media):
        call_command("make_packs", "testland", verbosity=0)
        call_command("delete_country", "testland", without_export=True, verbosity=0)
        assert list((media / "copies").iterdir()) == []

    def test_the_command_says_which_country_it_does_not_know(self, db):
        with pytest.raises(CommandError, match="There is no country nowhere"):
            call_command("make_packs", "nowhere")

    def test_an_archived_site_can_be_taken_along(self, country, site):
        stages.change(country=country, stage=Stage.ARCHIVED, since=dt.date(2026, 11, 1), words={})
        manager = site("")
        manager.force_login(make_person(country, Role.MANAGER))
        for address, data in (("lifecycle_copies", {"all": "1"}), ("lifecycle_export", {})):
            state = manager.post(reverse(address, args=["testland"]), data)["Location"]
            assert "It is ready." in manager.get(state).text


class TestPage:
    def test_what_is_told_before_anything_is_loaded(self, country, site):
        assert "There is no copy in this language yet." in site("testland").get("/en/take-along/").text
        copies.make(country=country)
        page = site("testland").get("/en/take-along/")
        copy = copy_of()
        assert f"{copy.pages} pages in this language: English" in page.text
        assert "pages on sensitive topics" in page.text
        assert default_storage.url(copy.name) in page.text
        assert page["Cache-Control"].startswith("public")
        assert '<a href="/en/take-along/">' in site("testland").get("/en/offline/").text
        loaded = site("testland").get(default_storage.url(copy.name))
        assert loaded.status_code == 200
        assert int(loaded["Content-Length"]) == copy.size
        assert site("").get("/en/take-along/").status_code == 404

    def test_reading_it_makes_nothing(self, country, site, django_assert_max_num_queries):
        copies.make(country=country)
        with django_assert_max_num_queries(10) as captured:
            site("testland").get("/ar/take-along/")
        assert not [query for query in captured.captured_queries if not query["sql"].startswith("SELECT")]


class TestTeam:
    def test_a_manager_makes_them_anew(self, country, site):
        manager = site("")
        manager.force_login(make_person(country, Role.MANAGER))
        address = reverse("lifecycle_copies", args=["testland"])
        assert "There is no copy yet." in manager.get(address).text
        state = manager.post(address, {"all": "1"})["Location"]
        assert "It is ready." in manager.get(state).text
        assert copy_of().name in manager.get(address).text

    def test_a_copy_with_sensitive_pages_is_for_the_manager_alone(self, country, site, media):
        manager = site("")
        manager.force_login(make_person(country, Role.MANAGER))
        address = reverse("lifecycle_copies", args=["testland"])
        unsure = manager.post(address, {"language": "en"})
        assert unsure.status_code == 200
        assert "This field is required" in unsure.text
        assert not SiteJob.objects.filter(country=country).exists()
        state = manager.post(address, {"language": "en", "sure": "on"})["Location"]
        target = media.parent / "copy.zip"
        target.write_bytes(b"".join(manager.get(f"{state}file/").streaming_content))
        with zipfile.ZipFile(target) as archive:
            page = archive.read("en/housing/hurt/index.html").decode()
        assert "It also holds pages on sensitive topics" in page
        assert "Needle street" not in page
        assert not TakeAlong.objects.filter(country=country).exists()
        assert not (media / "copies").exists()

    def test_a_file_is_removed_after_a_day(self, country, site):
        manager = site("")
        manager.force_login(make_person(country, Role.MANAGER))
        state = manager.post(reverse("lifecycle_export", args=["testland"]))["Location"]
        path = SiteJob.objects.get(country=country).path
        assert path.exists()
        SiteJob.objects.update(created_at=timezone.now() - dt.timedelta(hours=25))
        assert manager.get(f"{state}file/").status_code == 404
        assert not path.exists()

    def test_what_failed_says_so_and_leaves_no_file(self, country, site, monkeypatch):
        manager = site("")
        manager.force_login(make_person(country, Role.MANAGER))

        def fail(**kwargs):
            raise OSError("no space left")

        monkeypatch.setattr("portal.lifecycle.exporting.write", fail)
        state = manager.post(reverse("lifecycle_export", args=["testland"]))["Location"]
        page = manager.get(state).text
        assert "It did not work. The log of the server says why." in page
        assert "no space left" not in page
        assert manager.get(f"{state}file/").status_code == 404
        folder = SiteJob.objects.get(country=country).path.parent
        assert list(folder.iterdir()) == []

    def test_asking_twice_makes_one(self, country):
        person = make_person(country, Role.MANAGER)
        waiting = SiteJob.objects.create(kind=SiteJob.Kind.EXPORT, country=country, user=person)
        assert jobs.create(kind=SiteJob.Kind.EXPORT, country=country, user=person) == waiting
