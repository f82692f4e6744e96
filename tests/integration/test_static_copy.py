"""The copy of a site for a disk: complete, closed in itself, and honest about what it is."""

import datetime as dt
import posixpath
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command

from portal.countries.models import Country, Stage
from portal.lifecycle import stages
from services_map import finding
from tests.factories import make_article, make_country
from tests.factories import services as make

pytestmark = pytest.mark.django_db


def _copy(slug: str, to: Path) -> Path:
    call_command("export_static", slug, to=str(to), verbosity=0)
    return to


def _pages(folder: Path) -> dict[str, BeautifulSoup]:
    return {
        str(path.relative_to(folder)): BeautifulSoup(path.read_bytes(), "html.parser")
        for path in folder.rglob("*.html")
    }


def test_every_link_leads_to_a_file_and_nothing_is_loaded_from_elsewhere(tmp_path: Path) -> None:
    folder = _copy("moldova", tmp_path / "copy")
    pages = _pages(folder)
    for code in ("ro", "uk", "ru", "en", "rom-x-ursari"):
        assert f"{code}/index.html" in pages
        assert f"{code}/services/index.html" in pages
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    broken, loaded = [], set()
    for name, page in pages.items():
        for tag in page.find_all(["a", "img", "source", "audio", "video", "link"]):
            sizes = [part.split()[0] for part in str(tag.get("srcset") or "").split(",") if part.strip()]
            for address in (tag.get("href"), tag.get("src"), *sizes):
                target = str(address or "").partition("#")[0]
                if not target or target.startswith(("https:", "http:", "tel:", "mailto:", "sms:", "viber:", "geo:")):
                    assert not target or tag.name == "a", f"{name} loads {target}"
                    continue
                file = unquote(posixpath.normpath(posixpath.join(posixpath.dirname(name), target)))
                if file not in there:
                    broken.append((name, target))
                if tag.name != "a":
                    loaded.add(file)
        scripts = {posixpath.basename(str(tag["src"])) for tag in page.find_all("script")}
        assert scripts <= {"copy.js", "search-index.js"}, name
        assert not page.find_all("form", action=True), name
        assert "@import" not in str(page.style)
        assert "url(" not in str(page.style)
    assert broken == []
    assert any(file.endswith(".mp3") for file in loaded)
    assert {".avif", ".webp", ".jpg"} <= {posixpath.splitext(file)[1] for file in loaded}
    start = pages["index.html"]
    assert start.a["hreflang"] == "ro"
    assert "KB" in start.text


def test_a_copy_says_that_it_is_one_and_does_not_pretend(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(finding, "PAGE_SIZE", 3)
    country = make_country(languages=("en", "ar"))
    make_article(country, "a-guide")
    for number in range(8):
        make.make_service(country, f"help-{number}", name=f"Help {number}", hours="24/7")
    stages.change(country=country, stage=Stage.ARCHIVED, since=dt.date(2026, 11, 1), words={"ar": "انتهى"})
    pages = _pages(_copy("testland", tmp_path / "copy"))
    for name in ("en/housing/a-guide/index.html", "ar/housing/index.html", "en/services/help-1/index.html"):
        assert pages[name].main.find("div", class_="callout"), name
    assert "archived on 1 November 2026" in pages["en/services/help-1/index.html"].text
    assert "انتهى" in pages["ar/housing/index.html"].text
    assert not [name for name, page in pages.items() if page.select(".door")]
    listed = {name for name in pages if name.startswith("en/services/help-")}
    assert len(listed) == 8
    assert {"en/services/index.html", "en/services/page-2/index.html", "en/services/page-3/index.html"} <= pages.keys()
    assert "en/services/page-1/index.html" not in pages
    back = pages["en/services/page-2/index.html"].find("a", rel="prev")
    assert back["href"] == "../index.html"
    assert not any("map" in name or "report" in name for name in pages)


def test_a_zip_holds_the_same(tmp_path: Path) -> None:
    make_article(make_country(), "a-guide")
    folder, packed = _copy("testland", tmp_path / "copy"), _copy("testland", tmp_path / "copy.zip")
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert set(zipfile.ZipFile(packed).namelist()) == names


def test_a_link_takes_no_file_of_the_server_along(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("nobody's business")
    links = "".join(f'<a href="{start}{secret}">file</a> ' for start in ("/static/", "/media/"))
    make_article(make_country(), body=[("text", f"<p>Words. {links}</p>")])
    folder = _copy("testland", tmp_path / "copy")
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files
    assert not any(b"nobody's business" in file.read_bytes() for file in files)


def test_what_cannot_be_copied_is_said(tmp_path: Path) -> None:
    country = make_country()
    with pytest.raises(CommandError, match="There is no country nowhere"):
        _copy("nowhere", tmp_path / "copy")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    with pytest.raises(CommandError, match="holds something already"):
        _copy("testland", tmp_path / "full")
    Country.objects.filter(pk=country.pk).update(
        stage=Stage.HANDED_OVER, stage_since="2026-11-01", successor="https://example.org"
    )
    with pytest.raises(CommandError, match="was handed over"):
        _copy("testland", tmp_path / "copy")
