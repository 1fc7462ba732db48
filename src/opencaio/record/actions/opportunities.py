"""What is decided about AI for one kind of work in a department: watched, set aside, or taken up?"""

from django.utils import timezone
from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound
from opencaio.packs.work import load_groups
from opencaio.record.actions.organisation import department_seen
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.use_cases import AddUseCase
from opencaio.record.actions.use_cases import add as add_use_case
from opencaio.record.changes import Change
from opencaio.record.models import Department, OpportunityStance, UseCase
from opencaio.record.permissions import Right


class WatchOpportunity(Asked):
    """Work to keep an eye on: a department and a group of tasks."""

    department: str
    group: str = Field(max_length=60)
    reason: str = Field("", max_length=2_000)


class SetAsideOpportunity(Asked):
    """Work that AI shall not touch for now, and why."""

    department: str
    group: str = Field(max_length=60)
    reason: str = Field(min_length=3, max_length=2_000)


class TakeUpOpportunity(Asked):
    """Work for which a use of AI is put on record, as an idea; without words those of the draft."""

    department: str
    group: str = Field(max_length=60)
    name: str = Field("", max_length=500)
    purpose: str = Field("", max_length=20_000)
    reason: str = Field("", max_length=2_000)
    owner: int | None = None


@action("opportunities.watch", right=Right.EDIT, words="Watch an opportunity")
def watch(given: WatchOpportunity, change: Change) -> OpportunityStance:
    """Nothing is decided, but somebody looks."""
    return _stand(given.department, given.group, change, status="watched", reason=given.reason)


@action("opportunities.set_aside", right=Right.EDIT, words="Set an opportunity aside")
def set_aside(given: SetAsideOpportunity, change: Change) -> OpportunityStance:
    """No AI for this work for now; the reason is kept."""
    return _stand(given.department, given.group, change, status="set_aside", reason=given.reason)


@action("opportunities.take_up", right=Right.CREATE, words="Take an opportunity up")
def take_up(given: TakeUpOpportunity, change: Change) -> UseCase:
    """Put a use of AI on record from the draft, through the same door as every other use, and link it."""
    home = home_of(given.department, change)
    group = group_of(given.group)
    held = held_stance(home, group)
    if held is not None and held.status == "taken_up" and held.use_case and held.use_case.retired_at is None:
        raise Conflict(f"This was taken up already: {held.use_case.code} {held.use_case.name}.")
    draft = _draft(home, group, change)
    asked = AddUseCase(
        name=given.name or draft["name"],
        department=home.code,
        purpose=given.purpose or draft["purpose"],
        topic=draft["topic"],
        technique=draft["technique"],
        owner=given.owner,
    )
    use: UseCase = add_use_case(asked, change)
    _stand(home.code, group, change, status="taken_up", reason=given.reason, use=use)
    change.say(f"Took up {load_groups()[group].name} in {home.name} as {use.code} {use.name}")
    return use


def _stand(
    department: str, group: str, change: Change, *, status: str, reason: str, use: UseCase | None = None
) -> OpportunityStance:
    home = home_of(department, change)
    name = load_groups()[group_of(group)].name
    words = {"watched": "Watching", "set_aside": "Set aside", "taken_up": "Took up"}[status]
    change.say(f"{words}: {name} in {home.name}" + (f": {reason}" if reason else ""))
    held = held_stance(home, group)
    values = {"status": status, "reason": reason, "retired_at": None}
    if held is not None:
        if held.status == "taken_up" and use is None:
            raise Conflict("This was taken up already; retire the use of AI instead.")
        return change.update(held, version=None, values=values | {"use_case": use or held.use_case})
    return change.create(OpportunityStance(department=home, group=group, use_case=use, **values))


def home_of(code: str, change: Change) -> Department:
    """The department with this code, with leave to act there."""
    home = department_seen(code, change.actor)
    change.allow(home.pk)
    return home


def group_of(group: str) -> str:
    """A group of tasks that can be decided on. Raises NotFound and BadInput."""
    if group not in load_groups():
        raise NotFound(f"There is no group of tasks {group[:60]}.")
    if group == "other":
        raise BadInput("Tasks that are in no group cannot be decided on together.")
    return group


def held_stance(home: Department, group: str) -> OpportunityStance | None:
    """What was decided about the cell, if anything."""
    return OpportunityStance._base_manager.select_related("use_case").filter(department=home, group=group).first()


def _draft(home: Department, group: str, change: Change) -> dict[str, str]:
    from opencaio.record.opportunities.drafts import draft_for
    from opencaio.record.opportunities.survey import survey

    found = survey(change.actor, department=home.code, proposed=True, today=timezone.localdate(change.at))
    draft = draft_for(found, home.code, group)
    if draft is None:
        raise BadInput(
            f"{home.name} has no workforce whose work lies in {load_groups()[group].name}. Set its workforce first."
        )
    return {"name": draft.name[:500], "purpose": draft.purpose, "topic": draft.topic, "technique": draft.technique}
