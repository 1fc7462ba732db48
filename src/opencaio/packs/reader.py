"""How is a YAML file of ours read so strictly that a slip of the pen cannot pass?

Every pack is described by frozen dataclasses; `read_yaml(text, into=Shape, file=...)` fills them by their type
hints. Refused, each with file and line: a key written twice, a key that the shape does not have (the nearest known
one is named), a missing key, a value of another kind. Nothing is coerced: `"3"` is not 3, `yes` is not "yes".
A field ending in an underscore reads the key without it (`from_` reads `from`). A field of type `object` keeps
what stands there, with line numbers (`Block`, `Items`), for a reader of its own.
"""

import dataclasses
import difflib
import types
import typing
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, cast

import yaml

from opencaio.errors import BadPack

Shape = TypeVar("Shape")
_Base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Block(dict[str, object]):
    """A mapping that remembers the line of itself and of each of its keys."""

    line: int
    lines: dict[str, int]


class Items(list[object]):
    """A list that remembers the line of itself and of each of its members."""

    line: int
    lines: list[int]


class _StrictLoader(_Base):  # type: ignore[misc]
    """PyYAML's safe loader, with lines, and without keys written twice."""

    file: str = "<text>"


def _mapping(loader: Any, node: yaml.MappingNode) -> Block:
    _refuse_twins(loader, node)
    loader.flatten_mapping(node)
    block = Block()
    block.line, block.lines = node.start_mark.line + 1, {}
    for key_node, value_node in node.value:
        key, line = loader.construct_object(key_node, deep=True), key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise BadPack(f"{loader.file}, line {line}: the key {key!r} is not text; put it in quotes.")
        block[key] = loader.construct_object(value_node, deep=True)
        block.lines[key] = line
    return block


def _refuse_twins(loader: Any, node: yaml.MappingNode) -> None:
    """A key written twice is an error; one that overrides a merged `<<` is not."""
    seen: dict[str, int] = {}
    for key_node, _ in node.value:
        line = key_node.start_mark.line + 1
        if key_node.value in seen:
            first = seen[key_node.value]
            raise BadPack(f"{loader.file}, line {line}: “{key_node.value}” is written twice (first in line {first}).")
        if isinstance(key_node, yaml.ScalarNode):
            seen[key_node.value] = line


def _sequence(loader: Any, node: yaml.SequenceNode) -> Items:
    items = Items(loader.construct_object(child, deep=True) for child in node.value)
    items.line, items.lines = node.start_mark.line + 1, [child.start_mark.line + 1 for child in node.value]
    return items


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
_StrictLoader.add_constructor("tag:yaml.org,2002:seq", _sequence)


def load(text: str, *, file: str) -> object:
    """The values of one YAML document, as `Block`, `Items` and scalars. Raises BadPack with file and line."""
    loader = _StrictLoader(text)
    loader.file = file
    try:
        return loader.get_single_data()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise BadPack(f"{file}{line}: this is not YAML that we read: {getattr(error, 'problem', error)}.") from error
    except ValueError as error:
        raise BadPack(f"{file}: a value does not exist: {error}.") from error
    finally:
        loader.dispose()


def read_yaml(text: str, *, into: type[Shape], file: str) -> Shape:
    """One YAML document as `into`, a (frozen) dataclass. Raises BadPack with file, line and what is wrong."""
    return cast(Shape, fill(load(text, file=file), hint=into, where=Place(file, 1, into.__name__)))


