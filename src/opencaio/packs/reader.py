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
LONGEST = 2_000_000
DEEPEST = 60
MOST_VALUES = 200_000


class FaultAtLine(BadPack):
    """A fault of a pack with the place where it stands."""

    def __init__(self, words: str, *, file: str, line: int, name: str = "") -> None:
        super().__init__(f"{file}, line {line}{', ' if name else ''}{name}: {words}")
        self.words, self.line, self.name = words, line, name


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
            raise FaultAtLine(f"the key {key!r} is not text; put it in quotes.", file=loader.file, line=line)
        block[key] = loader.construct_object(value_node, deep=True)
        block.lines[key] = line
    return block


def _refuse_twins(loader: Any, node: yaml.MappingNode) -> None:
    """A key written twice is an error; one that overrides a merged `<<` is not."""
    seen: dict[str, int] = {}
    for key_node, _ in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise FaultAtLine("a key is a word, not a list or keys.", file=loader.file, line=line)
        if key_node.value in seen:
            first = seen[key_node.value]
            raise FaultAtLine(
                f"“{key_node.value}” is written twice (first in line {first}).", file=loader.file, line=line
            )
        seen[key_node.value] = line


def _sequence(loader: Any, node: yaml.SequenceNode) -> Items:
    items = Items(loader.construct_object(child, deep=True) for child in node.value)
    items.line, items.lines = node.start_mark.line + 1, [child.start_mark.line + 1 for child in node.value]
    return items


def _day(loader: Any, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        line = node.start_mark.line + 1
        raise FaultAtLine(f"a value does not exist: {node.value} ({error}).", file=loader.file, line=line) from error


_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _day)
_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
_StrictLoader.add_constructor("tag:yaml.org,2002:seq", _sequence)


def text_of(raw: bytes, *, file: str) -> str:
    """The text of a file in UTF-8. Raises BadPack for one over 2 MB or in another encoding, with the line."""
    if len(raw) > LONGEST:
        raise BadPack(f"{file}: {len(raw) / 1e6:,.1f} MB are more than a pack can have ({LONGEST / 1e6:.0f} MB).")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FaultAtLine("this is UTF-16; save the file as UTF-8.", file=file, line=1)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FaultAtLine(
            f"byte {raw[error.start]:#04x} is not UTF-8; save the file as UTF-8.", file=file, line=line
        ) from error


def load(text: str, *, file: str) -> object:
    """The values of one YAML document, as `Block`, `Items` and scalars. Raises BadPack with file and line."""
    try:
        _refuse_depth(text, file=file)
        return _constructed(text, file=file)
    except yaml.YAMLError as error:
        line, words = _what_is_no_yaml(error, text)
        raise FaultAtLine(f"this is not YAML that we read: {words}", file=file, line=line) from error
    except ValueError as error:
        raise BadPack(f"{file}: a value does not exist: {error}.") from error


def _constructed(text: str, *, file: str) -> object:
    loader = _StrictLoader(text)
    loader.file = file
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _Expanded(file).size(node)
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _refuse_depth(text: str, *, file: str) -> None:
    """The parser of YAML in C fails on deep nesting without words, so the depth is counted first."""
    depth = 0
    for event in yaml.parse(text, Loader=_Base):
        if isinstance(event, yaml.events.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.events.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            line = (event.start_mark.line if event.start_mark else 0) + 1
            raise FaultAtLine(f"nested deeper than {DEEPEST} levels.", file=file, line=line)


class _Expanded:
    """Counts what aliases make of a document, so that a few lines cannot stand for millions of values."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.sizes: dict[int, int] = {}

    def size(self, node: yaml.Node) -> int:
        """How many values the node stands for. Raises BadPack for a loop or too many."""
        key, line = id(node), (node.start_mark.line if node.start_mark else 0) + 1
        if self.sizes.get(key) == 0:
            raise FaultAtLine("an alias stands inside what it repeats.", file=self.file, line=line)
        if key not in self.sizes:
            self.sizes[key] = 0
            self.sizes[key] = 1 + sum(self.size(part) for part in _parts_of(node))
        if self.sizes[key] > MOST_VALUES:
            raise FaultAtLine(f"aliases make more than {MOST_VALUES:,} values of this.", file=self.file, line=line)
        return self.sizes[key]


def _parts_of(node: yaml.Node) -> Iterable[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else ()


def _what_is_no_yaml(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    position = getattr(error, "position", 0)
    line = mark.line + 1 if mark else text.count("\n", 0, position) + 1
    lines = text.splitlines()
    indent = lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())] if line <= len(lines) else ""
    if "\t" in indent:
        return line, "a tab stands where YAML wants spaces."
    return line, f"{getattr(error, 'problem', None) or getattr(error, 'reason', None) or error}."


def read_yaml(text: str, *, into: type[Shape], file: str) -> Shape:
    """One YAML document as `into`, a (frozen) dataclass. Raises BadPack with file, line and what is wrong."""
    return cast(Shape, fill(load(text, file=file), hint=into, where=Place(file, 1, into.__name__)))


def read_file(path: Path, *, into: type[Shape]) -> Shape:
    """The same from a file in UTF-8."""
    return read_yaml(text_of(path.read_bytes(), file=path.name), into=into, file=path.name)


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where we are in a file, for words that help."""

    file: str
    line: int
    name: str

    def fault(self, words: str) -> FaultAtLine:
        return FaultAtLine(words, file=self.file, line=self.line, name=self.name)

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
