"""Business cases of Bo's: one open, one handed in, one approved, one withdrawn, work without one; and a score."""

from typing import Any

from opencaio.record import models as m
from tests.permissions.planted import WORD, Planted
from tests.record.cast import do

LINE = {"kind": "cashable", "title": WORD, "p50": 100, "measure": WORD, "method": WORD}


def plant(planted: Planted) -> None:
    """With the word in every text."""
    bo = planted.cast.bo
    names = ("in", "ok", "no", "odd")
    works = {name: do("initiatives.add", bo, name=f"{name} {WORD}", department="HEALTH") for name in names}
    for work in (planted.initiative, works["in"], works["ok"], works["odd"]):
        do("cases.add", bo, initiative=work.code, first_year=2027, title=WORD, baseline=WORD, lines=[LINE])
    for name in ("in", "ok"):
        do("cases.submit", bo, initiative=works[name].code)
    do("cases.approve", planted.cast.ana, initiative=works["ok"].code, answer=WORD)
    do("scores.set", bo, initiative=planted.initiative.code, scheme="ice", inputs={"impact": 5}, source=WORD)
    do("scores.set", bo, initiative=works["odd"].code, scheme="ice", inputs={"impact": 5})
    do("scores.remove", bo, initiative=works["odd"].code, scheme="ice")
    do("cases.withdraw", bo, initiative=works["odd"].code)
    withdrawn = m.BusinessCase.objects.filter(initiative=works["odd"])
    withdrawn.update(reference_class=WORD, adoption=[WORD], pilot={WORD: 1}, valuation={WORD: 1})
    told = {"years": [WORD], "details": {WORD: 1}, "factors": [WORD]}
    m.CaseLine.objects.filter(case__in=withdrawn).update(side=WORD, kind=WORD, line=WORD[:10], **told)
    m.PriorityScore.objects.exclude(retired_at=None).update(inputs={WORD: 1}, scheme=WORD)
    planted.more |= {f"case_{name}": work for name, work in works.items()}


def inputs(planted: Planted) -> dict[str, dict[str, Any]]:
    """For each action, an input that aims at these."""
    mine = {"initiative": planted.initiative.code}
    there = {"initiative": planted.more["case_in"].code}
    line = m.CaseLine.objects.filter(case__initiative=planted.initiative).order_by("pk").first()
    assert line is not None
    approved = {"initiative": planted.more["case_ok"].code}
    return {
        "benefits.take_over": {**approved, "use_case": planted.use.code},
        "cases.add": {"initiative": planted.more["case_no"].code},
        "cases.approve": there,
        "cases.edit": {**mine, "baseline": "New"},
        "cases.remove_line": {**mine, "id": line.pk},
        "cases.revalue": mine,
        "cases.send_back": {**there, "answer": "No."},
        "cases.set_line": {**mine, "kind": "other", "title": "New", "p50": 1},
        "cases.submit": mine,
        "cases.withdraw": mine,
        "scores.import": {"text": f"code,scheme,impact,confidence,ease\n{planted.initiative.code},ice,1,2,3\n"},
        "scores.remove": {**mine, "scheme": "ice"},
        "scores.set": {**mine, "scheme": "ice", "inputs": {"ease": 3}},
    }


def questions(planted: Planted) -> dict[str, list[dict[str, Any]]]:
    """For each query, what would lead to these."""
    mine = {"initiative": planted.initiative.code}
    approved = {"initiative": planted.more["case_ok"].code}
    return {
        "benefits.promised": [approved],
        "benefits.waiting": [{}],
        "cases.for_initiative": [mine],
        "cases.list": [{}, {"q": "z"}, {"status": "draft"}],
        "cases.proposed": [{**mine, "first_year": 2027}],
        "cases.show": [mine, {**mine, "which": "approved"}],
        "cases.waiting": [{}],
        "scores.list": [{}, mine],
    }
