"""Plans in which an initiative of Bo's is funded: one approved, one proposed, one a draft; and a run."""

from typing import Any

from django.utils import timezone

from opencaio.record import models as m
from tests.permissions.planted import WORD, Planted
from tests.record.cast import do

SHARED = {
    m.Plan: "made over all departments; only rows of one's own are shown",
    m.PlanPolicy: "the organisation's rules",
    m.Decision: "decided over all departments",
}


def plant(planted: Planted) -> None:
    """With the word as the name of Bo's initiative and in every reason."""
    ana = planted.cast.ana
    approved = do("plans.store", ana, run=_run(planted, is_pinned_out=False).pk, name="Approved")
    do("plans.approve", ana, code=approved.code, reason="Good")
    proposed = do("plans.store", ana, run=_run(planted, is_pinned_out=True).pk, name="Proposed")
    do("plans.propose", ana, code=proposed.code)
    draft = do("plans.store", ana, run=_run(planted, is_pinned_out=False).pk, name="Draft")
    run = _run(planted, is_pinned_out=False)
    planted.more |= {"plan": approved, "proposed_plan": proposed, "draft_plan": draft, "plan_run": run}


def inputs(planted: Planted) -> dict[str, dict[str, Any]]:
    """For each action, an input that aims at these."""
    draft, because = {"code": planted.more["draft_plan"].code}, {"reason": "New"}
    return {
        "plans.approve": {"code": planted.more["proposed_plan"].code, **because},
        "plans.drop": {**draft, **because},
        "plans.propose": draft,
        "plans.rename": {**draft, "name": "New"},
        "plans.set_rules": {"periods": 6},
        "plans.store": {"run": planted.more["plan_run"].pk, "name": "New"},
        "plans.withdraw_approval": {"code": planted.more["plan"].code, **because},
    }


def questions(planted: Planted) -> dict[str, list[dict[str, Any]]]:
    """What to ask of each query: about all, and straight at what is Bo's."""
    codes = [planted.more[name].code for name in ("plan", "proposed_plan")]
    return {
        "plans.compare": [{"first": codes[0], "second": codes[1]}, {"first": codes[1], "second": codes[0]}],
        "plans.document": [{"code": codes[0]}],
        "plans.latest": [{}],
        "plans.list": [{}, {"status": "approved"}],
        "plans.limits": [{}],
        "plans.problem": [{}],
        "plans.show": [{"code": code} for code in codes],
    }


def _run(planted: Planted, *, is_pinned_out: bool) -> m.Job:
    """A run that is done, over a small problem with Bo's initiative and one of Dan's."""
    from opencaio.engines.portfolio import problem_document, read_problem, solve, write_answer

    mine = {"id": planted.initiative.code, "department": "HEALTH", "duration": 1}
    theirs = {"id": "IN-DAN", "department": "TRADE", "duration": 1, "value": {"0": 5}}
    document = {
        "version": 1, "currency": "EUR", "periods": ["2027Q1", "2027Q2"], "year_of": [2027, 2027],
        "initiatives": [{**mine, "value": {} if is_pinned_out else {"0": 9}}, theirs],
    }  # fmt: skip
    problem = read_problem(document)
    answer = write_answer(problem, solve(problem, seconds=5), version="1")
    told = {"low": 1, "mid": 9, "high": 12, "source": "estimate"}
    names = {planted.initiative.code: {**told, "name": WORD, "department": "HEALTH"},
             "IN-DAN": {**told, "name": "Prices", "department": "TRADE"}}  # fmt: skip
    why = {code: {"because": f"{WORD} is in the way", "lets_in": [WORD]} for code in names}
    missing = [{"kind": "x", "about": WORD, "words": WORD, "department": "HEALTH", "leaves_out": False}]
    result = {
        "problem": problem_document(problem),
        "answer": answer,
        "explanations": {"why": why, "binding": [WORD], "conflict": [WORD]},
        "options": {"sources": {"initiatives": names}, "missing": missing, "changes": [WORD], "asked": {}},
    }
    now = timezone.now()
    return m.Job.objects.create(kind="plan", state="done", result=result, created_at=now, ended_at=now)
