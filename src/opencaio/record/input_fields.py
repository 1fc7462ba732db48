"""Which fields does an input take, those of the parts inside it too, of which kind, and what is allowed in them?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

CHOICE = re.compile(r"^\^\(?([\w.|-]+)\)?\??\$$")
DEEPEST = 3


@dataclass(frozen=True)
class Field:
    """One field: ``name`` with the fields that it stands in before it (``spend.line``), its kind in words."""

    name: str
    kind: str
    is_needed: bool
    default: object = None


def fields_of(schema: Mapping[str, Any]) -> Iterator[Field]:
    """The fields of a JSON Schema of an input, each followed by those of the parts that it is made of."""
    yield from _fields(schema, schema.get("$defs", {}), "", 0)


def choices_of(pattern: str) -> list[str]:
    """The words that a pattern such as ``^(one|several)?$`` allows; none where it is another kind of pattern."""
    found = CHOICE.match(pattern)
    return [one for one in found[1].split("|") if one] if found and "|" in found[1] else []


def _fields(schema: Mapping[str, Any], parts: Mapping[str, Any], before: str, depth: int) -> Iterator[Field]:
    needed = set(schema.get("required", ()))
    for name, one in schema.get("properties", {}).items():
        yield Field(f"{before}{name}", _kind(one, parts), name in needed, one.get("default"))
        part = _part(one, parts)
        if part is not None and depth < DEEPEST:
            yield from _fields(part, parts, f"{before}{name}.", depth + 1)


def _part(field: Mapping[str, Any], parts: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The schema of what a field, each entry of its list or each value under its names is made of."""
    if "$ref" in field:
        found = parts.get(_last(field), {})
        return found if "properties" in found else None
    inner = [*field.get("anyOf", ()), field.get("items"), field.get("additionalProperties")]
    return next((part for one in inner if isinstance(one, Mapping) and (part := _part(one, parts)) is not None), None)


def _kind(field: Mapping[str, Any], parts: Mapping[str, Any]) -> str:
    if "anyOf" in field:
        kinds = list(dict.fromkeys(_kind(one, parts) for one in field["anyOf"] if one.get("type") != "null"))
        # A decimal number may be written as text too: people give a number.
        return " or ".join(kind for kind in kinds if kind != "string" or "number" not in kinds)
    if "$ref" in field:
        part = parts.get(_last(field), {})
        return _last(field) if "properties" in part else _kind(part, parts)
    if field.get("type") == "array":
        return f"list of {_kind(field.get('items', {}), parts)}"
    if isinstance(values := field.get("additionalProperties"), Mapping):
        return f"for each name: {_kind(values, parts)}"
    if allowed := [*map(str, field.get("enum", ())), *choices_of(str(field.get("pattern", "")))]:
        return f"one of {', '.join(one for one in allowed if one)}"
    return str(field.get("format") or field.get("type") or "anything")


def _last(field: Mapping[str, Any]) -> str:
    return str(field["$ref"]).rsplit("/", 1)[-1]
