"""How does work on an opportunity begin: with a use of AI, an initiative for it and its business case at once?"""

from django.utils import timezone
from pydantic import Field

from opencaio.errors import Conflict
from opencaio.packs.work import load_groups
from opencaio.record.actions.cases import AddCase
from opencaio.record.actions.cases import add as add_case
from opencaio.record.actions.initiatives import AddInitiative
from opencaio.record.actions.initiatives import add as add_initiative
from opencaio.record.actions.opportunities import TakeUpOpportunity, group_of, held_stance, home_of, take_up
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import Department, Initiative, UseCase
from opencaio.record.permissions import Right

SHORT = 300


class StartWork(Asked):
    """An opportunity to work on; without a name the initiative is called as the use of AI is."""

    department: str
    group: str = Field(max_length=60)
    name: str = Field("", max_length=SHORT)


@action("opportunities.start_work", right=Right.CREATE, words="Start work on an opportunity")
def start_work(given: StartWork, change: Change) -> Initiative:
    """Put an initiative on record for the use of AI (taken up here where it was not) and start its business case.

    The case says what happens if nothing is done, and no benefit: touched work is not a saving. Raises Conflict
    while another initiative that is not ended works on the same use.
    """
    home, group = home_of(given.department, change), group_of(given.group)
    use = _use(home, group, change)
    work: Initiative = add_initiative(
        AddInitiative(
            name=given.name or use.name[:SHORT],
            department=home.code,
            purpose=use.purpose,
            lead=use.owner_id or change.actor.person_id,
            use_cases=[use.code],
        ),
        change,
    )
    case = AddCase(
        initiative=work.code,
        title=work.name,
        baseline=_baseline(home, group, change),
        owner=work.lead_id,
        first_year=timezone.localdate(change.at).year + 1,
    )
    add_case(case, change)
    change.say(f"Started {work.code} {work.name} and its business case for {use.code}, {_what(home, group)}")
    return work


def _use(home: Department, group: str, change: Change) -> UseCase:
    held = held_stance(home, group)
    use = held.use_case if held is not None and held.status == "taken_up" else None
    if use is None or use.retired_at is not None:
        taken: UseCase = take_up(TakeUpOpportunity(department=home.code, group=group), change)
        return taken
    going = Initiative.objects.filter(use_cases=use, department=home, retired_at=None).order_by("code").first()
    if going is not None:
        raise Conflict(f"{going.code} {going.name} works on this already; go on there.")
    return use


def _baseline(home: Department, group: str, change: Change) -> str:
    from opencaio.record.opportunities.survey import survey

    today = timezone.localdate(change.at)
    found = survey(change.actor, department=home.code, proposed=True, today=today)
    cell = found.map.cell(home.code, group)
    if cell is None:
        return ""
    low, _middle, high = cell.touched
    return (
        f"The work stays as it is: on {today}, {cell.people:,.1f} full-time people's worth of {_what(home, group)}, "
        f"paid {cell.money.all:,.0f} {found.basis.currency} a year. AI could touch {low:,.1f} to {high:,.1f} of them; "
        "that is what could be affected, not what would be gained."
    )


def _what(home: Department, group: str) -> str:
    return f"{load_groups()[group].name} in {home.name}"