def read_file(path: Path, *, into: type[Shape]) -> Shape:
    """The same from a file in UTF-8."""
    return read_yaml(path.read_text(encoding="utf-8"), into=into, file=path.name)


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where we are in a file, for words that help."""

    file: str
    line: int
    name: str

    def fault(self, words: str) -> BadPack:
        return BadPack(f"{self.file}, line {self.line}, {self.name}: {words}")

    def inside(self, name: str, *, line: int) -> "Place":
        return Place(self.file, line, name)


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean “x”?` for the nearest known word, or nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.4)
    return f"; did you mean “{close[0]}”?" if close else ""


def fill(value: object, *, hint: Any, where: Place) -> object:
    """`value` as the hint says: str, int, bool, date, Literal, tuple[T, ...], dict[str, T], T | None, dataclass."""
    if hint is object or hint is Any:
        return value
    if dataclasses.is_dataclass(hint):
        return _record(value, shape=cast(type[Any], hint), where=where)
    origin = typing.get_origin(hint)
    if origin in (Union, types.UnionType):
        return _one_of(value, hints=typing.get_args(hint), where=where)
    if origin is Literal:
        return _literal(value, known=typing.get_args(hint), where=where)
    if origin is tuple:
        return _tuple(value, hint=typing.get_args(hint)[0], where=where)
    if origin is dict:
        return _dict(value, hint=typing.get_args(hint)[1], where=where)
    return _scalar(value, hint=hint, where=where)


_hints: dict[type[Any], dict[str, Any]] = {}


def _record(value: object, *, shape: type[Any], where: Place) -> object:
    if not isinstance(value, Block):
        raise where.fault(f"expected keys and values, found {_said(value)}.")
    hints = _hints.setdefault(shape, typing.get_type_hints(shape))
    fields = {field.name.rstrip("_"): field for field in dataclasses.fields(shape) if field.init}
    for key in value:
        if key not in fields:
            raise where.inside(where.name, line=value.lines[key]).fault(
                f"unknown key “{key}”{nearest(key, fields)} Known: {', '.join(sorted(fields))}."
            )
    filled: dict[str, object] = {}
    for key, field in fields.items():
        if key in value:
            place = where.inside(f"{where.name}.{key}", line=value.lines[key])
            filled[field.name] = fill(value[key], hint=hints[field.name], where=place)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise where.inside(where.name, line=value.line).fault(f"the key “{key}” is missing.")
    return shape(**filled)


def _one_of(value: object, *, hints: tuple[Any, ...], where: Place) -> object:
    if value is None and type(None) in hints:
        return None
    wanted = [hint for hint in hints if hint is not type(None)]
    fault: BadPack | None = None
    for hint in wanted:
        try:
            return fill(value, hint=hint, where=where)
        except BadPack as error:
            fault = error
    raise fault or where.fault(f"{_said(value)} does not fit.")


def _literal(value: object, *, known: tuple[object, ...], where: Place) -> object:
    if value in known and any(type(value) is type(word) for word in known if word == value):
        return value
    words = [str(word) for word in known]
    raise where.fault(f"unknown value {_said(value)}{nearest(str(value), words)} Known: {', '.join(words)}.")


def _tuple(value: object, *, hint: Any, where: Place) -> tuple[object, ...]:
    if not isinstance(value, Items):
        raise where.fault(f"expected a list, found {_said(value)}.")
    return tuple(
        fill(item, hint=hint, where=where.inside(f"{where.name}[{number}]", line=value.lines[number]))
        for number, item in enumerate(value)
    )


def _dict(value: object, *, hint: Any, where: Place) -> dict[str, object]:
    if not isinstance(value, Block):
        raise where.fault(f"expected keys and values, found {_said(value)}.")
    return {
        key: fill(item, hint=hint, where=where.inside(f"{where.name}.{key}", line=value.lines[key]))
        for key, item in value.items()
    }


_NAMES = {str: "text", int: "a whole number", bool: "true or false", date: "a date", float: "a number"}


def _scalar(value: object, *, hint: Any, where: Place) -> object:
    if hint is date and isinstance(value, datetime):
        raise where.fault("expected a day, found a time.")
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, hint) and not (hint is int and isinstance(value, bool)):
        return value
    raise where.fault(f"expected {_NAMES.get(hint, hint.__name__)}, found {_said(value)}.")


def _said(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Block):
        return "keys and values"
    if isinstance(value, list):
        return "a list"
    return f"“{value}”" if isinstance(value, str) else repr(value)
