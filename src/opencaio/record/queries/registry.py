"""Which queries are there, and how is one asked?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model as Row
from django.db.models import Q, QuerySet
from pydantic import BaseModel

from opencaio.errors import NotFound, Refused
from opencaio.record import storable
from opencaio.record.actions.registry import read_input
from opencaio.record.permissions import EVERYWHERE, Actor, Right

Question = TypeVar("Question", bound=BaseModel)
SomeRow = TypeVar("SomeRow", bound=Row)


@dataclass(frozen=True)
class Query:
    """One way to read the record, as all faces show it."""

    name: str
    right: Right
    words: str
    input: type[BaseModel]
    output: type[BaseModel]
    run: Callable[[Any, Actor], Any]

    @property
    def concept(self) -> str:
        """The part before the dot: ``use_cases``."""
        return self.name.partition(".")[0]


QUERIES: dict[str, Query] = {}


def query(name: str, *, words: str, right: Right = Right.READ) -> Callable[[Callable[[Question, Actor], Any]], Any]:
    """Register a function as the query ``name``; its annotations give its input and output."""

    def register(run: Callable[[Question, Actor], Any]) -> Callable[[Question, Actor], Any]:
        if name in QUERIES:
            raise ValueError(f"two queries are called {name}")
        types = list(run.__annotations__.values())
        QUERIES[name] = Query(name, right, words, types[0], types[-1], run)
        return run

    return register


def ask(name: str, given: BaseModel | Mapping[str, Any], actor: Actor) -> Any:
    """The answer to query ``name``, as far as ``actor`` may see."""
    chosen = QUERIES.get(name)
    if chosen is None:
        raise NotFound(f"There is no query called {name}.")
    must_hold(actor, chosen.right, name)
    with storable.in_plain_words():
        return chosen.run(read_input(chosen.input, given), actor)


def must_hold(actor: Actor, right: Right, name: str) -> None:
    """Raise ``Refused`` where the actor holds nowhere the right that query ``name`` needs."""
    if not actor.may_anywhere(right):
        raise Refused(f"You may not ask this ({name} needs the right “{right}”).")


def visible(rows: QuerySet[SomeRow], actor: Actor, *, by: str = "department_id") -> QuerySet[SomeRow]:
    """Those of ``rows`` whose department (found at ``by``) the actor may read."""
    scope = actor.scope(Right.READ)
    return rows if scope is EVERYWHERE else rows.filter(**{f"{by}__in": scope})


def visible_or_shared(rows: QuerySet[SomeRow], actor: Actor, *, by: str = "department_id") -> QuerySet[SomeRow]:
    """As ``visible``, with the rows that belong to no department."""
    scope = actor.scope(Right.READ)
    if scope is EVERYWHERE:
        return rows
    return rows.filter(Q(**{f"{by}__in": scope}) | Q(**{by: None}))
