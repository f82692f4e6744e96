"""YAML that remembers where each value stands, so that a mistake can be named by file, line and field."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

Location = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)
_BOOL = "tag:yaml.org,2002:bool"


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # C where libyaml is there: ten times as fast
    """Only true and false are booleans, as in YAML 1.2: ``on`` is a field's name, ``no`` a language and ``off`` an hour here."""

    yaml_implicit_resolvers = {
        letter: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOL]
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|false)$"), list("tf"))


class ContentError(Exception):
    """One mistake in one content file."""

    def __init__(self, file: Path | str, line: int, where: str, message: str) -> None:
        super().__init__(f"{file}:{line}: {where}: {message}" if where else f"{file}:{line}: {message}")
        self.file, self.line, self.where, self.message = file, line, where, message


@dataclass
class Document:
    """The data of a file and the line of each value in it."""

    file: Path
    data: dict[str, Any]
    node: yaml.Node | None = field(repr=False, default=None)

    def line(self, location: Location) -> int:
        """The line (from 1) of the deepest part of ``location`` that the file has."""
        node, line = self.node, 1
        for step in location:
            child, at = _child(node, step)
            if child is None:
                break
            node, line = child, at
        return line

    def error(self, location: Location, message: str) -> ContentError:
        """The mistake at ``location``, ready to be shown."""
        return ContentError(self.file, self.line(location), dotted(location), message)


def dotted(location: Location) -> str:
    """``("body", 3, "steps")`` -> ``body[3].steps``; positions count from 0 as in the file's own order."""
    parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in location]
    return "".join(parts).lstrip(".")


def read(file: Path) -> Document:
    """Read one mapping. Raises ContentError for broken YAML, a repeated key or another kind of document."""
    try:
        loader = _Loader(file.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        _refuse_repeated_keys(file, node)
        data = loader.construct_document(node) if node else None
    except UnicodeDecodeError as error:
        raise ContentError(file, 1, "", "the file is not UTF-8 text") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        raise ContentError(file, mark.line + 1 if mark else 1, "", f"not valid YAML: {problem}") from error
    if not isinstance(data, dict):
        raise ContentError(file, 1, "", "the file must hold fields, as in `title: ...`")
    return Document(file=file, data=data, node=node)


def parse(file: Path, model: type[Model], errors: list[ContentError]) -> tuple[Document, Model] | None:
    """The file as ``model``, with its lines; None where there are mistakes, which are added to ``errors``."""
    try:
        document = read(file)
        return document, model.model_validate(document.data)
    except FileNotFoundError:
        errors.append(ContentError(file, 1, "", "this file is missing"))
    except ContentError as error:
        errors.append(error)
    except ValidationError as problems:
        for problem in problems.errors():
            location = tuple(step for step in problem["loc"] if step != "[key]")
            errors.append(document.error(location, problem["msg"]))
    return None


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node | None, int]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line + 1
    return None, 1


def _refuse_repeated_keys(file: Path, node: yaml.Node | None) -> None:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                raise ContentError(file, key.start_mark.line + 1, str(key.value), "this field is written twice")
            seen.add(key.value)
            _refuse_repeated_keys(file, value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _refuse_repeated_keys(file, value)
