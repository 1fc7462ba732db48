"""How does a paper that was kept as data become the same paper again?

The other direction of `as_json`. Exact decimals and days inside figures come back as text, which writes the same.
"""

from __future__ import annotations

import inspect
import json
import types
import typing
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import Any, Union, cast

from opencaio.errors import BadInput
from opencaio.papers import blocks, drawings
from opencaio.papers.blocks import Paper


def from_json(text: bytes | str) -> Paper:
    """The paper of `to_json`. Raises `BadInput` for anything else."""
    try:
        return read_paper(json.loads(text))
    except ValueError as fault:
        raise BadInput("This is not a paper as JSON.") from fault


def read_paper(tree: Mapping[str, Any]) -> Paper:
    """The paper of `as_json.tree`. Raises `BadInput` for anything else."""
    if not isinstance(tree, Mapping) or tree.get("is") != "paper":
        raise BadInput("This is not a paper as JSON.")
    try:
        return cast(Paper, _read(tree, hint=Paper))
    except (KeyError, TypeError, ValueError) as fault:
        raise BadInput(f"This paper cannot be read: {fault}.") from fault


@cache
def _classes() -> dict[str, type[Any]]:
    found = {}
    for module in (blocks, drawings):
        for name, one in inspect.getmembers(module, inspect.isclass):
            if hasattr(one, "__dataclass_fields__"):
                found[name.lower()] = one
    return found


@cache
def _hints(name: str) -> dict[str, Any]:
    return typing.get_type_hints(_classes()[name])


def _read(value: Any, *, hint: Any) -> Any:
    if isinstance(value, Mapping):
        shape = _classes()[value["is"]]
        hints = _hints(value["is"])
        return shape(**{one.name: _read(value[one.name], hint=hints[one.name]) for one in fields(shape)})
    if isinstance(value, list):
        return tuple(_read(one, hint=inner) for one, inner in zip(value, _inner(hint, len(value)), strict=True))
    if isinstance(value, str) and (moment := _moment(hint)):
        return moment.fromisoformat(value)
    return value


def _options(hint: Any) -> tuple[Any, ...]:
    if typing.get_origin(hint) in (Union, types.UnionType):
        return tuple(one for part in typing.get_args(hint) for one in _options(part))
    return (hint,)


def _inner(hint: Any, count: int) -> list[Any]:
    """The hint of each member of a tuple."""
    for one in _options(hint):
        args = typing.get_args(one)
        if typing.get_origin(one) is tuple:
            return [args[0]] * count if args[-1] is Ellipsis else list(args)
    return [Any] * count


def _moment(hint: Any) -> type[date] | None:
    """Which kind of day a text stands for, where nothing but a day may stand."""
    options = _options(hint)
    if str in options:
        return None
    return next((one for one in (datetime, date) if one in options), None)
