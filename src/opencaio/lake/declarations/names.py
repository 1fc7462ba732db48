"""Which fact and column does a name mean, and what looks like a name that there is not?"""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from opencaio.errors import BadInput
from opencaio.lake.facts import FACTS, Column, Fact


def fact_named(name: object, *, whose: str = "This") -> Fact:
    """The fact of this name. Raises BadInput with those that there are."""
    if not isinstance(name, str) or name not in FACTS:
        raise BadInput(f"{whose} reads the fact “{name or ''}”, which there is not. There are: {', '.join(FACTS)}.")
    return FACTS[name]


def column_named(fact: Fact, name: object) -> Column:
    """The column of this name. Raises BadInput with the columns that look like it."""
    found = fact.column(name) if isinstance(name, str) else None
    if found is None:
        names = [one.name for one in fact.columns]
        raise BadInput(f"The fact {fact.name} has no column “{name}”{near(str(name), names)}.")
    return found


def near(name: str, names: Iterable[str]) -> str:
    """`` (did you mean …?)`` of the names most like it, or all of a few, or nothing."""
    known = list(names)
    lower = {one.lower(): one for one in known}
    alike = [lower[one] for one in difflib.get_close_matches(name.lower(), lower, n=3, cutoff=0.5)]
    if alike:
        return f" (did you mean {' or '.join(alike)}?)"
    return f" (there are: {', '.join(known)})" if 0 < len(known) <= 12 else ""


def kind_of(column: Column) -> str:
    """What a column is, in words: ``whole number column``."""
    words = {"yes_no": "yes/no", "map": "set of values", "whole": "whole number", "day": "date", "moment": "time"}
    return f"{words.get(column.kind, column.kind)} column"


def only(given: Mapping[str, Any], known: Iterable[str], *, whose: str) -> None:
    """Raises BadInput for a key that is not known, with those that look like it."""
    for key in given:
        if key not in known:
            raise BadInput(f"{whose} has no “{key}”{near(str(key), sorted(known))}.")


def mapping(given: object, *, whose: str) -> Mapping[str, Any]:
    """What was given, as keys and values. Raises BadInput."""
    if not isinstance(given, Mapping):
        raise BadInput(f"{whose} is missing or is not a set of keys and values.")
    return given


def listed(given: object, *, whose: str) -> list[Any]:
    """What was given, as a list; a single column stands for a list of it. Raises BadInput."""
    if isinstance(given, str) and whose.startswith("“of”"):
        return [given]
    if not isinstance(given, list | tuple):
        raise BadInput(f"{whose} must be a list.")
    return list(given)
