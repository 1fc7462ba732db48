"""Does a condition over facts hold, for what is known so far?"""

from collections.abc import Mapping
from functools import lru_cache

from opencaio.engines.classification.conditions import Node, build
from opencaio.engines.classification.trees import Condition, Ref, State, Truth, Value
from opencaio.errors import BadPack


def holds(condition: Condition | None, facts: Mapping[str, Value]) -> Truth:
    """True, False, or None while an unknown fact decides; no condition holds."""
    if condition is None:
        return True
    return _built(condition).run(State(facts=facts, stated=facts, borrowed={}, size=0))


@lru_cache(maxsize=512)
def _built(condition: Condition) -> Node:
    return build(condition, named=_no_names)


def _no_names(ref: Ref) -> Node:
    raise BadPack(f"A question's gate names facts, not the {ref.kind} {ref.name} of a pack.")
