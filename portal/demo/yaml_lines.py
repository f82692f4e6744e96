"""YAML that remembers where each value stands, so that a mistake can be named by file, line and field."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Location = tuple[str | int, ...]


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
        text = file.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        _refuse_repeated_keys(file, node)
        data = yaml.safe_load(text)
    except UnicodeDecodeError as error:
        raise ContentError(file, 1, "", "the file is not UTF-8 text") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        raise ContentError(file, mark.line + 1 if mark else 1, "", f"not valid YAML: {problem}") from error
    if not isinstance(data, dict):
        raise ContentError(file, 1, "", "the file must hold fields, as in `title: ...`")
    return Document(file=file, data=data, node=node)


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
