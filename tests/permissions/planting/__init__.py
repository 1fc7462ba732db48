"""What of Bo's is planted for each concept, and how are its actions and queries aimed at it?

One file a concept. It may offer ``plant(planted)`` (called last; keeps what it makes in ``planted.more["name"]`` and
puts the word into every text of its tables), ``inputs(planted)`` with an input for each of its actions,
``questions(planted)`` with the questions to each of its queries, and ``SHARED`` with its tables that hold no words
of a department.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any


@cache
def concepts() -> tuple[Any, ...]:
    """Every file of this folder."""
    return tuple(import_module(f"{__name__}.{one.name}") for one in iter_modules(__path__))


def gathered(name: str, *given: Any) -> dict[Any, Any]:
    """What all the concepts offer under this name, as one."""
    found: dict[Any, Any] = {}
    for concept in concepts():
        offered = getattr(concept, name, {})
        found |= offered(*given) if callable(offered) else offered
    return found
