"""How is a file of content read, and how is a mistake in it told?"""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

try:
    from yaml import CSafeLoader as YamlLoader
except ImportError:  # PyYAML was built without libyaml: the same, ten times slower
    from yaml import SafeLoader as YamlLoader  # type: ignore[assignment]

CONTENT = Path(__file__).parent
"""The package's own content."""

T = TypeVar("T")


class ContentError(Exception):
    """A mistake in a content file, as one line: the file, the field, what is wrong."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {' '.join(problem.split())}")


class _UniqueKeyLoader(YamlLoader):
    """Refuses what YAML lets pass: a key written twice, and a key that is not text (NO: false)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value) or not all(isinstance(key, str) for key in mapping):
            self._refuse_keys(node)
        return mapping

    def _refuse_keys(self, node: yaml.MappingNode) -> None:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node)
            problem = None
            if not isinstance(key, str):
                problem = f"{key_node.value} is not read as text: put it in quotes"
            elif key in seen:
                problem = f"{key} is written twice"
            if problem:
                raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
            seen.add(key)


def place_of(file: str, *field: str) -> str:
    """Where a field is written, as an error message says it."""
    path = ".".join(field)
    return f"{file}: {path}" if path else file


def read_yaml(path: Path, name: str) -> dict[str, Any]:
    """Read a file that holds fields. ``name`` is what a ``ContentError`` calls it."""
    try:
        loader = _UniqueKeyLoader(path.read_bytes())
        try:
            data = loader.get_single_data()
        finally:
            loader.dispose()
    except OSError as error:
        raise ContentError(name, f"cannot be read: {error.strerror}") from None
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise ContentError(name, f"{line}{error.problem or error.context}") from None
    except (yaml.YAMLError, ValueError) as error:  # not text, or 2020-13-45 read as a date
        raise ContentError(name, f"is not YAML: {error}") from None
    if not isinstance(data, dict):
        raise ContentError(name, "should hold fields, one a line, as in name: value")
    return data


def checked(kind: TypeAdapter[T], data: object, file: str, *field: str) -> T:
    """What a file holds in a field, or as a whole, as data of a kind.

    Raises ``ContentError`` at the first mistake.
    """
    try:
        return kind.validate_python(data)
    except ValidationError as error:
        path, problem = first_problem(error)
        raise ContentError(place_of(file, *field, *path), problem) from None


def first_problem(error: ValidationError) -> tuple[tuple[str, ...], str]:
    """The field path (list items counted from 1) and the problem of the first error."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    path = tuple(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
    return path, first["msg"].removeprefix("Value error, ")
