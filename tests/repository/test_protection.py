"""Rules of data protection that a machine can check: classes of data, the table of requirements, what the portal is made of."""

import json
import re
import secrets
from collections import Counter
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from django.apps import apps
from django.conf import settings
from django.db import connection

import portal.settings
from portal.lifecycle import data_classes
from portal.lifecycle.data_classes import HIGH, SEVERE
from portal.lifecycle.tables import TABLES
from tests import newest_patches, sbom

ROOT = Path(settings.BASE_DIR)
SECURITY = ROOT / "docs" / "operators" / "security.md"
MODELS = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
ONLY_ON_SQLITE = {"wagtailsearch.SQLiteFTSIndexEntry"}
FIELDS_ONLY_ON_POSTGRESQL = {"wagtailsearch.IndexEntry": {"title_text", "body_text"}}


def told(model) -> set[str]:  # type: ignore[no-untyped-def]
    """The fields that tell something: all but numbers made by the database and the link to a parent's row."""
    fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return {
        field.name
        for field in fields
        if not (field.primary_key and (field.is_relation or field.get_internal_type().endswith("AutoField")))
        and field.name != "id"
    }


class TestClassesOfData:
    @pytest.mark.parametrize("label", sorted(MODELS))
    def test_every_field_has_one(self, label):
        elsewhere = FIELDS_ONLY_ON_POSTGRESQL.get(label, set()) if connection.vendor == "sqlite" else set()
        assert set(data_classes.of(label)) - elsewhere == told(MODELS[label])

    def test_no_model_is_listed_that_is_gone(self):
        assert set(data_classes.CLASSES) - set(MODELS) <= ONLY_ON_SQLITE

    def test_who_did_something_is_about_a_person(self):
        for label, model in MODELS.items():
            classes = data_classes.of(label)
            for field in model._meta.local_fields:
                if field.is_relation and field.related_model._meta.label == "auth.User" and not field.primary_key:
                    assert classes[field.name] in (HIGH, SEVERE), (label, field.name)

    def test_an_export_that_nobody_asked_more_of_holds_no_persons_and_no_secrets(self):
        exported = {
            f"{table.label}.{field.name}"
            for table in TABLES
            if not table.asked
            for field in table.fields
            if data_classes.of(table.label).get(field.name) in (HIGH, SEVERE)
        }
        # What a reader or an organization wrote about a listing goes to the team that takes the site over; so does a page's password.
        assert exported == {
            "services_map.Report.comment",
            "services_map.Proposal.new",
            "wagtailcore.PageViewRestriction.password",
        }


class TestTableOfRequirements:
    ROWS = re.findall(r"^\| (V?\d+\.\d+\.\d+(?:[–, ]+[\d.]+)*) \|(.+)\|(.+)\|$", SECURITY.read_text(), re.MULTILINE)

    def test_every_line_names_a_test_that_exists(self):
        assert len(self.ROWS) >= 50
        for number, _how, proof in self.ROWS:
            named = re.findall(r"`([\w/]+\.py)::(\w+)`", proof)
            assert named, number
            for file, test in named:
                assert f"def {test}(" in (ROOT / "tests" / file).read_text(), (number, file, test)

    def test_no_requirement_stands_twice(self):
        assert [number for number, count in Counter(row[0] for row in self.ROWS).items() if count > 1] == []


class TestBillOfMaterials:
    @pytest.fixture(scope="class")
    def bill(self):
        return sbom.bill()

    def test_it_is_valid_cyclonedx(self, bill):
        assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill)) is None

    def test_it_has_every_pin_and_the_licence_of_each(self, bill):
        listed = {component["purl"]: component for component in bill["components"]}
        assert len(listed) == len(bill["components"])
        for name, version in sbom.pins("requirements-dev.txt").items():
            assert f"pkg:pypi/{name}@{version}" in listed
        packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
        for path, package in packages.items():
            if path and "/node_modules/" not in path:
                name = path.removeprefix("node_modules/").replace("@", "%40")
                assert f"pkg:npm/{name}@{package['version']}" in listed
        assert [purl for purl, component in listed.items() if not component.get("licenses")] == []

    def test_what_runs_is_told_from_what_only_tests(self, bill):
        scopes = {component["name"]: component["scope"] for component in bill["components"]}
        assert scopes["django"] == scopes["wagtail"] == scopes["leaflet"] == "required"
        assert scopes["pytest"] == scopes["lighthouse"] == "excluded"

    def test_the_installed_packages_are_the_pinned_ones(self):
        from importlib.metadata import version

        installed = {name: version(name) for name in sbom.pins("requirements.txt")}
        assert installed == sbom.pins("requirements.txt")


