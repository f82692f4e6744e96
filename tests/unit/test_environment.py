"""The environment: a wrong value is named, with an example."""

import subprocess
import sys

import pytest
from django.conf import settings
from pydantic import ValidationError

from portal import environment
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


def test_a_translator_without_key_stops_the_start(monkeypatch):
    monkeypatch.setenv("MACHINE_TRANSLATOR", "deepl")
    with pytest.raises(ValidationError) as problems:
        Environment()
    assert "MACHINE_TRANSLATOR_KEY" in environment.explain(problems.value)


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
