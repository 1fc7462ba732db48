"""How do skills, levels and capacity come on record, and then people's time, teams, places and tools?"""

from datetime import date
from decimal import Decimal
from typing import Any

from opencaio.examples.staffing_rows import Place, Tool
from opencaio.record.examples.settling import Settling

JUDGED_ON = date(2026, 10, 5)
PLANNED_ON = date(2026, 11, 2)
ORDER = ("planned", "approved", "open", "talking", "offered", "filled")


def settle_skills(settling: Settling) -> None:
    """Skills with their terms, who masters which, and how many people there are: before the work that needs them."""
    terms = {one.skill: one for one in settling.example.training_terms}
    for one in settling.example.skills:
        more = terms.get(one.key)
        settling.do(
            "skills.add",
            code=one.key,
            name=one.name,
            about=one.about,
            is_planned=one.planned,
            hire_lead=one.hire_lead,
            hire_cost=one.hire_cost,
            contract_cost=one.contract_cost,
            kind="human" if one.key == "change" else "technical",
            train_cost=more.cost if more else None,
            train_lead=more.lead if more else None,
            hire_most=more.hire_most if more else None,
            contract_most=_decimal(more.contract_most) if more else None,
        )
    for term in terms.values():
        if term.trained_from:
            settling.do("skills.edit", code=term.skill, transferable_from=term.trained_from)
    _settle_levels(settling)
    rows = [{"skill": one.skill, "quarter": one.quarter, "fte": _decimal(one.fte)} for one in settling.example.capacity]
    settling.do("capacity.import", on=PLANNED_ON, rows=rows)


def settle_staffing(settling: Settling) -> None:
    """Time given, teams, places and tools: after the initiatives."""
    for one in settling.example.assignments:
        settling.do(
            "allocations.set",
            on=PLANNED_ON,
            person=settling.people[one.person].pk,
            initiative=one.initiative,
            skill=one.skill,
            quarters=one.quarters,
            fte=_decimal(one.fte),
        )
    for team in settling.example.teams:
        settling.do(
            "teams.add",
            code=team.key,
            lead=settling.people[team.lead].pk,
            members=[settling.people[key].pk for key in team.members],
            **team.model_dump(include={"name", "purpose", "department", "initiatives"}),
        )
    for place in settling.example.places:
        _settle_place(settling, place)
    for tool in settling.example.tools:
        _settle_tool(settling, tool)


def _settle_levels(settling: Settling) -> None:
    wanted = {(one.person, one.skill): one.level for one in settling.example.ambitions}
    for person in settling.example.people:
        for skill, level in person.skills.items():
            settling.do(
                "skills.judge",
                on=JUDGED_ON,
                person=settling.people[person.key].pk,
                skill=skill,
                level=level,
                wanted=wanted.pop((person.key, skill), None),
            )


def _settle_place(settling: Settling, one: Place) -> None:
    plain = one.model_dump(include={"title", "role", "skill", "way", "department", "needed_by", "note"})
    settling.do(
        "openings.add",
        on=one.planned_on,
        code=one.key,
        people=_decimal(one.people),
        owner=settling.people[one.owner].pk,
        **plain,
    )
    begun = one.opened_on or one.planned_on
    path = ORDER[1 : ORDER.index(one.stage) + 1]
    for stage in path:
        if stage == "filled":
            who = settling.people[one.filled_by].pk if one.filled_by else None
            settling.do(
                "openings.fill", on=one.filled_on, code=one.key, person=who, filled_on=one.filled_on,
                raise_capacity=False,
            )  # fmt: skip
        else:
            settling.do("openings.move", on=one.planned_on if stage == "approved" else begun, code=one.key, stage=stage)


def _settle_tool(settling: Settling, one: Tool) -> None:
    plain: dict[str, Any] = one.model_dump(
        include={"name", "kind", "unit", "department", "starts_on", "ends_on", "initiatives"}
    )
    settling.do(
        "resources.add",
        code=one.key,
        capacity=_decimal(one.capacity),
        cost=_decimal(one.cost),
        vendor=settling.number("vendor", one.vendor),
        owner=settling.people[one.owner].pk,
        use_cases=one.uses,
        **plain,
    )
    if one.used is not None:
        settling.do("resources.use", on=one.used_on, code=one.key, used=_decimal(one.used), used_on=one.used_on)


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