class TestNewestPatches:
    PINNED = {"django": "5.2.17", "wagtail": "8.0.1", "redis": "7.1.0", "tool": "3", "calendar": "2026.1"}

    def test_a_later_patch_is_named(self):
        newest = {"django": "5.2.19", "wagtail": "8.0.1", "redis": "7.1.0"}
        [late] = newest_patches.behind(self.PINNED, newest)
        assert str(late) == "django: 5.2.17 is pinned, 5.2.19 is there"

    def test_a_new_series_is_another_matter(self):
        assert newest_patches.behind(self.PINNED, {"django": "6.0.1", "wagtail": "8.1.0", "tool": "4"}) == []

    def test_numbers_are_compared_as_numbers(self):
        assert newest_patches.behind({"django": "5.2.9"}, {"django": "5.2.10"})
        assert not newest_patches.behind({"django": "5.2.10"}, {"django": "5.2.9"})

    def test_what_npm_reports(self):
        report = '{"leaflet": {"current": "1.9.3", "wanted": "1.9.4", "latest": "2.0.0", "dependent": "portal"}}'
        found = newest_patches.behind({"leaflet": "1.9.3"}, newest_patches.npm_newest(report))
        assert [str(item) for item in found] == ["leaflet: 1.9.3 is pinned, 1.9.4 is there"]
        assert newest_patches.npm_newest("") == {}


class TestSettings:
    """What the suite itself runs with other values of."""

    def test_passwords_are_hashed_with_argon2(self):
        assert portal.settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")

    def test_cookies_of_the_settings(self):
        assert portal.settings.SESSION_COOKIE_HTTPONLY
        assert portal.settings.CSRF_COOKIE_AGE is None
        assert portal.settings.SESSION_COOKIE_SECURE == portal.settings.CSRF_COOKIE_SECURE

    def test_no_upload_can_carry_a_script(self):
        taken = {*portal.settings.WAGTAILIMAGES_EXTENSIONS, *portal.settings.WAGTAILDOCS_EXTENSIONS}
        assert not taken & {"svg", "html", "htm", "xhtml", "xml", "js"}

    def test_no_handler_of_logs_mails(self):
        assert set(portal.settings.LOGGING["handlers"]) == {"console"}
        assert "no_request" in portal.settings.LOGGING["handlers"]["console"]["filters"]


class TestSecretsFromFiles:
    def test_a_file_stands_in_for_the_value(self, tmp_path, monkeypatch):
        from portal.environment import Environment, secret_key

        key = secrets.token_urlsafe(50)
        (tmp_path / "key").write_text(f"{key}\n")
        monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
        monkeypatch.delenv("SECRET_KEY", raising=False)
        assert secret_key(Environment()) == key

    def test_a_file_that_is_not_there_stops_the_start(self, tmp_path, monkeypatch):
        from pydantic import ValidationError

        from portal.environment import Environment

        monkeypatch.setenv("CONFIDENTIAL_KEYS_FILE", str(tmp_path / "nothing"))
        with pytest.raises(ValidationError, match="cannot be read"):
            Environment()


@pytest.mark.parametrize("unit", ["portal", "portal-worker"])
def test_services_of_the_system_are_shut_in(unit):
    """Both handle what strangers send or upload: each writes below ``var`` only, and can do nothing that needs root."""
    lines = (settings.BASE_DIR / "deploy" / f"{unit}.service").read_text().splitlines()
    said = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    for name in (
        "NoNewPrivileges",
        "PrivateTmp",
        "PrivateDevices",
        "ProtectHome",
        "ProtectKernelModules",
        "RestrictNamespaces",
    ):
        assert said[name] == "true", name
    assert said["User"] == "portal"
    assert said["ProtectSystem"] == "strict"
    assert said["CapabilityBoundingSet"] == ""
    assert said["RestrictAddressFamilies"] == "AF_INET AF_INET6 AF_UNIX"
    assert said["MemoryMax"]
    assert set(said["ReadWritePaths"].split()) <= {"/srv/portal/var", "/srv/portal/locales"}
