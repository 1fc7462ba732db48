"""Objectives of Bo's with a key result and a reading; work of his is tied to them and to one of everybody's."""

from typing import Any

from tests.permissions.planted import WORD, Planted
from tests.record.cast import do


def plant(planted: Planted) -> None:
    """With the word in every text; the shared objective holds it only in what ties work of Bo's to it."""
    bo, ana = planted.cast.bo, planted.cast.ana
    told = {"department": "HEALTH", "title": f"Aim {WORD}", "description": WORD, "owner": bo.person_id}
    top = do("objectives.add", bo, **told, starts_on="2026-01-01", ends_on="2026-12-31", status="active")
    low = do("objectives.add", bo, **{**told, "title": f"Below {WORD}"}, parent=top.code)
    result = do(
        "key_results.add", bo, objective=top.code, text=f"Measure {WORD}", unit=WORD, baseline="0", target="9",
        owner=bo.person_id,
    )  # fmt: skip
    do("key_results.read", bo, code=result.code, value="3", on="2026-06-01", source=WORD)
    shared = do("objectives.add", ana, title="Everybody's aim", status="active")
    for aim in (top.code, shared.code):
        do("alignments.set", bo, objective=aim, use_case=planted.use.code, reason=f"Serves {WORD}", strength=3)
        do("alignments.set", bo, objective=aim, initiative=planted.initiative.code, reason=f"Serves {WORD}")
    planted.more |= {"objective": top, "objective_below": low, "key_result": result, "shared_objective": shared}


def inputs(planted: Planted) -> dict[str, dict[str, Any]]:
    """For each action, an input that aims at these."""
    top, low = {"code": planted.more["objective"].code}, {"code": planted.more["objective_below"].code}
    result = {"code": planted.more["key_result"].code}
    tie = {"objective": planted.more["objective"].code, "use_case": planted.use.code}
    return {
        "alignments.remove": tie,
        "alignments.set": {**tie, "reason": "New", "strength": 1},
        "key_results.add": {"objective": top["code"], "text": "New"},
        "key_results.edit": {**result, "text": "New"},
        "key_results.read": {**result, "value": "5"},
        "key_results.retire": {**result, "reason": "New"},
        "objectives.add": {"title": "New", "department": "HEALTH"},
        "objectives.edit": {**top, "title": "New"},
        "objectives.retire": {**low, "reason": "New"},
        "objectives.set_status": {**top, "status": "met", "reason": "New"},
    }


def questions(planted: Planted) -> dict[str, list[dict[str, Any]]]:
    """What to ask of each query: about all, and straight at what is Bo's."""
    use, work = planted.use.code, planted.initiative.code
    top, shared = planted.more["objective"].code, planted.more["shared_objective"].code
    return {
        "alignments.list": [{}, {"use_case": use}, {"initiative": work}, {"objective": shared}, {"objective": top}],
        "objectives.coverage": [{}, {"department": "HEALTH"}, {"year": 2026}],
        "objectives.show": [{"code": top}, {"code": shared}],
        "objectives.tree": [{}, {"q": WORD}, {"department": "HEALTH"}, {"owner": str(planted.cast.bo.person_id)}],
    }
