"""How do teams come to be, change their members and their work, and end?"""

from typing import Annotated, Any

from pydantic import Field

from opencaio.errors import Conflict, NotFound
from opencaio.record.actions.initiatives import initiative
from opencaio.record.actions.organisation import department_seen
from opencaio.record.actions.people import living_person, may_see_person
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.codes import next_code
from opencaio.record.models import Initiative, Person, Team
from opencaio.record.permissions import Actor, Right

Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
TAKEN = frozenset({"add"})
NOT_HERE = "There is no such team here, or you may not see it."


class AddTeam(Asked):
    """A team of a department: lead and members by number, initiatives by code."""

    name: str = Field(min_length=1, max_length=200)
    department: str
    code: Code | None = None
    purpose: str = Field("", max_length=4000)
    lead: int | None = None
    members: list[int] = Field([], max_length=500)
    initiatives: list[str] = Field([], max_length=200)


class EditTeam(Asked):
    """What changes about a team: the fields that are given, and no other."""

    code: str
    version: int | None = None
    name: str | None = Field(None, min_length=1, max_length=200)
    department: str | None = None
    purpose: str | None = Field(None, max_length=4000)
    lead: int | None = None
    members: list[int] | None = Field(None, max_length=500)
    initiatives: list[str] | None = Field(None, max_length=200)


class RetireTeam(Asked):
    """A team that is dissolved."""

    code: str
    version: int | None = None


@action("teams.add", right=Right.CREATE, words="Add a team")
def add(given: AddTeam, change: Change) -> Team:
    """Put a team on record."""
    home = department_seen(given.department, change.actor)
    change.allow(home.pk)
    code = given.code or next_code(Team, "T-")
    if code.casefold() in TAKEN or Team._base_manager.filter(code__iexact=code).exists():
        raise Conflict(f"The code {code} is taken.")
    row = Team(code=code, name=given.name, purpose=given.purpose, department=home)
    row.lead = living_person(given.lead, change.actor) if given.lead else None
    change.say(f"Added the team {row.name}")
    links = {
        "members": _members(given.members, change.actor, held=None),
        "initiatives": _work(given.initiatives, change.actor, held=None),
    }
    return change.create(row, **links)


@action("teams.edit", right=Right.EDIT, words="Edit a team")
def edit(given: EditTeam, change: Change) -> Team:
    """Change the given fields of a team."""
    row = team_seen(given.code, change.actor)
    change.allow(row.department_id)
    values: dict[str, Any] = given.model_dump(include={"name", "purpose"}, exclude_none=True)
    if given.department is not None:
        values["department"] = department_seen(given.department, change.actor)
        change.allow(values["department"].pk)
    if "lead" in given.model_fields_set:
        values["lead"] = living_person(given.lead, change.actor) if given.lead else None
    links: dict[str, Any] = {}
    if given.members is not None:
        links["members"] = _members(given.members, change.actor, held=row)
    if given.initiatives is not None:
        links["initiatives"] = _work(given.initiatives, change.actor, held=row)
    change.say(f"Edited the team {row.name}")
    return change.update(row, version=given.version, values=values, **links)


@action("teams.retire", right=Right.RETIRE, words="Dissolve a team")
def retire(given: RetireTeam, change: Change) -> Team:
    """The team is no more; it stays readable."""
    row = team_seen(given.code, change.actor)
    change.allow(row.department_id)
    change.say(f"Dissolved the team {row.name}")
    return change.update(row, version=given.version, values={"retired_at": change.at})


def team_seen(code: str, actor: Actor) -> Team:
    """The team with this code; the same words when there is none and when it may not be seen."""
    rows = Team.objects.select_related("department", "lead")
    row = rows.filter(code__iexact=code, retired_at=None).first()
    if row is None or not actor.may(Right.READ, row.department_id):
        raise NotFound(NOT_HERE)
    return row


def _members(keys: list[int], actor: Actor, *, held: Team | None) -> list[Person]:
    """Those asked for, each of whom the actor must see, and those held whom he does not."""
    hidden = [one for one in held.members.all() if not may_see_person(actor, one)] if held else []
    return [*(living_person(key, actor) for key in dict.fromkeys(keys)), *hidden]


def _work(codes: list[str], actor: Actor, *, held: Team | None) -> list[Initiative]:
    hidden = [one for one in held.initiatives.all() if not actor.may(Right.READ, one.department_id)] if held else []
    return [*(_seen(code, actor) for code in dict.fromkeys(codes)), *hidden]


def _seen(code: str, actor: Actor) -> Initiative:
    row = initiative(code)
    if not actor.may(Right.READ, row.department_id):
        raise NotFound("There is no such initiative here, or you may not see it.")
    return row
