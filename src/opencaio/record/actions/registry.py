"""Which actions are there, and how is one performed: leave, transaction, ledger, or nothing at all?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from pydantic import BaseModel, ConfigDict, ValidationError

from opencaio.errors import BadInput, NotFound, Refused
from opencaio.record import ledger, security_log, storable
from opencaio.record.changes import Change
from opencaio.record.input_faults import in_words
from opencaio.record.permissions import Actor, Right


class Asked(BaseModel):
    """The base of every action's and query's input: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


@dataclass(frozen=True)
class Action:
    """One way to change the record, as all faces show it."""

    name: str
    right: Right
    words: str
    input: type[BaseModel]
    run: Callable[..., Any]
    prepare: Callable[[Any, Actor], Any] | None = None

    @property
    def concept(self) -> str:
        """The part before the dot: ``use_cases``."""
        return self.name.partition(".")[0]


@dataclass(frozen=True)
class Done:
    """What an action did: its result, its words, and the number of its ledger entry (None: nothing changed)."""

    result: Any
    words: str
    entry: int | None


ACTIONS: dict[str, Action] = {}


def action(
    name: str, *, right: Right, words: str, prepare: Callable[[Any, Actor], Any] | None = None
) -> Callable[[Callable[..., Any]], Any]:
    """Register a function as the action ``name``; its first parameter's type is the input.

    ``prepare(input, actor)`` does long work (reading, classifying) before the transaction opens; what it
    returns is the function's third argument.
    """

    def register(run: Callable[..., Any]) -> Callable[..., Any]:
        if name in ACTIONS:
            raise ValueError(f"two actions are called {name}")
        ACTIONS[name] = Action(name, right, words, _input_of(run), run, prepare)
        return run

    return register


def perform(name: str, given: BaseModel | Mapping[str, Any], actor: Actor, *, at: datetime | None = None) -> Done:
    """Do ``name`` as ``actor``: all of it with its ledger entry, or nothing.

    Raises ``BadInput``, ``NotFound``, ``Refused`` or ``Conflict``; a refusal goes to the security log.
    """
    chosen = find(name)
    moment = at or timezone.now()
    try:
        if not actor.may_anywhere(chosen.right):
            raise Refused(f"You may not do this ({name} needs the right “{chosen.right}”).")
        return _perform(chosen, read_input(chosen.input, given), actor, moment)
    except (Refused, NotFound) as refusal:
        security_log.note("refused", f"{name}: {refusal}", person_id=actor.person_id, at=moment)
        raise


def rehearse(name: str, given: BaseModel | Mapping[str, Any], actor: Actor) -> Done:
    """Do ``name`` and take all of it back: what it would say and give, or why it is refused. For actions that write
    nothing but rows of the record."""
    with transaction.atomic():
        done = perform(name, given, actor)
        transaction.set_rollback(True)
    return done


def find(name: str) -> Action:
    """The action of that name."""
    if name not in ACTIONS:
        raise NotFound(f"There is no action called {name}.")
    return ACTIONS[name]


def read_input(model: type[BaseModel], given: BaseModel | Mapping[str, Any]) -> BaseModel:
    """``given`` as ``model``; every fault is named with its field."""
    read = _validated(model, given)
    storable.check(read)
    return read


def _validated(model: type[BaseModel], given: BaseModel | Mapping[str, Any]) -> BaseModel:
    if isinstance(given, model):
        return given
    try:
        return model.model_validate(given if not isinstance(given, BaseModel) else given.model_dump())
    except ValidationError as error:
        faults = in_words(error.errors(), known=list(model.model_fields))
        raise BadInput("; ".join(faults), details=faults) from error


def _perform(chosen: Action, given: BaseModel, actor: Actor, moment: datetime) -> Done:
    change = Change(action=chosen.name, right=chosen.right, actor=actor, at=moment, words=chosen.words)
    with storable.in_plain_words():
        prepared = [chosen.prepare(given, actor)] if chosen.prepare else []
    with storable.in_plain_words(), transaction.atomic():
        result = chosen.run(given, change, *prepared)
        if not change.was_allowed:
            raise RuntimeError(f"{chosen.name} never asked whether it is allowed here: mend the action")
        entry = None if change.is_empty else _write_entry(change)
    return Done(result=result, words=change.words, entry=entry)


def _write_entry(change: Change) -> int:
    entry = ledger.append(
        at=change.at,
        actor_id=change.actor.person_id,
        face=change.actor.face,
        action=change.action,
        words=change.words,
        payload=change.payload,
        subjects=change.subjects,
    )
    return entry.sequence


def _input_of(run: Callable[..., Any]) -> type[BaseModel]:
    model: type[BaseModel] = next(iter(run.__annotations__.values()))
    return model
