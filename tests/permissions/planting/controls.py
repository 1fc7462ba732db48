"""A control of Bo's, with evidence of its own."""

from collections.abc import Mapping
from typing import Any

from opencaio.record import models as m
from tests.permissions.planted import WORD, Planted
from tests.record.cast import do

#: What was decided about a framework for the whole organisation.
SHARED: Mapping[Any, str] = {m.RequirementStance: "the organisation's own word on a framework"}
KEY = "iso-42001:A.6.2.4"


def plant(planted: Planted) -> None:
    """One control in place and one planned, on Bo's use, with evidence; a stance of the officer's."""
    bo, use = planted.cast.bo, planted.use.code
    of_bo = {"department": "HEALTH", "description": WORD, "requirements": [KEY], "use_cases": [use]}
    row = do("controls.add", bo, name=f"Testing {WORD}", owner=bo.person_id, status="in_place", **of_bo)
    planned = do("controls.add", bo, name=f"More testing {WORD}", **of_bo)
    evidence = do("evidence.add", bo, control=row.code, kind="test_report", title=f"Test {WORD}", note=WORD)
    do("stances.set", planted.cast.ana, framework="iso-42001", requirement="A.10.4", applies=False, reason="No need")
    planted.more |= {"control": row, "planned": planned, "control_evidence": evidence}


def inputs(planted: Planted) -> dict[str, dict[str, Any]]:
    """What to do to them."""
    row, planned = planted.more["control"], planted.more["planned"]
    return {
        "controls.add": {"name": "New", "department": "HEALTH"},
        "controls.edit": {"code": row.code, "status": "partly"},
        "controls.retire": {"code": planned.code},
        "stances.clear": {"framework": "iso-42001", "requirement": "A.10.4"},
        "stances.set": {"framework": "iso-42001", "requirement": "A.2.4", "applies": True, "reason": "Needed"},
    }


def questions(planted: Planted) -> dict[str, list[dict[str, Any]]]:
    """What to ask about them, and about all."""
    row, use = planted.more["control"], planted.use.code
    return {
        "controls.list": [{}, {"q": "Testing"}, {"use_case": use}, {"requirement": KEY}, {"department": "HEALTH"}],
        "controls.show": [{"code": row.code}],
        "frameworks.coverage": [{}, {"by": "use"}, {"department": "HEALTH"}, {"use_case": use, "by": "use"}],
        "frameworks.list": [{}, {"department": "HEALTH"}, {"use_case": use}],
        "frameworks.requirement": [{"key": KEY}, {"key": KEY, "use_case": use}],
        "frameworks.show": [{"id": "iso-42001"}, {"id": "iso-42001", "use_case": use}],
        "frameworks.statement": [{}],
    }
