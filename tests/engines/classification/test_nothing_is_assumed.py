"""Does the default mode assume nothing: is an unknown fact never taken for a no?"""

import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencaio.engines.classification import NEEDS_REVIEW, Request, classify, next_questions, parse_facts
from opencaio.engines.classification.model import Fact
from opencaio.engines.classification.trees import Value
from opencaio.packs.law import load_law

LAW = load_law()
DAY = date(2026, 11, 22)
WEIGHT = {entry.code: entry.weight for pack in LAW.packs for entry in pack.classes}
HEAVIEST = max(WEIGHT.values()) + 1


def weight(class_code: str | None) -> int:
    """How much a class binds; a class that needs review is never taken for a light one."""
    return HEAVIEST if class_code == NEEDS_REVIEW else WEIGHT.get(class_code or "", 0)


def pack_cases() -> list[tuple[str, str, dict[str, Value], str | None]]:
    """(name, regime, facts, expected class) of every case of the packs that stands on the text of today."""
    return [
        (case.id, case.regime or pack.regime, parse_facts(case.facts, LAW.vocabulary), case.expect.class_)
        for pack in LAW.packs
        for case in pack.cases
        if "as_of" not in case.facts and case.law_on is None
    ]


def decided(shared: Path) -> Iterator[tuple[str, str, dict[str, Value], str | None]]:
    for line in (shared / "law" / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        yield raw["id"], raw["jurisdiction"], parse_facts(raw["facts"], LAW.vocabulary), raw["expected"]["class"]


def class_of(regime: str, facts: dict[str, Value]) -> str | None:
    return classify(Request(None, regime, facts), LAW, law_on=DAY, mode="default").class_code


def lighter_without(
    cases: list[tuple[str, str, dict[str, Value], str | None]],
) -> tuple[int, list[str]]:
    """How many withholdings were tried, and those that gave a lighter class than the whole or the expected one."""
    tried, lighter = 0, []
    for name, regime, facts, expected in cases:
        whole = class_of(regime, facts)
        # A class that the ordinary mode expects only because of what it assumes is no measure for the default mode.
        floor = max(weight(whole) if whole != NEEDS_REVIEW else 0, weight(expected) if expected != NEEDS_REVIEW else 0)
        blocks = {key.split(".")[0] for key in facts}
        for withheld in sorted({*facts, *blocks}):
            rest = {k: v for k, v in facts.items() if k != withheld and not k.startswith(f"{withheld}.")}
            tried += 1
            if weight(class_of(regime, rest)) < floor:
                lighter.append(f"{name} without {withheld}: {class_of(regime, rest)}")
    return tried, lighter


def test_withholding_a_fact_of_a_packs_case_never_gives_a_lighter_class() -> None:
    tried, lighter = lighter_without(pack_cases())
    assert tried > 1000
    assert lighter == []


def test_withholding_a_fact_of_a_decided_case_never_gives_a_lighter_class(shared: Path) -> None:
    tried, lighter = lighter_without(list(decided(shared)))
    assert tried > 500
    assert lighter == []


def some_value(fact: Fact, luck: random.Random) -> Value | None:
    """Any value that the fact may have."""
    codes = list(fact.codes)
    if fact.kind == "yes_no":
        return luck.random() < 0.5
    if fact.kind in ("choice", "code"):
        return luck.choice(codes)
    if fact.kind in ("choices", "codes"):
        return tuple(sorted(luck.sample(codes, luck.randint(0, min(3, len(codes))))))
    if fact.kind == "day":
        return date(luck.randint(2024, 2029), luck.randint(1, 12), luck.randint(1, 28))
    return luck.choice([1, 10**22, 10**23, 10**25, 10**25 + 1]) if fact.kind == "whole" else None


def completed(facts: dict[str, Value], luck: random.Random) -> dict[str, Value]:
    """The description with every unknown fact made up; what the law reads into silence and the day stay as they are."""
    whole = dict(facts)
    for key, fact in LAW.vocabulary.facts.items():
        value = some_value(fact, luck)
        # `original_flops` is left: the law has a threshold of its own for an original whose computation is unknown.
        kept = key in whole or fact.silence is not None or key in ("as_of", "calc", "gpai.original_flops")
        if value is not None and not kept:
            whole[key] = value
    return whole


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32))
def test_a_class_given_without_assumptions_holds_whatever_the_unknown_facts_are(seed: int) -> None:
    luck = random.Random(seed)
    name, regime, facts, _ = luck.choice(pack_cases())
    part = {key: value for key, value in facts.items() if luck.random() < 0.9}
    given_class = class_of(regime, part)
    if given_class in (None, NEEDS_REVIEW, "calc"):
        return
    for _ in range(5):
        assert class_of(regime, completed(part, luck)) == given_class, (name, part)


def test_classes_are_given_without_assumptions_at_all() -> None:
    classes = {class_of(regime, facts) for _, regime, facts, _ in pack_cases()}
    assert {"prohibited", "high_risk_annex_iii", "minimal", "transparency", "out_of_scope", "high_impact"} <= classes


def test_answering_the_questions_in_turn_leads_to_a_class() -> None:
    facts = parse_facts({"role": ["deployer"], "use": ["edu_grading"]}, LAW.vocabulary)
    answers = completed(facts, random.Random(4)) | {
        key: False for key, fact in LAW.vocabulary.facts.items() if fact.kind == "yes_no"
    }
    answers |= {"infers": True, "artefact": "system", "nexus": "deployed_in_eu", "manipulation.technique": "none"}
    asked = 0
    while True:
        answer = classify(Request(None, "EU", facts), LAW, law_on=DAY, mode="default")
        if answer.class_code != NEEDS_REVIEW:
            break
        question = next_questions(answer)[0]
        assert question.deciding
        assert question.fact not in facts
        facts[question.fact] = answers[question.fact]
        asked += 1
    assert answer.class_code == "high_risk_annex_iii"
    assert asked <= 25


def test_the_first_question_is_the_one_that_could_settle_most() -> None:
    answer = classify(Request(None, "EU", {}), LAW, law_on=DAY, mode="default")
    questions = next_questions(answer, limit=3)
    assert {question.fact for question in questions} <= {"artefact", "infers", "use", "role"}
    assert questions[0].settles >= questions[-1].settles


@pytest.mark.parametrize("mode", ["default", "ordinary"])
def test_only_the_ordinary_mode_has_assumptions(mode: str) -> None:
    answer = classify(Request(None, "EU", {"use": ("other",)}), LAW, law_on=DAY, mode=mode)  # type: ignore[arg-type]
    assert bool(answer.assumptions) is (mode == "ordinary")
    assert (answer.class_code == NEEDS_REVIEW) is (mode == "default") or answer.missing == ("role",)
