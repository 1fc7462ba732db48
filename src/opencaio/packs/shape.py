"""What in this YAML does not have the form that it must have: every fault, not only the first?"""

import dataclasses
import typing
from collections.abc import Iterator
from typing import Any

from opencaio.errors import BadPack
from opencaio.packs.reader import Block, FaultAtLine, Items, Place, fill, nearest


def shape_faults(value: object, *, hint: Any, where: Place) -> Iterator[FaultAtLine]:
    """Each place where `value` is not as the hint says: keys unknown or missing, values of another kind."""
    if dataclasses.is_dataclass(hint) and isinstance(value, Block):
        yield from _record_faults(value, shape=typing.cast("type[Any]", hint), where=where)
    elif typing.get_origin(hint) is tuple and isinstance(value, Items):
        inner = typing.get_args(hint)[0]
        for number, item in enumerate(value):
            place = where.inside(f"{where.name}[{number}]", line=value.lines[number])
            yield from shape_faults(item, hint=inner, where=place)
    elif typing.get_origin(hint) is dict and isinstance(value, Block):
        inner = typing.get_args(hint)[1]
        for key, item in value.items():
            place = where.inside(f"{where.name}.{key}", line=value.lines[key])
            yield from shape_faults(item, hint=inner, where=place)
    else:
        yield from _single(value, hint=hint, where=where)


def _record_faults(value: Block, *, shape: type[Any], where: Place) -> Iterator[FaultAtLine]:
    hints = typing.get_type_hints(shape)
    fields = {field.name.rstrip("_"): field for field in dataclasses.fields(shape) if field.init}
    for key in value:
        place = where.inside(where.name, line=value.lines[key])
        if key not in fields:
            known = ", ".join(sorted(fields))
            yield place.fault(f"unknown key “{key}”{nearest(key, fields)} Known: {known}.")
    for key, field in fields.items():
        if key in value:
            place = where.inside(f"{where.name}.{key}", line=value.lines[key])
            yield from shape_faults(value[key], hint=hints[field.name], where=place)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            yield where.inside(where.name, line=value.line).fault(f"the key “{key}” is missing.")


def _single(value: object, *, hint: Any, where: Place) -> Iterator[FaultAtLine]:
    try:
        fill(value, hint=hint, where=where)
    except FaultAtLine as fault:
        yield fault
    except BadPack as fault:
        yield where.fault(fault.message)
