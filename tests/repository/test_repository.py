"""House rules that a machine can check."""

import re
import secrets
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from locales import catalogs
from locales.languages import CATALOGS
from portal.core import icons, stylesheet
from portal.countries.models import Topic

ROOT = Path(settings.BASE_DIR)
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
FILES = [ROOT / name for name in TRACKED if name and (ROOT / name).is_file()]
PYTHON = [file for file in FILES if file.suffix == ".py" and "migrations" not in file.parts]


def test_python_files_stay_under_about_300_lines():
    long = {str(file.relative_to(ROOT)): n for file in PYTHON if (n := len(file.read_text().splitlines())) > 320}
    assert long == {}


def test_styles_use_logical_properties_only():
    sides = "left|right|top|bottom"
    physical = re.compile(
        rf"(?<![-\w])(margin|padding|border)-({sides})|(?<![-\w])({sides}|width|height)\s*:|float\s*:|text-align\s*:\s*(left|right)"
    )
    for file in (ROOT / "static" / "css").glob("*.css"):
        text = re.sub(r"@media[^{]*", "", file.read_text())
        assert not physical.search(text), (file.name, physical.search(text))


def test_the_stylesheet_is_small():
    assert len(stylesheet.load().css) < 10_000


def test_templates_have_no_inline_script_or_style_attribute():
    for file in (ROOT / "templates").rglob("*.html"):
        text = file.read_text()
        assert not re.search(r"<script(?! type=\"application/ld| (type=\"module\"|defer) src=)", text), file
        assert not re.search(r"\sstyle=|\son\w+=", text), file


def test_no_machine_path_and_no_registry_address():
    # The patterns are put together here so that this file does not hold them.
    forbidden = re.compile(
        "|".join(["/" + "work/", "/root/", "index" + "-url", '"resolved": ' + '"http', "--find" + "-links"])
    )
    for file in FILES:
        if file.suffix in (".png", ".mp3") or file == Path(__file__):
            continue
        assert not forbidden.search(file.read_text(encoding="utf-8")), file


def test_lock_files_carry_hashes():
    for name in ("requirements.txt", "requirements-dev.txt"):
        pins = [line for line in (ROOT / name).read_text().splitlines() if re.match(r"\w", line)]
        assert all("==" in line for line in pins)
        assert (ROOT / name).read_text().count("--hash=sha256:") >= len(pins)


def test_every_dependency_says_why():
    for name in ("requirements.in", "requirements-dev.in"):
        for line in (ROOT / name).read_text().splitlines():
            if line and not line.startswith(("#", "-r")) and not line.startswith(("pytest-django", "types-")):
                assert "#" in line, (name, line)


@pytest.mark.parametrize("code", [code for code in CATALOGS if code != "en"])
def test_catalogs_are_complete(code):
    assert catalogs.gaps(code) == []


@pytest.mark.parametrize("code", [code for code in CATALOGS if code != "en"])
def test_translations_keep_their_placeholders(code):
    import polib

    for entry in polib.pofile(str(catalogs.po_file(code))):
        wanted = set(re.findall(r"%\(\w+\)s", entry.msgid + entry.msgid_plural))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                assert set(re.findall(r"%\(\w+\)s", text)) == wanted, (code, entry.msgid)


@pytest.mark.django_db
def test_every_topic_has_its_icon_and_a_name_in_every_interface_language():
    for topic in Topic.objects.all():
        assert icons.svg(topic.icon)
        named = set(topic.texts.values_list("locale__language_code", flat=True))
        assert set(CATALOGS) <= named, topic.slug


def test_every_decision_has_its_record():
    records = sorted(path.name for path in (ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert len(records) >= 12
    for record in records:
        text = (ROOT / "docs" / "adr" / record).read_text()
        for part in ("Context", "Decision", "Consequences"):
            assert f"## {part}" in text, record


def test_links_between_documents_lead_somewhere():
    for file in [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]:
        for target in re.findall(r"\]\(([^)#:\s]+)\)", file.read_text()):
            assert (file.parent / target).exists(), (file.name, target)


def test_the_project_file_names_the_oldest_python_that_ci_runs():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["requires-python"] == ">=3.11"


def test_settings_are_safe_for_deployment():
    run = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={
            "PATH": "/usr/bin:/bin",
            "HTTPS": "true",
            "BEHIND_PROXY": "true",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DOMAIN": "help.example.org",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
