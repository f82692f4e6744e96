"""The schemas of the standard (HSDS) as judges.

The schemas (CC BY-SA 4.0) are no part of this project. They are looked for in the folder named by HSDS_SCHEMA_DIR (it holds
``schema/`` and ``compiled/``), otherwise beside the project in ``../shared/hsds``.
"""

import datetime as dt
import json
import os
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

formats = FormatChecker()


@formats.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch(r"[a-z][a-z0-9+.-]*:[!-~]+", value))


@formats.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or dt.datetime.fromisoformat(value).tzinfo is not None


def folder() -> Path:
    """Where the schemas are; skips the test where there are none."""
    named = os.environ.get("HSDS_SCHEMA_DIR")
    path = Path(named) if named else settings.BASE_DIR.parent / "shared" / "hsds"
    if not (path / "schema" / "openapi.json").is_file():
        if named:
            pytest.fail(f"HSDS_SCHEMA_DIR is {path}, and there is no schema/openapi.json in it")
        pytest.skip(f"no schemas of HSDS: HSDS_SCHEMA_DIR is not set and {path} does not exist")
    return path


@cache
def _file(path: Path) -> dict:
    return json.loads(path.read_text())


def _local(uri: str) -> Resource:
    """The file for an address below .../schema/. Compiled forms that are not among the files have the same content as the others."""
    name = uri.rsplit("/schema/", 1)[1]
    candidates = [folder() / name, folder() / "schema" / name, folder() / "schema" / name.removeprefix("compiled/")]
    path = next(candidate for candidate in candidates if candidate.is_file())
    return Resource.from_contents(_file(path), default_specification=DRAFT202012)


def errors(data: object, schema: str) -> list[str]:
    """What is wrong with an object of the standard, such as "service" or "compiled/service_list"."""
    return _errors(data, {"$ref": f"https://hsds.test/schema/{schema}.json"})


def answer_errors(data: object, path: str) -> list[str]:
    """What is wrong with the answer of a path by the standard's document of the interface, as in ``/services/{id}``."""
    steps = ["paths", path, "get", "responses", "200", "content", "application/json", "schema"]
    pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
    return _errors(data, {"$ref": f"https://hsds.test/schema/openapi.json#/{pointer}"})


def tabular_errors(rows: list[dict], table: str) -> list[str]:
    """What is wrong with rows of a table of the data package."""
    return _errors(rows, _file(folder() / "compiled" / "tabular.json")["properties"][table])


def tables() -> dict[str, dict]:
    """The standard's tables by name."""
    known = _file(folder() / "compiled" / "tabular.json")["properties"]
    return {name: table["items"] for name, table in known.items()}


def _errors(data: object, schema: dict) -> list[str]:
    validator = Draft202012Validator(schema, registry=Registry(retrieve=_local), format_checker=formats)
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(data)]


def paths() -> dict[str, list[dict]]:
    """The paths of the standard's document of the interface with their parameters in the address."""
    document = _file(folder() / "schema" / "openapi.json")
    known = document["components"]["parameters"]
    found = {}
    for path, item in document["paths"].items():
        parameters = item["get"].get("parameters", [])
        found[path] = [known[one["$ref"].rsplit("/", 1)[1]] if "$ref" in one else one for one in parameters]
    return found
