"""Do the gates that we ship hold together, and is a slip of the pen in them named?"""

from pathlib import Path

import pytest

from opencaio.engines.gates import Case, passage
from opencaio.errors import BadPack
from opencaio.packs.gates import FILE, load_gates
from opencaio.packs.law import load_law
from opencaio.record.models.portfolio import Stage


def test_the_gates_know_every_stage_of_the_record_and_no_other() -> None:
    gates = load_gates()
    assert [*gates.stages, *gates.ends] == [one.value for one in Stage]


def test_every_duty_asked_for_is_one_that_some_rule_gives() -> None:
    given = {code for pack in load_law().packs for rule in pack.rules for code in rule.duties}
    asked = {code for one in load_gates().demands for code in one.duties}
    assert len(asked) > 40
    assert asked <= given


def test_a_minimal_use_is_asked_for_literacy_only() -> None:
    gates = load_gates()
    codes = {one.code for one in gates.demands if one.regime == "EU" and not one.classes}
    assert codes == {"literacy", "transparency"}


def test_a_prohibited_use_passes_no_gate_of_ours() -> None:
    from datetime import date

    case = Case(stage="idea", classes={"EU": "prohibited"}, has_facts=True, has_owner=True)
    for to in load_gates().stages[1:]:
        assert passage(case, to=to, gates=load_gates(), on=date(2026, 11, 22)).forbidden


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ("by: assessed", "by: asessed", "unknown stage “asessed”; did you mean “assessed”"),
        ("kinds: [dpia]", "kinds: [dpai]", "unknown kind of evidence “dpai”; did you mean “dpia”"),
        ("duties: [AIA-4]", "duties: [AIA-44]", "unknown duty “AIA-44”"),
        ("duties: [AIA-4],", "", "wants “done” and names no duties"),
        ("classes: [aedt]", "classes: [aedtx]", "unknown class “aedtx”"),
        ("{code: owner,", "{code: known,", "two demands have the code known"),
        ("wants: owner", "wants: ownership", "ownership"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, was: str, becomes: str, words: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert was in text
    path = tmp_path / "gates.yaml"
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(BadPack, match=words.replace("(", r"\(")):
        load_gates(path)
