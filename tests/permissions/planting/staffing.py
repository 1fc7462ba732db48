"""Bo's people with their levels and time, a team, places to fill and tools of his department."""

from typing import Any

from opencaio.record import models as m
from tests.permissions.planted import WORD, Planted
from tests.record.cast import do

SHARED = {
    m.Skill: "what people can do is named alike everywhere",
    m.PersonSkill: "no words",
    m.Capacity: "of all departments together; no words",
    m.Allocation: "no words",
    m.RoleProfile: "roles are the organisation's",
    m.SalaryBand: "pay of roles is the organisation's",
}
QUARTER = "2098Q1"


def plant(planted: Planted) -> None:
    """With the word in every text of his department."""
    bo, ana, cast = planted.cast.bo, planted.cast.ana, planted.cast
    work = {"initiative": planted.initiative.code, "person": cast.bo.person_id}
    do("skills.add", ana, code="data_engineering", hire_lead=2, hire_cost=100, contract_cost=200, is_planned=True)
    do("skills.add", ana, code="spare", name="Spare")
    do("capacity.set", ana, skill="data_engineering", quarter=QUARTER, fte=1)
    do("skills.judge", bo, person=cast.bo.person_id, skill="data_engineering", level=3, wanted=4)
    do("allocations.set", bo, **work, quarters=[QUARTER], fte="0.5", skill="data_engineering")
    planned = {"status": "running", "earliest": QUARTER, "quarters": 1}
    do("initiatives.estimate", bo, code=planted.initiative.code, **planned, demand={"data_engineering": [2]})
    place = {"department": "HEALTH", "skill": "data_engineering", "role": "data-engineer", "owner": cast.bo.person_id}
    opening = do("openings.add", bo, title=f"Place {WORD}", note=WORD, needed_by="2098-03-31", **place)
    approved = do("openings.add", bo, title=f"Approved place {WORD}", **place)
    do("openings.move", ana, code=approved.code, stage="approved")
    team = do("teams.add", bo, name=f"Team {WORD}", purpose=WORD, department="HEALTH", members=[cast.bo.person_id])
    resource = do(
        "resources.add", bo, name=f"Seats {WORD}", kind="licence", unit=f"seats {WORD}", capacity=10, cost=5,
        department="HEALTH", use_cases=[planted.use.code], initiatives=[planted.initiative.code],
    )  # fmt: skip
    do("roles.edit", ana, code="night-watch", name="Night watch")
    band = {"role": "night-watch", "country": "FR", "year": 2025, "low": 100, "currency": "EUR", "source": "ours"}
    do("roles.band_set", ana, **band)
    planted.more |= {"opening": opening, "approved": approved, "team": team, "resource": resource}


def inputs(planted: Planted) -> dict[str, dict[str, Any]]:
    """For each action, an input that aims at these."""
    who = {"person": planted.cast.bo.person_id}
    work = {**who, "initiative": planted.initiative.code, "quarters": [QUARTER]}
    opening, approved = {"code": planted.more["opening"].code}, {"code": planted.more["approved"].code}
    team, resource = {"code": planted.more["team"].code}, {"code": planted.more["resource"].code}
    band = {"role": "night-watch", "country": "FR", "year": 2025}
    return {
        "allocations.remove": work,
        "allocations.set": {**work, "fte": "0.7"},
        "capacity.import": {"rows": [{"skill": "spare", "quarter": QUARTER, "fte": 3}]},
        "capacity.set": {"skill": "spare", "quarter": QUARTER, "fte": 2},
        "openings.add": {"title": "New", "department": "HEALTH"},
        "openings.cancel": {**opening, "reason": "No"},
        "openings.edit": {**opening, "note": "New"},
        "openings.fill": approved,
        "openings.move": {**opening, "stage": "approved"},
        "resources.add": {"name": "New", "kind": "tool", "unit": "seats", "capacity": 1, "department": "HEALTH"},
        "resources.edit": {**resource, "capacity": 11},
        "resources.retire": resource,
        "resources.use": {**resource, "used": 4},
        "roles.band_remove": band,
        "roles.band_set": {**band, "low": 200, "currency": "EUR", "source": "Another"},
        "roles.edit": {"code": "data-engineer", "purpose": "New"},
        "roles.reset": {"code": "night-watch"},
        "skills.add": {"code": "privacy"},
        "skills.edit": {"code": "spare", "about": "New"},
        "skills.judge": {**who, "skill": "data_engineering", "level": 5},
        "skills.retire": {"code": "spare"},
        "teams.add": {"name": "New", "department": "HEALTH"},
        "teams.edit": {**team, "purpose": "New"},
        "teams.retire": team,
    }


def questions(planted: Planted) -> dict[str, list[dict[str, Any]]]:
    """What to ask of each query: about all, and straight at what is Bo's."""
    bo = planted.cast.bo.person_id
    return {
        "capacity.overview": [{"start": QUARTER}, {"start": QUARTER, "skill": "data_engineering"}],
        "openings.list": [{"stage": "all"}, {"q": WORD}, {"department": "HEALTH"}, {"skill": "data_engineering"}],
        "openings.show": [{"code": planted.more["opening"].code}, {"code": planted.more["approved"].code}],
        "people.workload": [
            {"start": QUARTER}, {"person": bo, "start": QUARTER}, {"department": "HEALTH"},
            {"team": planted.more["team"].code},
        ],
        "resources.list": [{}, {"q": WORD}, {"department": "HEALTH"}],
        "resources.show": [{"code": planted.more["resource"].code}],
        "roles.compare": [{"code": "data-engineer", "person": bo}, {"code": "data-engineer"}],
        "roles.show": [{"code": "chief-ai-officer"}, {"code": "data-engineer"}],
        "skills.matrix": [{}, {"everyone": True}, {"q": WORD}, {"department": "HEALTH"}, {"skill": "data_engineering"}],
        "skills.show": [{"code": "data_engineering"}],
        "teams.list": [{}, {"q": WORD}, {"department": "HEALTH"}, {"mine": True}],
        "teams.show": [{"code": planted.more["team"].code}],
    }  # fmt: skip
