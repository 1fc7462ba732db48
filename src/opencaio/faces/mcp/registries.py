"""Which queries, actions and uses do some words mean, and what does one of them take?"""

from typing import Any

from rapidfuzz import fuzz

from opencaio.errors import NotFound
from opencaio.record.actions import ACTIONS, Action
from opencaio.record.permissions import Actor
from opencaio.record.queries import QUERIES, Query, ask

NEAR_ENOUGH = 55.0


def found(words: str, *, kind: str, limit: int) -> list[dict[str, str]]:
    """Names, kinds and words of the nearest queries and actions; all of them for no words."""
    everything: list[Query | Action] = [*QUERIES.values(), *ACTIONS.values()]
    every = [_line(one) for one in everything]
    asked = [one for one in every if kind in {"any", one["kind"]}]
    if not words.strip():
        return asked
    scored = [(_nearness(words, one), one) for one in asked]
    near = [(score, one) for score, one in scored if score >= NEAR_ENOUGH]
    return [one for _, one in sorted(near, key=lambda pair: (-pair[0], pair[1]["name"]))[:limit]]


def uses(words: str, actor: Actor, *, limit: int) -> list[dict[str, Any]]:
    """The first uses of AI in which the words occur."""
    if "use_cases.list" not in QUERIES:
        return []
    rows = ask("use_cases.list", {"q": words[:200], "size": limit}, actor).rows
    return [{"code": row.code, "name": row.name, "purpose": row.purpose[:200]} for row in rows]


def described(name: str, actor: Actor) -> dict[str, Any]:
    """Everything about one query or action, and whether the asker holds its right anywhere."""
    one = QUERIES.get(name) or ACTIONS.get(name)
    if one is None:
        near = ", ".join(line["name"] for line in found(name, kind="any", limit=3))
        raise NotFound(f"There is no query or action called {name}." + (f" Near: {near}." if near else ""))
    return {
        **_line(one),
        "about": " ".join((one.run.__doc__ or "").split()),
        "right": one.right.value,
        "you_may": actor.may_anywhere(one.right),
        "input": one.input.model_json_schema(),
    }


def _line(one: Query | Action) -> dict[str, str]:
    return {"name": one.name, "kind": "query" if isinstance(one, Query) else "action", "words": one.words}


def _nearness(words: str, line: dict[str, str]) -> float:
    text = f"{line['name'].replace('.', ' ').replace('_', ' ')} {line['words']}".lower()
    return fuzz.token_set_ratio(words.lower().replace(".", " ").replace("_", " "), text)
