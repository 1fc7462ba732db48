"""How is it said that an initiative or a use of AI serves an objective, how strongly, and why?"""

from typing import Annotated

from pydantic import Field, model_validator

from opencaio.errors import NotFound, Refused
from opencaio.record.actions.registry import Asked, action
from opencaio.record.aims.seeing import objective_seen, work_seen
from opencaio.record.changes import Change, kind_of
from opencaio.record.models import Alignment, Initiative, Objective, UseCase
from opencaio.record.permissions import Right

Strength = Annotated[int, Field(ge=1, le=3)]
WORDS = {1: "weakly", 2: "clearly", 3: "decisively"}


class Pair(Asked):
    """An objective and one piece of work: an initiative or a use of AI, by their codes."""

    objective: str
    initiative: str = ""
    use_case: str = ""

    @model_validator(mode="after")
    def one_of_two(self) -> "Pair":
        """Refuse a tie to both or to neither."""
        if bool(self.initiative) == bool(self.use_case):
            raise ValueError("name one initiative or one use of AI")
        return self


class SetAlignment(Pair):
    """How strongly it serves the objective (1 weakly, 2 clearly, 3 decisively), and why."""

    strength: Strength = 2
    reason: str = Field(min_length=1, max_length=2000)


class RemoveAlignment(Pair):
    """It serves the objective no longer."""


@action("alignments.set", right=Right.EDIT, words="Tie work to an objective")
def set_alignment(given: SetAlignment, change: Change) -> Alignment:
    """Tie a piece of work to an objective, or say anew how strongly and why."""
    objective, work = _pair(given, change)
    values = {"strength": given.strength, "reason": given.reason}
    change.say(f"{work.code} serves {objective.code} {WORDS[given.strength]}: {given.reason[:300]}")
    held = Alignment.objects.filter(objective=objective, **_link(work)).first()
    if held is None:
        return change.create(Alignment(objective=objective, **_link(work), **values))
    return change.update(held, version=None, values={**values, "retired_at": None})


@action("alignments.remove", right=Right.EDIT, words="Untie work from an objective")
def remove(given: RemoveAlignment, change: Change) -> Alignment:
    """The work no longer counts for the objective; the history stays."""
    objective, work = _pair(given, change)
    held = Alignment.objects.filter(objective=objective, retired_at=None, **_link(work)).first()
    if held is None:
        raise NotFound(f"{work.code} is not tied to {objective.code}.")
    change.say(f"{work.code} no longer serves {objective.code}")
    return change.update(held, version=None, values={"retired_at": change.at})


def _pair(given: Pair, change: Change) -> tuple[Objective, Initiative | UseCase]:
    """The two, if the actor may see both and may edit one of them."""
    objective = objective_seen(given.objective, change.actor)
    work = work_seen(change.actor, initiative=given.initiative, use_case=given.use_case)
    actor = change.actor
    mine = actor.may(change.right, work.department_id)
    theirs = actor.may(change.right, objective.department_id)
    if not (mine or theirs):
        raise Refused(
            f"You may not do this here ({change.action} needs the right “{change.right}” over one of the two)."
        )
    change.allow_own()
    change.touch(kind_of(work), work.pk)
    # Where others read the objective, that somebody tied work to it is not theirs to know: it is told on the work.
    if objective.department_id == work.department_id:
        change.touch("objective", objective.pk)
    return objective, work


def _link(work: Initiative | UseCase) -> dict[str, Initiative | UseCase | None]:
    return (
        {"initiative": work, "use_case": None}
        if isinstance(work, Initiative)
        else {"initiative": None, "use_case": work}
    )
