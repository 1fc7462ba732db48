"""How does everything of one person go to another in one step, so that nothing loses its owner in silence?"""

from pydantic import Field

from opencaio.errors import Conflict, Refused
from opencaio.record.actions.people import living_person, seen_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actors import actor_for
from opencaio.record.changes import Change
from opencaio.record.holding import KINDS, Holding, holdings_of, listed, may_move, may_see
from opencaio.record.letters import Line, tell
from opencaio.record.models import Person
from opencaio.record.permissions import Right
from opencaio.record.reviewing import today


class HandOver(Asked):
    """From whom to whom; ``kinds`` narrows it (none: all), ``leave_rest`` leaves what lies beyond one's departments."""

    person: int
    to: int
    kinds: list[str] = Field([], max_length=len(KINDS))
    leave_rest: bool = False


@action("people.hand_over", right=Right.RETIRE, words="Hand over what someone holds")
def hand_over(given: HandOver, change: Change) -> list[str]:
    """Put all that one person holds on another name, all of it or nothing; reviews need a reviewer."""
    giver, taker = seen_person(given.person, change.actor), living_person(given.to, change.actor)
    if giver.pk == taker.pk:
        raise Conflict("Choose someone else to take it over.")
    held = [one for one in holdings_of(giver, on=today(change.at)) if not given.kinds or one.kind.key in given.kinds]
    moved = [one for one in held if may_move(change.actor, one)]
    if len(moved) < len(held) and not given.leave_rest:
        _refuse_what_lies_beyond(giver, [one for one in held if one not in moved], change)
    if not moved:
        raise Conflict(f"{giver.name} holds nothing that you could hand over.")
    _check_taker(taker, moved)
    change.allow_own()
    for one in moved:
        _move(one, taker, change)
    change.touch("person", giver.pk)
    change.touch("person", taker.pk)
    change.say(f"Handed over from {giver.name} to {taker.name}: {counted(moved)}")
    _tell(giver, taker, moved, change)
    return [one.name for one in moved]


def counted(holdings: list[Holding]) -> str:
    """How many of each kind: ``3 uses, 1 risk``."""
    parts = []
    for kind in KINDS:
        count = sum(one.kind is kind for one in holdings)
        name = kind.key.replace("_", " ")
        parts += [f"{count} {name if count > 1 else _singular(name)}"] if count else []
    return ", ".join(parts)


def _singular(key: str) -> str:
    return key.removesuffix("ies") + "y" if key.endswith("ies") else key.removesuffix("s")


def _refuse_what_lies_beyond(giver: Person, beyond: list[Holding], change: Change) -> None:
    seen = [one for one in beyond if may_see(change.actor, one)]
    words = listed(seen)
    if len(seen) < len(beyond):
        words = "; ".join([*([words] if words else []), "things of departments that you do not see"])
    raise Refused(
        f"Some of what {giver.name} holds is not yours to hand over: {words}. Ask an officer, or leave the rest.",
        details=[one.name for one in seen],
    )


def _check_taker(taker: Person, moved: list[Holding]) -> None:
    actor = actor_for(taker, face="record")
    out = [one for one in moved if one.kind.home and not actor.may(one.kind.needs, one.department_id)]
    out = [one for one in out if one.department_id is not None or one.kind.needs is not Right.READ]
    if out:
        raise Refused(
            f"{taker.name} may not see, or has no role for: {listed(out)}. Give the role first, or choose another.",
            details=[one.name for one in out],
        )
    if any(one.kind.key == "deputyships" and one.row.person_id == taker.pk for one in moved):
        raise Refused(f"{taker.name} cannot be deputy of {taker.name}. End that deputy first.")


def _move(one: Holding, taker: Person, change: Change) -> None:
    change.update(one.row, version=None, values={f"{one.kind.column}_id": taker.pk})
    if one.kind.home.startswith("use_case."):
        change.touch("usecase", one.row.use_case_id)


def _tell(giver: Person, taker: Person, moved: list[Holding], change: Change) -> None:
    by_hand = taker if taker.pk != change.actor.person_id else None
    subject = f"Handed over to you from {giver.name}: {counted(moved)}"
    tell(
        by_hand,
        kind="handed_over",
        subject=subject,
        lines=[Line(one.name, one.department_id) for one in moved],
        link="/mine",
        at=change.at,
    )
