"""The environment: a wrong value is named, with an example."""

import subprocess
import sys

import pytest
from django.conf import settings
from pydantic import ValidationError

from portal import backends, environment
from portal.environment import Environment


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DOMAIN", "https://example.org/"),
        ("TASKS", "celery"),
        ("WORKERS", "0"),
        ("CACHE_PURGE_URLS", "varnish:6081"),
        ("MEDIA_STORAGE", "https://bucket.example.org"),
        ("DEBUG", "perhaps"),
    ],
)
def test_a_wrong_value_is_named_with_an_example(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as problems:
        Environment()
    text = environment.explain(problems.value)
    assert name in text
    assert f"Example: {name}=" in text


def test_readers_reach_the_portal_at_the_port_of_its_proxy(monkeypatch):
    monkeypatch.setenv("PORT", "8000")
    monkeypatch.delenv("PUBLIC_PORT", raising=False)
    assert Environment().public_port == 8000
    monkeypatch.setenv("PUBLIC_PORT", "8090")
    assert (Environment().port, Environment().public_port) == (8000, 8090)


def test_a_translator_without_key_stops_the_start(monkeypatch):
    monkeypatch.setenv("MACHINE_TRANSLATOR", "deepl")
    with pytest.raises(ValidationError) as problems:
        Environment()
    assert "MACHINE_TRANSLATOR_KEY" in environment.explain(problems.value)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"CACHE_PURGE_URLS": "http://127.0.0.1:6081"}, "CACHE_PURGE_TOKEN"),
        ({"CACHE_PURGE_URLS": "http://127.0.0.1:6081", "CACHE_PURGE_TOKEN": "short"}, "32 characters"),
        ({"MEDIA_STORAGE": "s3://bucket"}, "MEDIA_STORAGE_KEY"),
        ({"HEALTH_TOKEN": "short"}, "HEALTH_TOKEN"),
    ],
    ids=str,
)
def test_what_belongs_together_is_asked_for(monkeypatch, given, missing):
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as problems:
        Environment()
    assert missing in environment.explain(problems.value)


def test_a_bucket_is_read_from_one_address():
    made = Environment(
        media_storage="s3://portal-media/uploads?endpoint=https://objects.example.org&region=eu-1",
        media_storage_key="key",
        media_storage_secret="secret",
    )
    options = backends.media_storage(made)["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["bucket_name"], options["location"], options["region_name"]) == ("portal-media", "uploads", "eu-1")
    assert options["endpoint_url"] == "https://objects.example.org"


def test_the_process_ends_with_the_explanation_and_without_a_traceback():
    run = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env={"PATH": "/usr/bin:/bin", "PORT": "eighty"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    assert "PORT" in run.stderr
    assert "Example: PORT=8000" in run.stderr
    assert "Traceback" not in run.stderr


def test_hosts_are_read_from_a_list(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example.org, b.example.org,")
    assert Environment().allowed_hosts == ["a.example.org", "b.example.org"]


def test_the_example_file_is_the_one_made_from_the_code():
    assert (settings.BASE_DIR / ".env.example").read_text() == environment.example_file()
