"""Exports that were changed by hand: refused with a clear message and nothing changed, or read without what could harm readers."""

import json
import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from articles.models import ArticlePage
from portal.countries.models import Country
from portal.lifecycle import cleaning, package
from tests.conftest import TEST_MEDIA
from tests.factories import make_article, make_country

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings, tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    shutil.copytree(TEST_MEDIA, folder)
    settings.MEDIA_ROOT = folder
    return folder


@pytest.fixture
def folder(media: Path, tmp_path: Path) -> Path:
    """The export of a small country that is gone."""
    country = make_country()
    source = ("source", {"title": "A law", "url": "https://example.org/law", "dated": None})
    article = make_article(country, "a-guide", body=[("text", "<p>Harmless words</p>")])
    article.sources = [source]
    article.save()
    target = tmp_path / "export"
    call_command("export_country", "testland", to=str(target), verbosity=0)
    call_command("delete_country", "testland", without_export=True, verbosity=0)
    return target


def manifest_of(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_bytes())


def write_manifest(folder: Path, manifest: object) -> None:
    (folder / "manifest.json").write_bytes(package.dump(manifest))


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Change words in a table, and its digest, as somebody would who means harm."""
    data = (folder / name).read_text()
    assert old in data
    data = data.replace(old, new)
    (folder / name).write_text(data)
    manifest = manifest_of(folder)
    for entry in manifest["tables"]:
        if entry["file"] == name:
            entry["sha256"] = package.digest(data.encode())
    write_manifest(folder, manifest)


class TestManifests:
    def test_what_is_wrong_is_said(self, folder):
        good = manifest_of(folder)
        names = ["", ".", "tables", "files", "tables/", "files/./x", "tables//x", "files/a\nb", 5, None, [], "files\\x"]
        wrong: list = [{"files": [*good["files"], {"file": name, "bytes": 1, "sha256": "0"}]} for name in names]
        wrong += [{"tables": value} for value in ({}, ["tables/x"], [{"file": "tables/x.jsonl"}])]
        wrong += [{"country": value} for value in ([], {"code": 5, "slug": "x"}, {"code": "XT", "slug": "../x"})]
        wrong += [{"files": None}, {"asked": None}, {"version": "1"}, {"tables": [], "files": []}]
        for part in wrong:
            write_manifest(folder, good | part)
            with pytest.raises(CommandError, match=re.escape("Nothing was imported. ")):
                call_command("import_country", str(folder))
            assert not Country.objects.filter(code="XT").exists(), part
        for text in ("", "[]", "null", "5", '"x"', "[" * 100_000, "\udcff"):
            (folder / "manifest.json").write_bytes(text.encode("utf-8", "surrogateescape"))
            with pytest.raises(CommandError, match=re.escape("Nothing was imported. manifest.json: this is no")):
                call_command("import_country", str(folder))

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_one_value_of_a_line_replaced_by_anything(self, data, folder, tmp_path_factory):
        copy = tmp_path_factory.mktemp("fuzz") / "export"
        shutil.copytree(folder, copy)
        tables = [entry["file"] for entry in manifest_of(copy)["tables"] if entry["rows"]]
        name = data.draw(st.sampled_from(tables))
        lines = [json.loads(line) for line in (copy / name).read_text().splitlines()]
        line = data.draw(st.sampled_from(lines))
        anything = st.one_of(
            st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=300),
            st.lists(st.integers(), max_size=2), st.just({}), st.just("x" * 5000), st.just("\x00"),
        )  # fmt: skip
        line[data.draw(st.sampled_from(sorted(line)))] = data.draw(anything)
        (copy / name).write_bytes(b"".join(package.dump(row) for row in lines))
        manifest = manifest_of(copy)
        for entry in manifest["tables"]:
            entry["sha256"] = package.digest((copy / entry["file"]).read_bytes())
        write_manifest(copy, manifest)
        pages, refused = Page.objects.count(), ""
        try:
            call_command("import_country", str(copy), verbosity=0)
        except CommandError as problem:
            refused = str(problem)
        if refused:
            assert refused.startswith("Nothing was imported. ")
            assert Page.objects.count() == pages
        else:
            call_command("delete_country", Country.objects.get(code="XT").slug, without_export=True, verbosity=0)


HARMFUL = [
    "<p>Words<script>alert(1)</script></p>",
    '<p>Words</p><img src=x onerror="alert(1)">',
    '<p onclick="alert(1)">Words</p>',
    '<p>Words <a href="javascript:alert(1)">here</a></p>',
    '<p>Words <a href="jav&#x09;ascript:alert(1)">here</a></p>',
    "<p>Words <a href='javascript&colon;alert(1)'>here</a></p>",
    '<p>Words <a href="data:text/html,<script>alert(1)</script>">here</a></p>',
    "<p>Words<svg/onload=alert(1)></p>",
    "<p>Words<!--><script>alert(1)</script>--></p>",
    '<p title="</p><script>alert(1)</script>">Words</p>',
    "<<p>script>Words alert(1)<</p>/script>",
    "<p>Words<iframe srcdoc='<script>alert(1)</script>'></iframe></p>",
    '<p>Words<math><mtext></p><style><img src onerror="alert(1)"></style></math></p>',
]


# A tag or an attribute that would run something; the same letters as words are harmless.
HARM = r"<(script|img|svg|iframe|style|math)|<[^>]*\son\w+=|<[^>]*(javascript|data):?"


class TestWords:
    def test_what_would_run_is_taken_out(self, folder, site):
        everything = "".join(HARMFUL)
        words = json.dumps(everything, ensure_ascii=False)[1:-1]
        change(folder, "tables/articles.articlepage.jsonl", "<p>Harmless words</p>", words)
        call_command("import_country", str(folder), verbosity=0)
        main = BeautifulSoup(site("testland").get("/en/housing/a-guide/").content, "html.parser").main
        assert "Words" in main.text
        assert main.find_all(["script", "img", "iframe", "style", "math"]) == []
        assert main.find_all("svg", class_=lambda name: name != "icon") == []
        for tag in main.find_all(True):
            assert not [name for name in tag.attrs if name.startswith("on")], tag
            assert not str(tag.get("href", "")).startswith(("javascript", "data")), tag

    @pytest.mark.parametrize("harmful", HARMFUL)
    def test_each_of_them_alone(self, harmful):
        assert not re.search(HARM, cleaning.rich(harmful).lower())

    def test_a_draft_and_an_address_of_a_source_too(self, folder):
        revisions = (folder / "tables/wagtailcore.revision.jsonl").read_text()
        if "<p>Harmless words</p>" in revisions:
            change(folder, "tables/wagtailcore.revision.jsonl", "<p>Harmless words</p>", HARMFUL[0])
        change(folder, "tables/articles.articlepage.jsonl", "https://example.org/law", "javascript:alert(1)")
        call_command("import_country", str(folder), verbosity=0)
        article = ArticlePage.objects.get(slug="a-guide", url_path__startswith="/testland/")
        assert article.sources.raw_data[0]["value"]["url"] == ""
        draft = article.get_latest_revision_as_object()
        assert "script" not in json.dumps(list(draft.body.raw_data))

    def test_what_the_editor_writes_stays_to_the_byte(self):
        for text in (
            '<p data-block-key="a1b2c">5 &lt; 6 &amp; "so" <b>it</b> is</p><ul><li>one</li></ul>',
            '<p><a linktype="page" id="12">a</a> <a id="3" linktype="fact">b</a> <a href="tel:+420 123">c</a><br/></p>',
            '<text position="0"></text>',
            "Only words > nothing",
        ):
            assert cleaning.rich(text) == text


class TestPrivacy:
    @pytest.mark.parametrize("kind", ["login", "password", "groups"])
    def test_a_page_under_a_privacy_setting_is_not_there_for_readers(self, kind, site):
        article = make_article(make_country(), "a-guide")
        assert site("testland").get("/en/housing/a-guide/").status_code == 200
        PageViewRestriction.objects.create(page=article, restriction_type=kind, password="x")
        assert site("testland").get("/en/housing/a-guide/").status_code == 404

    def test_it_comes_back_closed_with_the_groups_that_are_there(self, media, tmp_path, site, capsys):
        country = make_country()
        article = make_article(country, "a-guide")
        restriction = PageViewRestriction.objects.create(page=article, restriction_type="groups")
        foreign = Group.objects.create(name="Board")
        restriction.groups.set([Group.objects.get(name="editor.testland"), foreign])
        call_command("export_country", "testland", to=str(tmp_path / "t"), verbosity=0)
        call_command("delete_country", "testland", without_export=True, verbosity=0)
        foreign.delete()
        call_command("import_country", str(tmp_path / "t"))
        assert "closed to readers by a privacy setting: /testland/en/housing/a-guide/" in capsys.readouterr().out
        assert site("testland").get("/en/housing/a-guide/").status_code == 404
        kept = PageViewRestriction.objects.get(page__slug="a-guide", page__url_path__startswith="/testland/")
        assert [group.name for group in kept.groups.all()] == ["editor.testland"]
